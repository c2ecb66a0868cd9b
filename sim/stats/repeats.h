// Repeated measurements of the same thing, such as the time it takes, whatever their distribution.
#pragma once

#include <span>

namespace detente {

struct Spread {
  double low = 0, median = 0, high = 0;  // low, high: the quartiles, between two measurements in proportion
};
Spread spread_of(std::span<const double> measured);  // of nothing: zeros

// By what the one is larger than the other: the median of all ratios of a measurement here to one there (Hodges and
// Lehmann 1963), and the ratios that the exact Mann-Whitney test does not rule out at `level` (two-sided). It takes for
// granted that repeats are independent, and the two alike but for that ratio.
struct Ratio {
  double ratio = 1, low = 0, high = 0;
  bool determined =
      false;  // else there are too few repeats for any ratio to be ruled out, and low and high say nothing
};
// All measurements positive, at most 100 on each side. level: the share of intervals that miss, such as 0.05.
Ratio ratio_of(std::span<const double> here, std::span<const double> there, double level);

}  // namespace detente
