#include "sim/stats/repeats.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace detente {

namespace {

// Of sorted numbers, at least one.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

// How many of the pairs from either end Mann and Whitney's test leaves out: the most for which as few wins of one side,
// by luck alone, are no likelier than half the level. The ways to have so many wins are counted as the test's inventors
// did: the largest of all stands on the one side or on the other.
std::size_t pairs_left_out(std::size_t here, std::size_t there, double level) {
  const std::size_t most = here * there / 2 + 1;
  std::vector<std::vector<double>> ways(there + 1, std::vector<double>(most, 0.0));
  for (std::vector<double>& of : ways) of[0] = 1;
  for (std::size_t i = 1; i <= here; ++i)
    for (std::size_t j = 1; j <= there; ++j)
      for (std::size_t wins = most; wins-- > 0;)
        ways[j][wins] = (wins >= j ? ways[j][wins - j] : 0.0) + ways[j - 1][wins];
  double all = 1;
  for (std::size_t i = 1; i <= here; ++i) all *= static_cast<double>(there + i) / static_cast<double>(i);
  double summed = 0;
  std::size_t left_out = 0;
  while (left_out < most && (summed += ways[there][left_out]) <= all * level / 2) ++left_out;
  return left_out;
}

}  // namespace

Spread spread_of(std::span<const double> measured) {
  if (measured.empty()) return {};
  std::vector<double> sorted(measured.begin(), measured.end());
  std::sort(sorted.begin(), sorted.end());
  return {quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75)};
}

Ratio ratio_of(std::span<const double> here, std::span<const double> there, double level) {
  std::vector<double> ratios;
  for (const double one : here)
    for (const double other : there) ratios.push_back(one / other);
  if (ratios.empty()) return {};
  std::sort(ratios.begin(), ratios.end());
  const std::size_t out = pairs_left_out(here.size(), there.size(), level);
  if (out == 0) return {.ratio = quantile(ratios, 0.5)};
  return {quantile(ratios, 0.5), ratios[out - 1], ratios[ratios.size() - out], true};
}

}  // namespace detente
