#include "sim/stats/exact_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace detente {
namespace {

struct Sums {
  std::vector<std::uint64_t> sum = std::vector<std::uint64_t>(exact_sum_size);
  std::vector<std::uint64_t> squares = std::vector<std::uint64_t>(exact_squares_size);
  std::uint64_t count = 0;
  explicit Sums(const std::vector<double>& numbers) {
    for (const double number : numbers) add_exactly(number, sum.data(), squares.data());
    count = numbers.size();
  }
  Moments moments() const { return moments_of(sum, squares, count); }
};

TEST(ExactSum, GivesMeanAndSpread) {
  const Moments moments = Sums({2, 4, 4, 4, 5, 5, 7, 9}).moments();
  EXPECT_EQ(moments.mean, 5);
  EXPECT_EQ(moments.sd, 2);
  const Moments below = Sums({-2, -4, -4, -4, -5, -5, -7, -9}).moments();
  EXPECT_EQ(below.mean, -5);
  EXPECT_EQ(below.sd, 2);
}

TEST(ExactSum, NothingCancels) {
  EXPECT_EQ(Sums({1e300, 1, -1e300}).moments().mean, 1.0 / 3);
  const Moments large = Sums({1e15, 1e15 + 1, 1e15 + 2}).moments();
  EXPECT_EQ(large.mean, 1e15 + 1);
  EXPECT_DOUBLE_EQ(large.sd, std::sqrt(2.0 / 3));
}

TEST(ExactSum, HoldsNumbersOfAnySize) {
  constexpr double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();
  for (const double size : {least * 8, 1e-310, 1e-300, 1e-9, 1.0, 1e9, 1e300, most / 2}) {
    const Moments moments = Sums({-size, 0, size, 2 * size}).moments();
    EXPECT_DOUBLE_EQ(moments.mean, size / 2) << size;
    EXPECT_NEAR(moments.sd / size, std::sqrt(1.25), size < 1e-307 ? 0.1 : 1e-15) << size;
  }
  EXPECT_EQ(Sums({most, most, most}).moments().mean, most);
  EXPECT_EQ(Sums({most, most, most}).moments().sd, 0);
  EXPECT_EQ(Sums({most, -most}).moments().sd, most);
}

TEST(ExactSum, IsTheSameInAnyOrderAndOfAnyParts) {
  std::vector<double> numbers;
  for (int i = 0; i < 1000; ++i) numbers.push_back(std::sin(i) * std::ldexp(1, i % 200 - 100));
  const Sums whole(numbers);
  std::reverse(numbers.begin(), numbers.end());
  Sums parts({numbers.begin(), numbers.begin() + 300});
  const Sums rest({numbers.begin() + 300, numbers.end()});
  for (int i = 0; i < exact_sum_size; ++i) parts.sum[i] += rest.sum[i];
  for (int i = 0; i < exact_squares_size; ++i) parts.squares[i] += rest.squares[i];
  EXPECT_EQ(parts.sum, whole.sum);
  EXPECT_EQ(parts.squares, whole.squares);
}

TEST(ExactSum, IsKeptSparsely) {
  std::vector<double> numbers;
  for (int i = 0; i < 1000; ++i) numbers.push_back(std::sin(i) * std::ldexp(1, i % 200 - 100));
  SparseCounts counts;
  append_sums(numbers, 3, 200, counts);
  EXPECT_LT(counts.size(), 80U);
  const Moments sparse = moments_of(counts, 3, 200, numbers.size()), right = Sums(numbers).moments();
  EXPECT_EQ(sparse.mean, right.mean);
  EXPECT_EQ(sparse.sd, right.sd);
  SparseCounts parts, rest;
  append_sums(std::span(numbers).subspan(700), 3, 200, parts);
  append_sums(std::span(numbers).first(700), 3, 200, rest);
  merge(parts, rest);
  EXPECT_EQ(parts, counts);
}

TEST(ExactSum, ZeroHasNoSignAndNoNumbersAreZero) {
  EXPECT_FALSE(std::signbit(Sums({-0.0, -0.0}).moments().mean));
  EXPECT_EQ(Sums({}).moments().mean, 0);
  EXPECT_EQ(Sums({}).moments().sd, 0);
}

}  // namespace
}  // namespace detente
