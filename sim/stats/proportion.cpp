#include "sim/stats/proportion.h"

#include <algorithm>
#include <cmath>

namespace detente {

Interval wilson(std::uint64_t hits, std::uint64_t n, double z) {
  if (n == 0) return {};
  const double size = static_cast<double>(n), share = static_cast<double>(hits) / size;
  const double middle = share + z * z / (2 * size);
  const double half = z * std::sqrt(share * (1 - share) / size + z * z / (4 * size * size));
  const double scale = 1 + z * z / size;
  // The ends are exact where rounding would leave 1e-18.
  return {hits == 0 ? 0 : std::max(0.0, (middle - half) / scale),
          hits == n ? 1 : std::min(1.0, (middle + half) / scale)};
}

double half_width(double share, double n, double z) {
  return z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n);
}

Share share_of(std::uint64_t count, std::uint64_t of) {
  if (of == 0) return {};
  const Interval interval = wilson(count, of);
  return {count, of, static_cast<double>(count) / static_cast<double>(of), interval.low, interval.high};
}

}  // namespace detente
