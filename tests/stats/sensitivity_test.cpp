#include "sim/stats/sensitivity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/random/philox.h"

namespace detente {
namespace {

constexpr int bin_count = 20;

// The outcome happens where `chance`(x) > luck, x and luck uniform: counted by x in equal parts.
template <class Chance>
Sensitivity measured(int n, std::uint64_t seed, Chance chance) {
  std::vector<std::uint64_t> hits(bin_count), counts(bin_count);
  for (int trial = 0; trial < n; ++trial) {
    const PhiloxCounter block = draw_block(seed, trial, 0, address_hash("x"));
    const double x = event_uniform(block[0], block[1]), luck = event_uniform(block[2], block[3]);
    const int bin = static_cast<int>(x * bin_count);
    ++counts[bin];
    hits[bin] += luck < chance(x);
  }
  return first_order_by_value(hits, counts);
}

// Chance low + width x: Var(E[Y | X]) = width^2 / 12, of which bins of equal width keep 1 - 1 / bins^2.
double closed_form(double low, double width) {
  const double mean = low + width / 2;
  return width * width / 12 * (1 - 1.0 / (bin_count * bin_count)) / (mean * (1 - mean));
}

TEST(Sensitivity, AgreesWithTheClosedForm) {
  for (const auto& [low, width] : {std::pair(0.0, 1.0), {0.4, 0.2}, {0.1, 0.5}})
    for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
      const Sensitivity found = measured(20'000, seed, [l = low, w = width](double x) { return l + w * x; });
      EXPECT_NEAR(found.index, closed_form(low, width), 3 * found.noise) << low << ", " << width;  // 3 standard errors
    }
}

TEST(Sensitivity, WithoutEffectIsZeroWithinItsNoise) {
  double sum = 0, squares = 0, noise = 0;
  constexpr int studies = 400;
  for (int study = 0; study < studies; ++study) {
    const Sensitivity found = measured(2000, 100 + study, [](double) { return 0.3; });
    sum += found.index;
    squares += found.index * found.index;
    noise += found.noise / studies;
  }
  const double mean = sum / studies, sd = std::sqrt(squares / studies - mean * mean);
  EXPECT_NEAR(mean, 0, 4 * sd / std::sqrt(studies));  // no bias: 4 standard errors
  // The noise stated is the spread that is seen: an sd from 400 studies is known to 1/sqrt(800), 3.5 %; of the heavier
  // tail of chi-square with 19 degrees 4.5 %. Four of these, and what indices above zero add to the noise.
  EXPECT_NEAR(noise / sd, 1, 0.25);
}

TEST(Sensitivity, NoiseIsTheSpreadSeenUnderAnEffectToo) {
  double sum = 0, squares = 0, noise = 0;
  constexpr int studies = 400;
  for (int study = 0; study < studies; ++study) {
    const Sensitivity found = measured(2000, 1000 + study, [](double x) { return 0.3 + 0.4 * x; });
    sum += found.index;
    squares += found.index * found.index;
    noise += found.noise / studies;
  }
  const double mean = sum / studies, sd = std::sqrt(squares / studies - mean * mean);
  EXPECT_NEAR(mean, closed_form(0.3, 0.4), 4 * sd / std::sqrt(studies));
  EXPECT_NEAR(noise / sd, 1, 0.25);
}

// 2,000 studies: of a share of 0.95 the standard error is 0.5 points.
TEST(Sensitivity, IntervalsHoldTheTruthAsOftenAsTheySay) {
  const auto coverage = [](double truth, auto chance) {
    int held = 0;
    for (int study = 0; study < 2000; ++study) {
      const Sensitivity found = measured(2000, 5000 + study, chance);
      held += std::abs(found.index - truth) <= 1.96 * found.noise;
    }
    return held / 2000.0;
  };
  const auto between = [](double low, double high) { return testing::AllOf(testing::Ge(low), testing::Le(high)); };
  // Without an effect they are wider than need be: the noise is that of the index seen, not of the true one.
  EXPECT_THAT(coverage(0, [](double) { return 0.3; }), between(0.935, 1));
  EXPECT_THAT(coverage(closed_form(0.3, 0.4), [](double x) { return 0.3 + 0.4 * x; }), between(0.935, 0.965));
  // Where x is below 0.3, with a chance of 0.6: Var(E[Y | X]) = 0.6^2 0.3 0.7.
  const double step = 0.6 * 0.6 * 0.3 * 0.7 / (0.18 * 0.82);
  EXPECT_THAT(coverage(step, [](double x) { return x < 0.3 ? 0.6 : 0.0; }), between(0.935, 0.965));
}

TEST(Sensitivity, OfAnOutcomeThatXDecidesIsOne) {
  const std::vector<std::uint64_t> hits = {100, 0, 100, 0}, counts = {100, 100, 100, 100};
  EXPECT_DOUBLE_EQ(first_order_by_value(hits, counts).index, 1);
}

TEST(Sensitivity, WithoutVarianceIsNothing) {
  const std::vector<std::uint64_t> none = {0, 0}, all = {50, 50}, counts = {50, 50}, ones = {1, 1}, mixed = {1, 0};
  for (const Sensitivity& found :
       {first_order_by_value(none, counts), first_order_by_value(all, counts), first_order_by_value(none, none),
        first_order_by_value(mixed, ones), first_order_by_value({}, {})}) {
    EXPECT_EQ(found.index, 0);
    EXPECT_EQ(found.noise, 0);
  }
}

TEST(Sensitivity, EmptyBinsDoNotCount) {
  const std::vector<std::uint64_t> hits = {30, 0, 60}, counts = {100, 0, 100}, dense_hits = {30, 60},
                                   dense = {100, 100};
  EXPECT_EQ(first_order_by_value(hits, counts).index, first_order_by_value(dense_hits, dense).index);
  EXPECT_EQ(first_order_by_value(hits, counts).noise, first_order_by_value(dense_hits, dense).noise);
}

}  // namespace
}  // namespace detente
