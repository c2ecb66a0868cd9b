#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/tolerance.h"
#include "sim/core/written_number.h"
#include "sim/scenario/scenario.h"

namespace detente {

int Issue::size() const {
  if (!is_range()) return static_cast<int>(options.size());
  return static_cast<int>(std::floor((high - low) / step + tolerance)) + 1;
}

double Issue::value(int index) const {
  if (!is_range()) return options[index].value;
  return index == reversion ? held : low + index * step;
}

std::string Issue::label_of(int index) const { return is_range() ? told(value(index)) : options[index].label; }

std::string Issue::told(double place) const { return fmt::format("{:.13g}{}{}", place, unit.empty() ? "" : " ", unit); }

int Issue::nearest(double place) const {
  const int last = size() - 1;
  int first = 0, end = last;
  if (is_range()) {  // what holds may lie beside its step
    const int step_below = static_cast<int>(std::floor((std::clamp(place, low, high) - low) / step));
    first = std::clamp(step_below - 1, 0, last);
    end = std::clamp(step_below + 2, 0, last);
  }
  int nearest = first;
  for (int index = first + 1; index <= end; ++index)
    if (std::abs(value(index) - place) < std::abs(value(nearest) - place)) nearest = index;
  return nearest;
}

int Issue::called(std::string_view text) const {
  const auto found = std::ranges::find(options, text, &IssueOption::label);
  return found == options.end() ? -1 : static_cast<int>(found - options.begin());
}

const IssueOption* Issue::called_elsewhere(double number) const {
  for (const IssueOption& option : options)
    if (written_number(option.label) == number && std::abs(option.value - number) > tolerance) return &option;
  return nullptr;
}

}  // namespace detente
