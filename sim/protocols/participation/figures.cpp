#include "sim/protocols/participation/figures.h"

namespace detente::participation {

const char* name_of(Reason::Kind kind) {
  switch (kind) {
    case Reason::Kind::worse:
      return "worse-than-staying-away";
    case Reason::Kind::crossed:
      return "red-line";
    case Reason::Kind::unmet:
      return "precondition";
  }
  return "";
}

std::string label_of(const World& world, const Plan& plan, const Guest& guest, const Reason& reason) {
  std::string label = name_of(reason.kind);
  if (reason.kind == Reason::Kind::unmet)
    label += "." + plan.stated(world, plan.preconditions[reason.precondition]).name;
  if (reason.row != guest.row) label += "." + world.parties[plan.rows[reason.row].party].name;
  return label;
}

}  // namespace detente::participation
