#include "sim/stats/exact_sum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace detente {
namespace {

constexpr double greatest = std::numeric_limits<double>::max();

Moments moments_of(const std::vector<double>& values) {
  std::vector<std::uint64_t> sum(exact_sum_size), squares(exact_squares_size);
  for (const double value : values) add_exactly(value, sum.data(), squares.data());
  return detente::moments_of(sum, squares, values.size());
}

TEST(ExactSum, OfNothingIsZero) {
  EXPECT_EQ(moments_of(std::vector<double>{}).mean, 0);
  EXPECT_EQ(moments_of({0, -0.0}).sd, 0);
  EXPECT_FALSE(std::signbit(moments_of({-0.0}).mean));
}

TEST(ExactSum, NothingCancels) {
  const Moments far = moments_of({1e300, 1, -1e300});
  EXPECT_EQ(far.mean, 1.0 / 3);
  EXPECT_DOUBLE_EQ(far.sd, std::sqrt(2.0 / 3) * 1e300);
  const Moments near = moments_of({1e15 + 1, 1e15 + 2, 1e15 + 3});
  EXPECT_EQ(near.mean, 1e15 + 2);
  EXPECT_DOUBLE_EQ(near.sd, std::sqrt(2.0 / 3));
}

TEST(ExactSum, NothingOverflowsOrVanishes) {
  const Moments large = moments_of(std::vector<double>(1000, greatest));
  EXPECT_EQ(large.mean, greatest);
  EXPECT_EQ(large.sd, 0);
  EXPECT_DOUBLE_EQ(moments_of({greatest, -greatest}).sd, greatest);
  EXPECT_DOUBLE_EQ(moments_of({1e-300, 3e-300}).sd, 1e-300);
  EXPECT_EQ(moments_of({5e-324, 15e-324}).mean, 10e-324);
}

TEST(ExactSum, MeanAndSpreadAreRightAtAnySize) {
  for (const double scale : {-1e300, 1e-300, 1e-9, 1.0, 1e9, 1e300})
    for (const double spread : {1.0, 1e-6}) {
      std::vector<double> values;
      for (int i = -50; i <= 50; ++i) values.push_back(scale * (1 + spread * i / 100));
      const Moments moments = moments_of(values);
      EXPECT_NEAR(moments.mean / scale, 1, 1e-15) << scale;
      // The values themselves are rounded to 1e-16 of their size.
      EXPECT_NEAR(moments.sd / std::abs(scale) / spread, std::sqrt((101.0 * 101 - 1) / 12) / 100, 1e-9) << scale;
    }
}

TEST(ExactSum, PartsAddUpToTheWhole) {
  std::vector<std::uint64_t> sum(exact_sum_size), squares(exact_squares_size);
  std::vector<double> values;
  for (int part = 0; part < 10; ++part) {
    std::vector<std::uint64_t> part_sum(exact_sum_size), part_squares(exact_squares_size);
    for (int i = 0; i < 10; ++i) {
      values.push_back(std::ldexp(i - 4.7, 13 * part - 60));
      add_exactly(values.back(), part_sum.data(), part_squares.data());
    }
    for (int i = 0; i < exact_sum_size; ++i) sum[i] += part_sum[i];
    for (int i = 0; i < exact_squares_size; ++i) squares[i] += part_squares[i];
  }
  const Moments whole = moments_of(values), added = detente::moments_of(sum, squares, values.size());
  EXPECT_EQ(added.mean, whole.mean);
  EXPECT_EQ(added.sd, whole.sd);
}

}  // namespace
}  // namespace detente
