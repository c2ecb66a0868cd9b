// Counting values of any size by buckets, so that quantiles can be merged: each value is rounded to six binary digits,
// within 1.6 % (whole numbers up to 64 are exact). Below 2^-10 in size it counts as 0, above 2^22 as that.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

namespace detente {

namespace bucket_detail {
constexpr int digits = 5;  // after the leading one
constexpr int octaves = 32;
constexpr std::int64_t first = std::int64_t{1023 - 10} << digits;  // of 2^-10
constexpr int per_sign = (octaves << digits) + 1;
}  // namespace bucket_detail

constexpr int bucket_count = 2 * bucket_detail::per_sign + 1;

// The bucket of a finite value; a greater value has no lesser bucket.
inline int bucket_of(double value) {
  using namespace bucket_detail;
  const auto bits = std::bit_cast<std::int64_t>(value < 0 ? -value : value);
  const std::int64_t rounded = (bits + (std::int64_t{1} << (51 - digits))) >> (52 - digits);
  const int size = static_cast<int>(std::clamp<std::int64_t>(rounded - first + 1, 0, per_sign));
  return value < 0 ? per_sign - size : per_sign + size;
}

// The value that stands for a bucket.
inline double bucket_value(int bucket) {
  using namespace bucket_detail;
  const int size = bucket < per_sign ? per_sign - bucket : bucket - per_sign;
  if (size == 0) return 0;
  const double value = std::bit_cast<double>((first + size - 1) << (52 - digits));
  return bucket < per_sign ? -value : value;
}

// The value that a share `p` of those counted do not exceed; 0 if nothing was counted.
inline double bucket_quantile(std::span<const std::uint64_t> counts, double p) {
  std::uint64_t total = 0, below = 0;
  for (const std::uint64_t count : counts) total += count;
  for (std::size_t bucket = 0; bucket < counts.size(); ++bucket) {
    below += counts[bucket];
    if (total > 0 && static_cast<double>(below) >= p * static_cast<double>(total))
      return bucket_value(static_cast<int>(bucket));
  }
  return 0;
}

}  // namespace detente
