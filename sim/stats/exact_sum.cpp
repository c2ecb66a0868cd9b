#include "sim/stats/exact_sum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace detente {

namespace {

using Whole = std::vector<std::uint32_t>;  // 32 binary digits each, the lowest first; not negative

// size x 2^exponent, for what a double cannot hold.
struct Scaled {
  double size = 0;
  int exponent = 0;
};

struct Signed {
  Whole size;
  bool negative = false;
};

Signed whole_of(std::span<const std::uint64_t> counts) {
  std::vector<std::uint16_t> digits;
  std::int64_t carry = 0;
  for (const std::uint64_t count : counts) {
    carry += static_cast<std::int64_t>(count);
    digits.push_back(static_cast<std::uint16_t>(carry & 0xFFFF));
    carry >>= 16;
  }
  for (int more = 0; more < 5; ++more, carry >>= 16) digits.push_back(static_cast<std::uint16_t>(carry & 0xFFFF));
  const bool negative = carry < 0;
  if (negative) {
    std::uint32_t one = 1;
    for (std::uint16_t& digit : digits) {
      const std::uint32_t flipped = (0xFFFFU - digit) + one;
      digit = static_cast<std::uint16_t>(flipped & 0xFFFF);
      one = flipped >> 16;
    }
  }
  Whole size((digits.size() + 1) / 2);
  for (std::size_t i = 0; i < digits.size(); ++i) size[i / 2] |= static_cast<std::uint32_t>(digits[i]) << (i % 2 * 16);
  return {std::move(size), negative};
}

Whole product(const Whole& a, const Whole& b) {
  Whole made(a.size() + b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::uint64_t carry = 0;
    if (a[i] == 0) continue;
    for (std::size_t j = 0; j < b.size(); ++j) {
      carry += std::uint64_t{a[i]} * b[j] + made[i + j];
      made[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    made[i + b.size()] = static_cast<std::uint32_t>(carry);
  }
  return made;
}

// a - b, where a is not the smaller one.
Whole difference(Whole a, Whole b) {
  a.resize(std::max(a.size(), b.size()));
  b.resize(a.size());
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint64_t less = std::uint64_t{a[i]} - b[i] - borrow;
    a[i] = static_cast<std::uint32_t>(less);
    borrow = less >> 63;
  }
  return a;
}

// Of the 64 highest digits.
Scaled scaled(const Whole& whole) {
  std::size_t top = whole.size();
  while (top > 0 && whole[top - 1] == 0) --top;
  if (top == 0) return {};
  const auto digit = [&](std::size_t below) { return below < top ? std::uint64_t{whole[top - 1 - below]} : 0; };
  const int empty = std::countl_zero(whole[top - 1]);
  std::uint64_t bits = digit(0) << 32 | digit(1);
  if (empty > 0) bits = bits << empty | digit(2) >> (32 - empty);
  return {static_cast<double>(bits), static_cast<int>(top) * 32 - 64 - empty};
}

void append(std::span<const std::uint64_t> digits, std::uint64_t begin, SparseCounts& counts) {
  for (std::size_t i = 0; i < digits.size(); ++i)
    if (digits[i] != 0) counts.push_back({begin + i, digits[i]});
}

template <std::size_t size>
std::array<std::uint64_t, size> digits_within(const SparseCounts& counts, std::uint64_t begin) {
  std::array<std::uint64_t, size> digits = {};
  for (const PlaceCount& each : counts_within(counts, begin, size)) digits[each.place - begin] = each.count;
  return digits;
}

}  // namespace

void append_sums(std::span<const double> values, std::uint64_t sum_begin, std::uint64_t squares_begin,
                 SparseCounts& counts) {
  std::array<std::uint64_t, exact_sum_size> sum = {};
  std::array<std::uint64_t, exact_squares_size> squares = {};
  for (const double value : values) add_exactly(value, sum.data(), squares.data());
  append(sum, sum_begin, counts);
  append(squares, squares_begin, counts);
}

Moments moments_of(std::span<const std::uint64_t> sum, std::span<const std::uint64_t> squares, std::uint64_t count) {
  if (count == 0) return {};
  const auto n = static_cast<double>(count);
  const Signed total = whole_of(sum);
  const Scaled mean = scaled(total.size);
  Moments moments{.mean = std::ldexp(mean.size / n, mean.exponent - 1074) + 0.0};
  if (total.negative) moments.mean = 0.0 - moments.mean;
  // n^2 times the variance is n times the sum of squares minus the square of the sum.
  const Whole times{static_cast<std::uint32_t>(count), static_cast<std::uint32_t>(count >> 32)};
  Scaled spread = scaled(difference(product(whole_of(squares).size, times), product(total.size, total.size)));
  if (spread.exponent % 2 != 0) spread = {spread.size * 2, spread.exponent - 1};
  moments.sd = std::ldexp(std::sqrt(spread.size) / n, spread.exponent / 2 - 1074);
  return moments;
}

Moments moments_of(const SparseCounts& counts, std::uint64_t sum_begin, std::uint64_t squares_begin,
                   std::uint64_t count) {
  return moments_of(digits_within<exact_sum_size>(counts, sum_begin),
                    digits_within<exact_squares_size>(counts, squares_begin), count);
}

}  // namespace detente
