// Counting values of any size by bins, so that quantiles can be merged: each value is rounded to six binary digits,
// within 1.6 % (whole numbers up to 64 are exact), whatever its size.
//
// That makes 134,275 bins, a megabyte of counts, for the 1,024 trials of a block. Sharing some among octaves far
// apart would mistake small values for great ones where a variable has both. So counts are sparse: those of a block are
// found by sorting its bins, once it is played.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "sim/stats/sparse_counts.h"

namespace detente {

namespace bin_detail {
constexpr int digits = 5;                  // after the leading one
constexpr int lowest = -1074, top = 1024;  // octaves: 2^-1074 and what the greatest numbers are rounded to
constexpr int per_sign = ((top - lowest) << digits) + 1;
constexpr int zero = per_sign;  // the bin in the middle
}  // namespace bin_detail

constexpr int bin_count = 2 * bin_detail::per_sign + 1;

// Of a finite value, from 0; a greater value has no lesser bin.
inline int bin_of(double value) {
  using namespace bin_detail;
  if (value == 0) return zero;
  double size = value < 0 ? -value : value;
  const int raised = size < 0x1p-1000 ? 100 : 0;  // out of the numbers that have fewer digits
  if (raised) size *= 0x1p100;
  const auto bits = std::bit_cast<std::int64_t>(size);
  const auto rounded = static_cast<int>((bits + (std::int64_t{1} << (51 - digits))) >> (52 - digits));
  const int distance = rounded - ((1023 + raised + lowest) << digits) + 1;
  return value < 0 ? zero - distance : zero + distance;
}

// The value that stands for a bin.
inline double bin_value(int bin) {
  using namespace bin_detail;
  if (bin == zero) return 0;
  const int sign = bin < zero ? -1 : 1, above = sign * (bin - zero) - 1, octave = (above >> digits) + lowest;
  if (octave == top) return sign * std::numeric_limits<double>::max();
  constexpr int steps = 1 << digits;
  return sign * std::ldexp(1 + (above & (steps - 1)) / static_cast<double>(steps), octave);
}

// Appends how many of the values each bin has, from the place `begin` on, which comes after those of `counts`.
void append_bins(std::span<const double> values, std::uint64_t begin, SparseCounts& counts);

// The bin of the value that a share `p` of those counted do not exceed; that of 0 if nothing was counted. counts: of
// bins, of which the first has the place `begin`.
inline int bin_at_quantile(std::span<const PlaceCount> counts, std::uint64_t begin, double p) {
  std::uint64_t total = 0, below = 0;
  for (const PlaceCount& each : counts) total += each.count;
  for (const PlaceCount& each : counts) {
    below += each.count;
    if (static_cast<double>(below) >= p * static_cast<double>(total)) return static_cast<int>(each.place - begin);
  }
  return bin_detail::zero;
}

}  // namespace detente
