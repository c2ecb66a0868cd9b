#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/scenario.h"

namespace detente {

int Issue::size() const {
  if (!is_range()) return static_cast<int>(options.size());
  return static_cast<int>(std::floor((high - low) / step + 1e-9)) + 1;
}

double Issue::value(int index) const {
  if (!is_range()) return options[index].value;
  return index == reversion ? held : low + index * step;
}

std::string Issue::label_of(int index) const {
  if (!is_range()) return options[index].label;
  return fmt::format("{:.10g}{}{}", value(index), unit.empty() ? "" : " ", unit);
}

int Issue::nearest(double place) const {
  if (is_range()) return std::clamp(static_cast<int>(std::ceil((place - low) / step - 0.5)), 0, size() - 1);
  int nearest = 0;
  for (int option = 1; option < size(); ++option)
    if (std::abs(value(option) - place) < std::abs(value(nearest) - place)) nearest = option;
  return nearest;
}

}  // namespace detente
