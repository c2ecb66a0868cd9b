// Shares of trials, and intervals for them.
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

// A share of trials with its 95 % interval (Wilson).
struct Share {
  std::uint64_t count = 0, of = 0;
  double value = 0, low = 0, high = 1;  // of nothing: 0 in [0, 1]
};

Share share_of(std::uint64_t count, std::uint64_t of);

// Half the width of the interval for this share of n > 0 trials.
double half_width(double share, double n, double z = normal_95);

}  // namespace detente
