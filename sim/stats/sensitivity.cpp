#include "sim/stats/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace detente {

namespace {

// What the trials that follow one of a kind in a ring have to do with it, summed over all of the kind.
struct Neighbours {
  std::uint64_t together = 0;    // pairs of the kind, at most `reach` apart
  std::uint64_t apart = 0;       // how far apart, summed over these pairs
  double threes = 0, fours = 0;  // ordered groups of one and two or three of the kind that follow within `reach`
};

// The kind: those that came to `outcome`, or those that did not.
Neighbours neighbours(std::span<const std::uint8_t> in_order, std::uint8_t outcome, bool came, std::size_t reach) {
  std::vector<std::uint8_t> ring(in_order.size() + reach + 1);  // 1: of the kind
  for (std::size_t place = 0; place < in_order.size(); ++place) ring[place] = (in_order[place] == outcome) == came;
  std::copy_n(ring.begin(), reach + 1, ring.begin() + static_cast<std::ptrdiff_t>(in_order.size()));
  std::uint64_t ahead = 0, distances = 0;  // of the kind within reach of a place: how many, and how far
  for (std::size_t k = 1; k <= reach; ++k) {
    ahead += ring[k];
    distances += k * ring[k];
  }
  Neighbours sum;
  for (std::size_t place = 0; place < in_order.size(); ++place) {
    const std::uint64_t here = ring[place], threes = here * ahead * (ahead - 1);
    sum.together += here * ahead;
    sum.apart += here * distances;
    sum.threes += static_cast<double>(threes);
    sum.fours += static_cast<double>(threes) * (static_cast<double>(ahead) - 2);
    const std::uint64_t next = ring[place + reach + 1];
    distances += reach * next - ahead;
    ahead += next - ring[place + 1];
  }
  return sum;
}

// Var(f^2 - c f) + E[(2 f - c)^2 f (1 - f)] by the means of powers of f.
double spread_of_influence(const double (&mean_of_power)[5], double c) {
  const auto& m = mean_of_power;
  const double mean = m[2] - c * m[1];
  return c * c * m[1] - 4 * c * m[2] + (4 + 2 * c) * m[3] - 3 * m[4] - mean * mean;
}

}  // namespace

Sensitivity first_order_by_value(std::span<const std::uint64_t> hits, std::span<const std::uint64_t> counts) {
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

Sensitivity first_order_by_rank(std::span<const std::uint8_t> in_order, std::uint8_t outcome) {
  const std::size_t size = in_order.size();
  const std::size_t hits = static_cast<std::size_t>(std::ranges::count(in_order, outcome));
  const std::size_t rarer = std::min(hits, size - hits);
  if (rarer < 2) return {0, static_cast<double>(rarer)};
  const std::size_t reach =
      std::max({rarer / 32, std::min<std::size_t>(rarer / 4, 32), std::min<std::size_t>(rarer, 3)});
  const Neighbours found = neighbours(in_order, outcome, rarer == hits, reach);
  const double n = static_cast<double>(size), k = static_cast<double>(reach);
  const double p = static_cast<double>(rarer) / n, total = p * (1 - p);
  const double at_zero =
      ((4 * k + 2) * static_cast<double>(found.together) - 6 * static_cast<double>(found.apart)) / (k * (k - 1)) / n;
  const double index = (at_zero - p * p + total / (n - 1)) / (total * n / (n - 1));
  const double power[] = {1, p, static_cast<double>(found.together) / k / n, found.threes / (k * (k - 1)) / n,
                          reach > 2 ? found.fours / (k * (k - 1) * (k - 2)) / n : 0};
  const double line = (4 * k + 2) / (k * (k - 1));  // the sum of its squared weights
  const double alike = std::max(power[2] - 2 * power[3] + power[4], 1 / (k * n));
  const double spread = std::max(spread_of_influence(power, 2 * p + index * (1 - 2 * p)), 0.0);
  return {index, std::sqrt((spread + line * alike) / n) / total};
}

}  // namespace detente
