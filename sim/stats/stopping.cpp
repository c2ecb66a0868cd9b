#include "sim/stats/stopping.h"

#include <algorithm>

#include "sim/stats/proportion.h"

namespace detente {

namespace {

// What a look has more than the one before, at least: 40 blocks after 27 are the least.
constexpr double growth = 40.0 / 27;

// The share in the interval whose own interval would be widest.
double nearest_to_half(const Interval& interval) { return std::clamp(0.5, interval.low, interval.high); }

}  // namespace

bool StoppingRule::foreseen(std::span<const std::uint64_t> hits, std::uint64_t n) const {
  return std::all_of(hits.begin(), hits.end(), [&](std::uint64_t hit) {
    return half_width(nearest_to_half(wilson(hit, n)), growth * static_cast<double>(n)) <= target_;
  });
}

bool StoppingRule::enough(std::span<const std::uint64_t> hits, std::uint64_t n) {
  const bool narrow = n > 0 && std::all_of(hits.begin(), hits.end(), [&](std::uint64_t hit) {
                        const double size = static_cast<double>(n);
                        return half_width(static_cast<double>(hit) / size, size) <= target_;
                      });
  const bool ends = narrow && foreseen_;
  foreseen_ = n > 0 && foreseen(hits, n);
  return ends;
}

}  // namespace detente
