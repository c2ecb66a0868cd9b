#include "sim/stats/total_order.h"

#include <algorithm>
#include <cmath>

#include "sim/stats/proportion.h"

namespace detente {

Estimate total_order(const PairCount& count) {
  constexpr std::uint64_t few = 30;  // differing pairs
  if (count.hits == 0 || count.hits == 2 * count.pairs) return {};
  const double n = static_cast<double>(count.pairs), differing = static_cast<double>(count.differing);
  const double p = static_cast<double>(count.hits) / (2 * n), spread = 2 * p * (1 - p);
  const double value = differing / n / spread;
  if (count.differing < few) {
    const Interval interval = wilson(count.differing, count.pairs);
    return {value, interval.low / spread, interval.high / spread};
  }
  // Of a pair with `hits` trials that have the outcome, 0, 1 (then the two differ) or 2.
  const auto squared = [&](double hits) {
    const double moved = (hits == 1) - differing / n - value * (2 - 4 * p) * (hits / 2 - p);
    return moved * moved / spread / spread;
  };
  const double both = (static_cast<double>(count.hits) - differing) / 2, none = n - differing - both;
  const double variance = (none * squared(0) + differing * squared(1) + both * squared(2)) / n;
  const double reach = 1.96 * std::sqrt(variance / n);
  return {value, std::max(value - reach, 0.0), value + reach};
}

}  // namespace detente
