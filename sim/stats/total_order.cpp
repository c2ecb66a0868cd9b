#include "sim/stats/total_order.h"

#include <algorithm>
#include <cmath>

#include "sim/stats/proportion.h"

namespace detente {

namespace {

// No index is above 1, though an estimate may be.
Estimate capped(double value, double low, double high) {
  return {std::min(value, 1.0), std::min(low, 1.0), std::min(high, 1.0)};
}

}  // namespace

Estimate total_order(const PairCount& count) {
  constexpr std::uint64_t few = 30;  // pairs
  if (count.hits == 0 || count.hits == 2 * count.pairs) return {};
  const double n = static_cast<double>(count.pairs), differing = static_cast<double>(count.differing);
  const double p = static_cast<double>(count.hits) / (2 * n), spread = 2 * p * (1 - p);
  const double value = differing / n / spread;
  const std::uint64_t both = (count.hits - count.differing) / 2, none = count.pairs - count.differing - both;
  if (count.differing < few) {
    const Interval interval = wilson(count.differing, count.pairs);
    return capped(value, interval.low / spread, interval.high / spread);
  }
  // With q of the pairs in which any trial is of the rarer kind, both are: (1 - q) / (1 + q) of those trials have a
  // partner of the other kind, over 1 - (their share of all trials).
  if (const std::uint64_t rare = std::min(both, none); rare < few) {
    const Interval q = wilson(rare, rare + count.differing);
    const auto index = [common = both <= none ? 1 - p : p](double share) { return (1 - share) / (1 + share) / common; };
    return capped(value, index(q.high), index(q.low));
  }
  // Of a pair with `hits` trials that have the outcome, 0, 1 (then the two differ) or 2.
  const auto squared = [&](double hits) {
    const double moved = (hits == 1) - differing / n - value * (2 - 4 * p) * (hits / 2 - p);
    return moved * moved / spread / spread;
  };
  const double variance =
      (static_cast<double>(none) * squared(0) + differing * squared(1) + static_cast<double>(both) * squared(2)) / n;
  const double reach = 1.96 * std::sqrt(variance / n);
  return capped(value, std::max(value - reach, 0.0), value + reach);
}

}  // namespace detente
