// What is counted of a participation stage.
#pragma once

#include <string>

#include "sim/model/figures.h"
#include "sim/protocols/participation/work.h"

namespace detente::participation {

template <class Real>
const Mask<Real>& holds(const Record<Real>& record, const Reason& reason) {
  switch (reason.kind) {
    case Reason::Kind::worse:
      return record.worse[reason.row];
    case Reason::Kind::crossed:
      return record.crossed[reason.row];
    case Reason::Kind::unmet:
      break;
  }
  return record.unmet[reason.precondition];
}

const char* name_of(Reason::Kind kind);  // "worse-than-staying-away", "red-line" or "precondition"
// That, with ".NAME" of the precondition, and ".PARTY" where it is the reason of who instructs the guest.
std::string label_of(const World& world, const Plan& plan, const Guest& guest, const Reason& reason);

template <class See>
void figures(See& see, const StageFrame& stage, const Plan& plan) {
  using Record = typename See::Record;
  const auto end = end_figures(see, stage);
  surplus_figures(see, end.took_part, end.accepted);
  see.share(end.held, {"drawn_among_equals"}, &Record::drawn);
  for (const Guest& guest : plan.guests) {
    const auto came = see.share(end.held, {"attendance", guest.row}, &Record::accepted, guest.row);
    see.causes(
        see.rest(end.held, came), {"absence", guest.row}, guest.reasons,
        [](const auto& record, const Reason& reason) { return holds(record, reason); },
        [&](const World& world, const Reason& reason) { return label_of(world, plan, guest, reason); });
  }
}

}  // namespace detente::participation
