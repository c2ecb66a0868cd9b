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
  const double mean = sum / n, total = n * mean * (1 - mean);
  double between = 0;
  for (std::size_t bin = 0; bin < counts.size(); ++bin) {
    if (counts[bin] == 0) continue;
    const double size = static_cast<double>(counts[bin]), away = static_cast<double>(hits[bin]) / size - mean;
    between += size * away * away;
  }
  const double within = (total - between) / (n - bins);  // mean square
  const double index = (between - (bins - 1) * within) / total;
  return {index, std::sqrt(2 * (bins - 1) + 4 * n * std::max(index, 0.0)) / n};
}

}  // namespace detente
