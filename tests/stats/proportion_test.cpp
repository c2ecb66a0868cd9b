#include "sim/stats/proportion.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente {
namespace {

TEST(Wilson, GivesTheKnownIntervals) {
  EXPECT_NEAR(wilson(620, 1000).low, 0.5895, 5e-5);
  EXPECT_NEAR(wilson(620, 1000).high, 0.6496, 5e-5);
  EXPECT_EQ(wilson(0, 1000).low, 0);
  EXPECT_NEAR(wilson(0, 1000).high, 0.00383, 5e-6);
}

TEST(Wilson, NothingKnownIsAnythingFromZeroToOne) {
  EXPECT_EQ(wilson(0, 0).low, 0);
  EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Wilson, HitsAndMissesMirrorEachOther) {
  for (int hits = 0; hits <= 50; ++hits) {
    EXPECT_NEAR(wilson(hits, 50).low, 1 - wilson(50 - hits, 50).high, 1e-15);
    EXPECT_LE(wilson(hits, 50).low, hits / 50.0);
    EXPECT_GE(wilson(hits, 50).high, hits / 50.0);
  }
  EXPECT_EQ(wilson(50, 50).high, 1);
}

TEST(Wilson, NarrowsWithTheRootOfTheCount) {
  const auto width = [](const Interval& interval) { return interval.high - interval.low; };
  EXPECT_NEAR(width(wilson(30'000, 100'000)) / width(wilson(3'000'000, 10'000'000)), 10, 0.01);
}

// The chance that the interval holds p, summed over the binomial distribution: exact, no luck in it.
double coverage(double p, int n) {
  double covered = 0;
  for (int hits = 0; hits <= n; ++hits) {
    const Interval interval = wilson(hits, n);
    if (interval.low <= p && p <= interval.high)
      covered += std::exp(std::lgamma(n + 1) - std::lgamma(hits + 1) - std::lgamma(n - hits + 1) + hits * std::log(p) +
                          (n - hits) * std::log1p(-p));
  }
  return covered;
}

TEST(Wilson, HoldsTheTruthNineteenTimesInTwenty) {
  for (const double p : {0.02, 0.1, 0.5})
    for (const int n : {200, 500, 1000, 5000}) {
      EXPECT_GE(coverage(p, n), 0.93) << p << " of " << n;
      EXPECT_LE(coverage(p, n), 0.97) << p << " of " << n;
    }
}

}  // namespace
}  // namespace detente
