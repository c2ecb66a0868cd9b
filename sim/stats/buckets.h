// Counting values of any size by buckets, so that quantiles can be merged: each value is rounded to six binary digits,
// within 1.6 % (whole numbers up to 64 are exact), whatever its size.
//
// A count for each power of two a double may lie at would take megabytes if each was cut into 32 buckets. So octaves
// are counted one by one, and how their values lie within them by the octave modulo 128: values of one sign share these
// buckets only if they are 2^128 = 3.4e38 times as large as others. There a quantile is still in its octave, and as
// exact as the smaller part of what shares its buckets is small.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace detente {

namespace bucket_detail {
constexpr int digits = 5;                  // after the leading one
constexpr int lowest = -1074, top = 1024;  // octaves: 2^-1074 and what the greatest numbers are rounded to
constexpr int per_sign = top - lowest + 1;
constexpr int shared = 128;
constexpr int octave_count = 2 * per_sign + 1;  // negative, zero, positive
constexpr int fraction_count = shared << digits;
}  // namespace bucket_detail

constexpr int bucket_count = bucket_detail::octave_count + 2 * bucket_detail::fraction_count;

// What a value is rounded to: sign x (1 + fraction / 32) x 2^octave.
struct Bucket {
  int sign = 0;
  int octave = 0;
  int fraction = 0;
};

// The bucket of a finite value; a greater value has no lesser bucket.
inline Bucket bucket_of(double value) {
  using namespace bucket_detail;
  if (value == 0) return {};
  double size = value < 0 ? -value : value;
  const int raised = size < 0x1p-1000 ? 100 : 0;  // out of the numbers that have fewer digits
  if (raised) size *= 0x1p100;
  const auto bits = std::bit_cast<std::int64_t>(size);
  const std::int64_t rounded = (bits + (std::int64_t{1} << (51 - digits))) >> (52 - digits);
  return {value < 0 ? -1 : 1, static_cast<int>(rounded >> digits) - 1023 - raised,
          static_cast<int>(rounded & ((1 << digits) - 1))};
}

// The value that stands for a bucket.
inline double bucket_value(const Bucket& bucket) {
  using namespace bucket_detail;
  if (bucket.octave == top) return bucket.sign * std::numeric_limits<double>::max();
  return bucket.sign * std::ldexp(1 + bucket.fraction / static_cast<double>(1 << digits), bucket.octave);
}

// counts: bucket_count of them.
inline void count_bucket(double value, std::uint64_t* counts) {
  using namespace bucket_detail;
  const Bucket bucket = bucket_of(value);
  ++counts[per_sign + bucket.sign * (bucket.octave - lowest + 1)];
  if (bucket.sign == 0) return;
  const int place = ((bucket.octave & (shared - 1)) << digits) + bucket.fraction;
  ++counts[octave_count + (bucket.sign < 0 ? 0 : fraction_count) + place];
}

namespace bucket_detail {

// Of the `in_octave` values counted there, the one that `rank` of them do not exceed.
inline double within_octave(std::span<const std::uint64_t> counts, int sign, int octave, double rank,
                            std::uint64_t in_octave) {
  const auto fractions = counts.subspan(
      octave_count + (sign < 0 ? 0 : fraction_count) + ((octave & (shared - 1)) << digits), std::size_t{1} << digits);
  std::uint64_t total = 0, below = 0;
  for (const std::uint64_t count : fractions) total += count;
  const double wanted = total == in_octave ? rank : rank * static_cast<double>(total) / static_cast<double>(in_octave);
  const int last = (1 << digits) - 1;
  for (int i = 0; i <= last; ++i) {
    const int fraction = sign < 0 ? last - i : i;
    below += fractions[fraction];
    if (fractions[fraction] > 0 && static_cast<double>(below) >= wanted) return bucket_value({sign, octave, fraction});
  }
  return bucket_value({sign, octave, sign < 0 ? 0 : last});
}

}  // namespace bucket_detail

// The value that a share `p` of those counted do not exceed; 0 if nothing was counted.
inline double bucket_quantile(std::span<const std::uint64_t> counts, double p) {
  using namespace bucket_detail;
  std::uint64_t total = 0, below = 0;
  for (int octave = 0; octave < octave_count; ++octave) total += counts[octave];
  for (int at = 0; at < octave_count; ++at) {
    const std::uint64_t here = counts[at];
    if (here == 0 || static_cast<double>(below + here) < p * static_cast<double>(total)) {
      below += here;
      continue;
    }
    if (at == per_sign) return 0;
    const int sign = at < per_sign ? -1 : 1, octave = (at - per_sign) * sign - 1 + lowest;
    return within_octave(counts, sign, octave, p * static_cast<double>(total) - static_cast<double>(below), here);
  }
  return 0;
}

}  // namespace detente
