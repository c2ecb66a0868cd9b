#pragma once

namespace detente {

// Numbers this near count as equal, wherever numbers are compared: sums in another order differ by far less.
constexpr double tolerance = 1e-9;

}  // namespace detente
