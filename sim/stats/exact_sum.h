// Sums of numbers and of their squares without rounding: each is kept as one whole number, in units of the least double
// and of its square, 16 binary digits a count. So nothing cancels or overflows, sums of parts are added count by count,
// and the order makes no difference. Right for up to 2^47 numbers.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "sim/stats/sparse_counts.h"

namespace detente {

constexpr int exact_sum_size = 132;      // counts: 2^-1074 .. 2^1024
constexpr int exact_squares_size = 263;  // counts: 2^-2148 .. 2^2048

namespace exact_sum_detail {

// Adds bits x 2^shift; the counts hold signed numbers.
inline void add_bits(std::uint64_t bits, int shift, std::uint64_t sign, std::uint64_t* counts) {
  counts += shift / 16;
  shift %= 16;
  *counts++ += ((bits << shift) & 0xFFFF) * sign;
  for (bits >>= 16 - shift; bits != 0; bits >>= 16) *counts++ += (bits & 0xFFFF) * sign;
}

}  // namespace exact_sum_detail

// Adds a finite value to the sum, and its square to that of squares.
inline void add_exactly(double value, std::uint64_t* sum, std::uint64_t* squares) {
  using namespace exact_sum_detail;
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int exponent = static_cast<int>(bits >> 52 & 0x7FF);
  const int shift = exponent > 0 ? exponent - 1 : 0;
  std::uint64_t size = bits & ((std::uint64_t{1} << 52) - 1);
  if (exponent > 0) size |= std::uint64_t{1} << 52;
  if (size == 0) return;
  add_bits(size, shift, bits >> 63 ? ~std::uint64_t{0} : 1, sum);
  const std::uint64_t high = size >> 27, low = size & ((std::uint64_t{1} << 27) - 1);
  add_bits(low * low, 2 * shift, 1, squares);
  add_bits(2 * high * low, 2 * shift + 27, 1, squares);
  add_bits(high * high, 2 * shift + 54, 1, squares);
}

// Appends what of the sum and of that of squares is not zero, from their places on, which come after those of `counts`.
void append_sums(std::span<const double> values, std::uint64_t sum_begin, std::uint64_t squares_begin,
                 SparseCounts& counts);

struct Moments {
  double mean = 0;
  double sd = 0;  // root mean square of the distances from the mean
};

// Of `count` numbers, each right to the last digits; zero of none.
Moments moments_of(std::span<const std::uint64_t> sum, std::span<const std::uint64_t> squares, std::uint64_t count);
Moments moments_of(const SparseCounts& counts, std::uint64_t sum_begin, std::uint64_t squares_begin,
                   std::uint64_t count);

}  // namespace detente
