#include "sim/stats/sensitivity.h"

#include <algorithm>
#include <cmath>

namespace detente {

Sensitivity first_order(std::span<const std::uint64_t> hits, std::span<const std::uint64_t> counts) {
  double n = 0, sum = 0, bins = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    n += static_cast<double>(counts[bin]);
    sum += static_cast<double>(hits[bin]);
    bins += counts[bin] > 0;
  }
  if (n <= bins || sum == 0 || sum == n) return {};
  const double mean = sum / n, total = mean * (1 - mean);  // variances, of one trial
  double between = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] == 0) continue;
    const double size = static_cast<double>(counts[bin]), away = static_cast<double>(hits[bin]) / size - mean;
    between += size / n * away * away;
  }
  const double chance = (bins - 1) * (total - between) / (n - bins);  // of `between`, without an effect
  const double index = (between - chance) / total, share = between / total;
  double influence = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] == 0) continue;
    const double size = static_cast<double>(counts[bin]), hit = static_cast<double>(hits[bin]);
    const double away = hit / size - mean;
    const auto squared = [&](double outcome) {
      const double of = outcome - mean;
      const double moved = 2 * away * of - away * away - between - share * ((1 - 2 * mean) * of);
      return moved * moved;
    };
    influence += (hit * squared(1) + (size - hit) * squared(0)) / n;
  }
  const double by_chance = (bins - 1) / n / n;
  const double variance = std::max(influence / total / total / n - 4 * by_chance, 0.0) + 2 * by_chance;
  return {index, std::sqrt(variance)};
}

}  // namespace detente
