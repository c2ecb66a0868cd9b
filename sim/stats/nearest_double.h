// What is computed from numbers near the ends of all doubles may lie beyond them.
#pragma once

#include <algorithm>
#include <limits>

namespace detente {

// Infinities become the last doubles.
inline double nearest_double(double value) {
  constexpr double last = std::numeric_limits<double>::max();
  return std::clamp(value, -last, last);
}

}  // namespace detente
