#include "sim/stats/total_order.h"

#include <gtest/gtest.h>

#include <random>

namespace detente {
namespace {

// Pairs as they come of f = (x < a and y < b), x drawn anew: with the share 1 - b both are out, else each of the two is
// in with probability a.
PairCount drawn(std::mt19937_64& chance, double a, double b, int pairs) {
  std::uniform_real_distribution<double> uniform;
  PairCount count;
  for (int pair = 0; pair < pairs; ++pair) {
    const bool may = uniform(chance) < b, one = may && uniform(chance) < a, two = may && uniform(chance) < a;
    ++count.pairs;
    count.differing += one != two;
    count.hits += one + two;
  }
  return count;
}

// Total order of x: E[Var(f | y)] / Var f = b a (1 - a) / (a b (1 - a b)).
double truth(double a, double b) { return (1 - a) / (1 - a * b); }

TEST(TotalOrder, IsThatOfTheClosedForm) {
  std::mt19937_64 chance(1);
  for (const auto& [a, b] : {std::pair{0.3, 0.6}, {0.6, 0.3}, {0.5, 1.0}, {0.9, 0.9}}) {
    const Estimate estimate = total_order(drawn(chance, a, b, 65'536));
    const double error = (estimate.high - estimate.low) / (2 * 1.96);
    EXPECT_NEAR(estimate.value, truth(a, b), 3 * error) << a << " " << b;
    EXPECT_LT(error, 0.02);
  }
}

// 2,000 runs: of a share of 0.95 the standard error is 0.5 points.
TEST(TotalOrder, IntervalsHoldTheTruthAsOftenAsTheySay) {
  std::mt19937_64 chance(2);
  for (const auto& [a, b] : {std::pair{0.3, 0.6}, {0.9, 0.9}, {0.99, 0.9}}) {
    int held = 0;
    for (int run = 0; run < 2000; ++run) {
      const Estimate estimate = total_order(drawn(chance, a, b, 4096));
      held += estimate.low <= truth(a, b) && truth(a, b) <= estimate.high;
    }
    EXPECT_GE(held, 0.935 * 2000) << a << " " << b;
    EXPECT_LE(held, 0.965 * 2000) << a << " " << b;
  }
}

// Of rare outcomes, and of nearly certain ones, few pairs have them in both trials; intervals of few may be wider.
TEST(TotalOrder, IntervalsHoldTheTruthOfRareOutcomesToo) {
  std::mt19937_64 chance(3);
  for (const auto& [a, b] : {std::pair{0.01, 1.0}, {0.02, 1.0}, {0.1, 0.1}, {0.2, 0.05}, {0.99, 1.0}}) {
    int held = 0;
    for (int run = 0; run < 2000; ++run) {
      const Estimate estimate = total_order(drawn(chance, a, b, 4096));
      held += estimate.low <= truth(a, b) && truth(a, b) <= estimate.high;
    }
    EXPECT_GE(held, 0.935 * 2000) << a << " " << b;
  }
}

TEST(TotalOrder, OfWhatNeverChangesIsZeroUpToTheIntervalOfNoPair) {
  const Estimate estimate = total_order({4096, 0, 4096});
  EXPECT_EQ(estimate.value, 0);
  EXPECT_EQ(estimate.low, 0);
  EXPECT_NEAR(estimate.high, 3.84 / (4096 + 3.84) / 0.5, 1e-5) << "Wilson's of none";
}

TEST(TotalOrder, OfNoVarianceIsNothing) {
  for (const std::uint64_t hits : {0, 2048}) {
    const Estimate estimate = total_order({1024, 0, hits});
    EXPECT_EQ(estimate.value, 0);
    EXPECT_EQ(estimate.high, 0);
  }
}

}  // namespace
}  // namespace detente
