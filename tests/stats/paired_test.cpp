#include "sim/stats/paired.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace detente {
namespace {

// The same pairs as numbers, 1 where it holds.
PairMoments as_numbers(const PairCounts& counts) {
  PairMoments moments;
  for (std::uint64_t i = 0; i < counts.both; ++i) moments.add(1, 1);
  for (std::uint64_t i = 0; i < counts.lost; ++i) moments.add(1, 0);
  for (std::uint64_t i = 0; i < counts.gained; ++i) moments.add(0, 1);
  for (std::uint64_t i = 0; i < counts.neither; ++i) moments.add(0, 0);
  return moments;
}

TEST(Paired, GivesAgrestisAndMinsInterval) {
  // By hand: (20 - 10) / 102 -+ 1.96 sqrt((30 + 1) / 102 - (10 / 102)^2) / sqrt(102).
  const Difference difference = difference_of({.both = 40, .lost = 10, .gained = 20, .neither = 30});
  EXPECT_DOUBLE_EQ(difference.change, 0.1);
  EXPECT_NEAR(difference.low, -0.0072, 5e-5);
  EXPECT_NEAR(difference.high, 0.2033, 5e-5);
  EXPECT_FALSE(difference.clear());
}

TEST(Paired, WhatHoldsInTheFirstAloneIsLost) {
  const Difference difference = difference_of({.both = 0, .lost = 30, .gained = 0, .neither = 70});
  EXPECT_DOUBLE_EQ(difference.change, -0.3);
  EXPECT_TRUE(difference.clear());
}

TEST(Paired, NoDifferenceSeenIsNotNoDifference) {
  const Difference difference = difference_of({.both = 50, .neither = 50});
  EXPECT_EQ(difference.change, 0);
  EXPECT_LT(difference.low, 0);
  EXPECT_EQ(difference.low, -difference.high);
  EXPECT_FALSE(difference_of({.both = 997, .gained = 3}).clear()) << "three of a thousand may be luck";
  EXPECT_TRUE(difference_of({.both = 993, .gained = 7}).clear());
}

TEST(Paired, OfNothingEverythingIsPossible) {
  const Difference difference = difference_of(PairCounts{});
  EXPECT_EQ(difference.low, -1);
  EXPECT_EQ(difference.high, 1);
  EXPECT_EQ(difference_of(PairMoments{}).saving, 0);
}

TEST(Paired, NumbersOfZeroAndOneHaveTheIntervalOfCounts) {
  for (const PairCounts& counts :
       {PairCounts{40, 10, 20, 30}, PairCounts{0, 3, 0, 50}, PairCounts{7, 0, 90, 3}, PairCounts{500, 1, 1, 500}}) {
    const Difference shares = difference_of(counts), numbers = difference_of(as_numbers(counts));
    EXPECT_NEAR(numbers.change, shares.change, 1e-12);
    EXPECT_NEAR(std::max(numbers.low, -1.0), shares.low, 1e-12);
    EXPECT_NEAR(std::min(numbers.high, 1.0), shares.high, 1e-12);
  }
}

TEST(Paired, IndependentDrawsSaveNothingAndCommonOnesTheRest) {
  EXPECT_NEAR(difference_of({.both = 25'000, .lost = 25'000, .gained = 25'000, .neither = 25'000}).saving, 1, 1e-3);
  // Half against half with 2 % of the pairs apart: (1/4 + 1/4) / 0.02.
  EXPECT_NEAR(difference_of({.both = 49'000, .lost = 1'000, .gained = 1'000, .neither = 49'000}).saving, 25, 0.1);
  EXPECT_NEAR(difference_of({.both = 0, .lost = 50'000, .gained = 50'000, .neither = 0}).saving, 0.5, 1e-3);
  EXPECT_EQ(difference_of({.both = 0, .lost = 0, .gained = 0, .neither = 100}).saving, 0) << "nothing varies";
}

TEST(Paired, BlocksMergedAreTheWhole) {
  PairMoments whole, left, right;
  for (int i = 0; i < 1000; ++i) {
    const double before = std::fmod(0.618034 * i, 1);
    const double after = i % 3 == 0 ? before : before + 1e9 * (i % 7 == 0) + 0.1;
    whole.add(before, after);
    (i < 300 ? left : right).add(before, after);
  }
  left.merge(right);
  EXPECT_EQ(left.total, whole.total);
  EXPECT_EQ(left.differing, whole.differing);
  EXPECT_NEAR(left.before, whole.before, 1e-12);
  EXPECT_NEAR(left.change_squares / whole.change_squares, 1, 1e-12);
  EXPECT_NEAR(difference_of(left).saving, difference_of(whole).saving, 1e-12);
}

// A shift far smaller than the numbers themselves is not lost among their digits.
TEST(Paired, AConstantShiftOfLargeNumbersIsExact) {
  PairMoments pairs;
  for (int i = 0; i < 2000; ++i) pairs.add(1e9 + i, 1e9 + i + 0.5);
  const Difference difference = difference_of(pairs);
  EXPECT_DOUBLE_EQ(difference.change, 0.5);
  EXPECT_LT(difference.high - difference.low, 0.005);
  EXPECT_TRUE(difference.clear());
}

// Exact, no luck in it: the chance, over all tables of n pairs, that the interval holds the true difference.
TEST(Paired, HoldsTheTruthNineteenTimesInTwenty) {
  constexpr int n = 200;
  for (const auto& [lost, gained] : {std::pair{0.02, 0.02}, {0.1, 0.05}, {0.3, 0.3}, {0.01, 0.2}, {0.0, 0.05}}) {
    double covered = 0;
    for (int b = 0; b <= n; ++b)
      for (int c = 0; b + c <= n; ++c) {
        const Difference found = difference_of({.both = static_cast<std::uint64_t>(n - b - c),
                                                .lost = static_cast<std::uint64_t>(b),
                                                .gained = static_cast<std::uint64_t>(c)});
        const double truth = gained - lost;
        if (truth < found.low || truth > found.high || (lost == 0 && b > 0)) continue;
        const auto power = [](double p, int count) { return count == 0 ? 0 : count * std::log(p); };
        covered += std::exp(std::lgamma(n + 1) - std::lgamma(b + 1) - std::lgamma(c + 1) - std::lgamma(n - b - c + 1) +
                            power(lost, b) + power(gained, c) + power(1 - lost - gained, n - b - c));
      }
    EXPECT_GE(covered, 0.93) << lost << " lost, " << gained << " gained";
    EXPECT_LE(covered, 0.985) << lost << " lost, " << gained << " gained";
  }
}

// In any unit the same numbers, though their squares may have no doubles.
TEST(PairMoments, AreOfNumbersOfAnySize) {
  PairMoments ordinary;
  for (int i = 0; i < 100; ++i) ordinary.add(i % 7, i % 5);
  const Difference expected = difference_of(ordinary);
  for (const int power : {-1000, -700, -399, 399, 700, 1000}) {
    PairMoments moments;
    for (int i = 0; i < 100; ++i) moments.add(std::ldexp(i % 7, power), std::ldexp(i % 5, power));
    const Difference found = difference_of(moments);
    EXPECT_DOUBLE_EQ(moments.mean_before(), std::ldexp(ordinary.mean_before(), power)) << power;
    EXPECT_DOUBLE_EQ(moments.mean_after(), std::ldexp(ordinary.mean_after(), power)) << power;
    EXPECT_NEAR(std::ldexp(found.change, -power), expected.change, 1e-12) << power;
    EXPECT_NEAR(std::ldexp(found.low, -power), expected.low, 1e-12) << power;
    EXPECT_NEAR(std::ldexp(found.high, -power), expected.high, 1e-12) << power;
    EXPECT_NEAR(found.saving, expected.saving, 1e-12) << power;
  }
}

TEST(Paired, SmallChangesOfLargeNumbersDoNotCancel) {
  for (const double scale : {1e-300, 1.0, 1e9, 1e300}) {
    PairMoments moments;
    double sum = 0, squares = 0;
    constexpr int n = 1000;
    for (int i = 0; i < n; ++i) {
      const double before = (1 + i * 0x1p-10) * scale, after = (1 + i * 0x1p-10 + (i % 7 + 1) * 0x1p-40) * scale;
      const double change = (after - before) / scale;
      moments.add(before, after);
      sum += change;
      squares += change * change;
    }
    const Difference difference = difference_of(moments);
    const double mean = sum / n, width = 2 * 1.96 * std::sqrt((squares / n - mean * mean) / n);
    EXPECT_NEAR(difference.change / scale / mean, 1, 1e-12) << scale;
    EXPECT_NEAR((difference.high - difference.low) / scale / width, 1, 0.01) << scale;
    EXPECT_LT(difference.low, difference.change);
    EXPECT_GT(difference.high, difference.change);
  }
}

TEST(Paired, ChangesBeyondAllDoublesAreTheLastOnes) {
  constexpr double last = std::numeric_limits<double>::max();
  PairMoments moments;
  for (int i = 0; i < 10; ++i) moments.add(last, -last);
  const Difference difference = difference_of(moments);
  EXPECT_EQ(difference.change, -last);
  EXPECT_EQ(difference.low, -last);
  EXPECT_EQ(difference.high, -last);
}

}  // namespace
}  // namespace detente
