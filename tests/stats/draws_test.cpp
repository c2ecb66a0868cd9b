// The intervals and indices on draws such as a study makes.

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sim/random/philox.h"
#include "sim/stats/proportion.h"
#include "sim/stats/scores.h"
#include "sim/stats/sensitivity.h"

namespace detente {
namespace {

// 2,000 studies of 1,000 trials each. Were the coverage 95 %, its standard error would be 0.5 %: the bounds are four.
TEST(Wilson, CoversTheTruthInNineteenOfTwentyStudies) {
  constexpr int studies = 2000, trials = 1000;
  const std::uint64_t hash = address_hash("coverage");
  int covered[3] = {};
  const double shares[3] = {0.02, 0.1, 0.5};
  for (int study = 0; study < studies; ++study) {
    int hits[3] = {};
    for (int trial = 0; trial < trials; ++trial) {
      const PhiloxCounter block = draw_block(study, trial, 0, hash);
      const double luck = event_uniform(block[0], block[1]);
      for (int i = 0; i < 3; ++i) hits[i] += luck < shares[i];
    }
    for (int i = 0; i < 3; ++i) {
      const Interval interval = wilson(hits[i], trials);
      covered[i] += interval.low <= shares[i] && shares[i] <= interval.high;
    }
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_GE(covered[i], 0.93 * studies) << shares[i];
    EXPECT_LE(covered[i], 0.97 * studies) << shares[i];
  }
}

TEST(Wilson, AWiderIntervalForMoreCertainty) {
  const Interval ninety_five = wilson(30, 100), ninety_nine = wilson(30, 100, 2.5758293035489);
  EXPECT_LT(ninety_nine.low, ninety_five.low);
  EXPECT_GT(ninety_nine.high, ninety_five.high);
}

// THEORY gives the score of plain probabilities, .341366. Ours never says impossible: (k + 1/2) / (n + 1) of n trials
// moves each p by less than 1 / (2 n), so the mean by less than the mean of 1 / (2 n p).
TEST(LogScore, IsThatOfPlainProbabilitiesUpToHalfATrial) {
  const double forecasts[] = {0.9, 0.8, 0.3, 0.6, 0.1};
  const bool happened[] = {true, true, false, false, false};
  double plain = 0, ours = 0, room = 0;
  constexpr int n = 1000;
  for (int i = 0; i < 5; ++i) {
    const double p = happened[i] ? forecasts[i] : 1 - forecasts[i];
    plain -= std::log(p) / 5;
    ours += log_score(std::lround(forecasts[i] * n), n, happened[i]) / 5;
    room += 1 / (2 * n * p) / 5;
  }
  EXPECT_NEAR(plain, 0.341366, 5e-7);
  EXPECT_NEAR(ours, plain, room);
  EXPECT_NE(ours, plain);
}

TEST(Sensitivity, OfAnotherInputsThresholdIsNothing) {
  int beyond = 0;
  constexpr int studies = 200;
  for (int study = 0; study < studies; ++study) {
    std::uint64_t hits[16] = {}, counts[16] = {};
    for (std::uint64_t trial = 0; trial < 2000; ++trial) {
      const PhiloxCounter block = draw_block(study, trial, 0, address_hash("xy"));
      ++counts[block[0] >> 28];
      hits[block[0] >> 28] += event_uniform(block[2], block[3]) > 0.6;
    }
    const Sensitivity found = first_order_by_value(hits, counts);
    beyond += std::abs(found.index) > 3 * found.noise;
  }
  EXPECT_LE(beyond, 6) << "three standard errors of a chi-square hold 98 to 99 % of studies";
}

}  // namespace
}  // namespace detente
