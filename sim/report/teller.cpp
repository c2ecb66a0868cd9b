#include "sim/report/teller.h"

#include <fmt/format.h>

#include "sim/report/text.h"
#include "sim/report/variables.h"

namespace detente {

std::string compared(std::string_view what, double left, std::string_view against, double right) {
  for (int digits = 2;; ++digits) {
    const std::string first = fmt::format("{:.{}f}", left, digits), second = fmt::format("{:.{}f}", right, digits);
    if (first != second || digits == 9) return fmt::format("{} {}, {} {}", what, first, against, second);
  }
}

std::string Teller::names(const std::vector<int>& parties) const {
  std::vector<std::string> labels;
  for (const int index : parties) labels.push_back(party(index));
  return labels.empty() ? "nobody" : join(labels, "; ");
}

std::string Teller::package(const PackageSpace& space, const RoundTold& round, bool moved_only) const {
  std::vector<std::string> parts;
  for (int place = 0; place < space.place_count(); ++place)
    if (!moved_only || round.moved[place])
      parts.push_back(
          fmt::format("{}: {}", issue(space.issues[place]), model.label_of(space.issues[place], round.options[place])));
  return join(parts, "; ");
}

void Teller::tell_variables(const RoundTold& round) {
  if (!round.variables.empty()) page.paragraph("~ " + variables_text(model, round.variables) + ".", 4, 2);
}

void Teller::tell_shocks(const TickTold& tick) {
  std::vector<std::string> labels;
  for (const int shock : tick.struck) labels.push_back(model.shocks[shock].label);
  for (const auto& [at, index] : tick.shifted)
    labels.push_back(fmt::format("{} is now {}", issue(at), model.label_of(at, index)));
  if (!labels.empty()) page.paragraph("! Then: " + join(labels, "; ") + ".", 4, 2);
}

}  // namespace detente
