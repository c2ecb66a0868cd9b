#include "sim/stats/scores.h"

#include <gtest/gtest.h>

#include <cmath>

namespace detente {
namespace {

TEST(Brier, GivesTheKnownMean) {
  const double forecasts[] = {.9, .8, .3, .6, .1};
  const bool happened[] = {true, true, false, false, false};
  double sum = 0;
  for (int i = 0; i < 5; ++i) sum += brier(forecasts[i], happened[i]);
  EXPECT_NEAR(sum / 5, 0.102, 1e-15);
}

TEST(Brier, RunsFromZeroToOne) {
  EXPECT_EQ(brier(1, true), 0);
  EXPECT_EQ(brier(0, true), 1);
  EXPECT_EQ(brier(0.5, false), 0.25);
}

TEST(LogScore, IsMinusTheLogarithmOfWhatHappened) {
  // With as many trials as here, half a hit more does not show in six digits.
  const std::uint64_t n = 10'000'000'000;
  const double forecasts[] = {.9, .8, .3, .6, .1};
  const bool happened[] = {true, true, false, false, false};
  double sum = 0;
  for (int i = 0; i < 5; ++i) sum += log_score(std::llround(forecasts[i] * 1e10), n, happened[i]);
  EXPECT_NEAR(sum / 5, 0.341366, 5e-7);
}

TEST(LogScore, NoHitsDoNotMeanImpossible) {
  EXPECT_NEAR(log_score(0, 999, true), std::log(2000), 1e-12);
  EXPECT_NEAR(log_score(999, 999, false), std::log(2000), 1e-12);
  EXPECT_NEAR(log_score(0, 0, true), std::log(2), 1e-15);
}

TEST(Scores, TruthIsTheBestForecast) {
  const double truth = 0.3;
  const auto expected = [&](int hits) {
    const double p = (hits + 0.5) / 101;
    return std::pair(truth * brier(p, true) + (1 - truth) * brier(p, false),
                     truth * log_score(hits, 100, true) + (1 - truth) * log_score(hits, 100, false));
  };
  for (int hits = 0; hits <= 100; ++hits) {
    EXPECT_GE(expected(hits).first, expected(30).first) << hits;
    EXPECT_GE(expected(hits).second, expected(30).second) << hits;
  }
}

}  // namespace
}  // namespace detente
