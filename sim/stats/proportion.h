// Intervals for proportions.
#pragma once

#include <cstdint>

namespace detente {

struct Interval {
  double low = 0, high = 1;
};

constexpr double normal_95 = 1.959963984540054;  // two-sided 95 %

// Wilson's score interval (Wilson 1927, JASA 22:209-212): right at 0 and 1 and for few trials, where Wald's is not.
// hits <= n; n = 0 gives [0, 1].
Interval wilson(std::uint64_t hits, std::uint64_t n, double z = normal_95);

// Half the width of the interval for this share of n > 0 trials.
double half_width(double share, double n, double z = normal_95);

}  // namespace detente
