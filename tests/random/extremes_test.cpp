// Quantile tables over their whole range of words, and what holds of them where the tails are heavy.

#include <gtest/gtest.h>

#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <limits>

#include "sim/random/quantile_table.h"

namespace detente {
namespace {

double probability(std::uint32_t word) { return (word + 0.5) * 0x1p-32; }

const std::vector<Distribution>& families() {
  static const std::vector<Distribution> all = {{Family::uniform, {-2, 5}},
                                                {Family::triangular, {0, 30, 100}},
                                                {Family::triangular, {0, 0, 1}},
                                                {Family::pert, {0, 30, 100}},
                                                {Family::pert, {-5, 2, 2}},
                                                {Family::normal, {46, 7}},
                                                {Family::lognormal, {0, 0.5}},
                                                {Family::lognormal, {2, 5}},
                                                {Family::beta, {0.05, 0.05}},
                                                {Family::beta, {2, 5}},
                                                {Family::beta, {1e4, 1e4}},
                                                {.family = Family::normal, .parameters = {0, 1}, .min = -1, .max = 2},
                                                {.family = Family::choice, .values = {3, 1, 2}, .weights = {1, 0, 2}},
                                                {.family = Family::samples, .values = {5, 5, -1, 8}}};
  return all;
}

// Every step of the whole range, at an odd distance so that all places within a cell are met.
template <class Visit>
void for_words(Visit visit) {
  constexpr std::uint64_t step = 1'000'000'000 / 200'000 | 1;
  for (std::uint64_t word = 0; word < 1ULL << 32; word += step) visit(static_cast<std::uint32_t>(word));
}

TEST(Extremes, ALargerWordNeverGivesLess) {
  for (const Distribution& distribution : families()) {
    const CompiledDistribution table = TableSet().add(distribution);
    double below = -std::numeric_limits<double>::infinity();
    int falls = 0;
    for_words([&](std::uint32_t word) {
      const double value = draw_value(table, word);
      falls += !(value >= below);
      below = value;
    });
    EXPECT_EQ(falls, 0) << testing::PrintToString(distribution.parameters);
  }
}

TEST(Extremes, NoWordLeavesTheEnds) {
  for (const Distribution& distribution :
       {Distribution{Family::uniform, {-2, 5}}, Distribution{Family::triangular, {-2, 0, 5}},
        Distribution{Family::pert, {-2, 0, 5}}, Distribution{Family::pert, {-2, 5, 5}}}) {
    const CompiledDistribution table = TableSet().add(distribution);
    for (const std::uint32_t word : {0U, 1U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFEU, 0xFFFFFFFFU}) {
      EXPECT_GE(draw_value(table, word), -2);
      EXPECT_LE(draw_value(table, word), 5);
    }
  }
}

// The sd of a lognormal lies far out in its tail (that of {0, 3} beyond the 99.99 % point), so an error small in sd
// says nothing about the body. What holds whatever the sd of the logarithm, s: between the 0.1 % and the 99.9 % point a
// straight line across a cell of width p / 32 misses x = exp(s z(p)) by at most (p / 32)^2 x'' / 8, that is by a share
// of
//   ((s p z')^2 + s p^2 z'') / (8 x 32^2),  (p z')^2 <= pi / 2,  |p^2 z''| <= 0.44.
TEST(Extremes, LognormalQuantilesAreRelativelyExact) {
  for (const double s : {0.1, 1.0, 2.0, 3.0, 5.0}) {
    const CompiledDistribution table = TableSet().add({Family::lognormal, {1, s}});
    const boost::math::lognormal exact(1, s);
    double worst = 0;
    for (double p = 0.001; p <= 0.999; p += 0.000499) {
      const auto word = static_cast<std::uint32_t>(p * 0x1p32);
      const double expected = boost::math::quantile(exact, probability(word));
      worst = std::max(worst, std::abs(draw_value(table, word) / expected - 1));
    }
    EXPECT_LE(worst, 1.05 * (1.571 * s * s + 0.44 * s) / (8 * 32 * 32)) << s;
  }
}

// Out to the last of 2^32 words.
TEST(Extremes, NormalTailsReachSixStandardDeviations) {
  const CompiledDistribution table = TableSet().add({Family::normal, {0, 1}});
  const boost::math::normal exact;
  for (const std::uint32_t word : {0U, 1U, 2U, 31U, 32U, 1000U, 1U << 20}) {
    EXPECT_NEAR(draw_value(table, word), boost::math::quantile(exact, probability(word)), 1e-3) << word;
    EXPECT_EQ(draw_value(table, ~word), -draw_value(table, word)) << word;
  }
  EXPECT_LT(draw_value(table, 0), -6.2);
}

// As much of the range is set to a bound as lies beyond it: Phi(-1) and Phi(-2).
TEST(Extremes, BoundsCutWhatLiesBeyond) {
  const CompiledDistribution table =
      TableSet().add({.family = Family::normal, .parameters = {10, 5}, .min = 5, .max = 20});
  const boost::math::normal exact;
  double low = 0, high = 0, count = 0;
  for_words([&](std::uint32_t word) {
    const double value = draw_value(table, word);
    ASSERT_GE(value, 5);
    ASSERT_LE(value, 20);
    low += value == 5;
    high += value == 20;
    ++count;
  });
  EXPECT_NEAR(low / count, boost::math::cdf(exact, -1), 2e-5 + 2 / count);
  EXPECT_NEAR(high / count, boost::math::cdf(exact, -2), 2e-5 + 2 / count);
}

TEST(Extremes, ChoicesComeAsOftenAsTheirWeightsToOneWordInFourBillion) {
  const Distribution distribution{.family = Family::choice, .values = {7, -1, 0.5}, .weights = {0.3, 0.5, 0.2}};
  const CompiledDistribution table = TableSet().add(distribution);
  // The first word that is drawn as more than `value`, found by halving.
  const auto words_up_to = [&](double value) {
    std::uint64_t low = 0, high = 1ULL << 32;
    while (low < high) {
      const std::uint64_t middle = (low + high) / 2;
      if (draw_value(table, static_cast<std::uint32_t>(middle)) <= value)
        low = middle + 1;
      else
        high = middle;
    }
    return static_cast<double>(low);
  };
  EXPECT_NEAR(words_up_to(-1), 0.5 * 0x1p32, 1);
  EXPECT_NEAR(words_up_to(0.5), 0.7 * 0x1p32, 1);
  EXPECT_EQ(words_up_to(7), 0x1p32);
}

TEST(Extremes, EqualValuesOfAChoiceAddUp) {
  const CompiledDistribution table = TableSet().add({.family = Family::samples, .values = {5, 1, 5, 5}});
  EXPECT_EQ(draw_value(table, 0x3FFFFFFF), 1);
  EXPECT_EQ(draw_value(table, 0x40000000), 5);
}

}  // namespace
}  // namespace detente
