#include "sim/stats/stopping.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "sim/random/philox.h"
#include "sim/stats/proportion.h"
#include "tests/support/sample.h"

namespace detente {
namespace {

constexpr int study_count = sanitized ? 500 : 8000;
constexpr double widening = sanitized ? 2 : 1;

constexpr int look_count = 6;
constexpr std::uint64_t block_size = 1024;  // trials; only the ratio to the target matters
constexpr std::array<double, 3> shares{0.02, 0.1, 0.5};

std::uint64_t trials_at(int look) {
  std::uint64_t blocks = first_look;
  for (int i = 0; i < look; ++i) blocks = next_look(blocks);
  return blocks * block_size;
}

// Trials with a draw below each share, by look.
using Study = std::array<std::array<std::uint64_t, shares.size()>, look_count>;

Study play_study(std::uint64_t seed) {
  constexpr int lanes = 8;
  const std::uint64_t hash = address_hash("coverage");
  std::array<std::uint64_t, shares.size()> hits{};
  Study study{};
  std::uint64_t block = 0;  // of four draws
  for (int look = 0; look < look_count; ++look) {
    for (; block < trials_at(look) / 4; block += lanes) {
      std::uint64_t trials[lanes];
      std::uint32_t words[4][lanes];
      for (int l = 0; l < lanes; ++l) trials[l] = block + l;
      draw_blocks<lanes>(seed, trials, 0, hash, words);
      for (std::size_t i = 0; i < shares.size(); ++i)
        for (const auto& word : words)
          for (const std::uint32_t draw : word) hits[i] += draw * 0x1p-32 < shares[i];
    }
    study[look] = hits;
  }
  return study;
}

const std::vector<Study>& studies() {
  static const std::vector<Study> played = [] {
    std::vector<Study> made;
    for (std::uint64_t seed = 0; seed < study_count; ++seed) made.push_back(play_study(seed));
    return made;
  }();
  return played;
}

// The look at which a run with this one share ends; the last one if it goes on.
int end_of(const Study& study, std::size_t share, double target) {
  StoppingRule rule(target);
  int look = 0;
  while (!rule.enough(std::array{study[look][share]}, trials_at(look)) && look < look_count - 1) ++look;
  return look;
}

bool covers(const Study& study, int look, std::size_t share) {
  const Interval interval = wilson(study[look][share], trials_at(look));
  return interval.low <= shares[share] && shares[share] <= interval.high;
}

TEST(Looks, AreConstantsOfTheFormat) {
  std::vector<std::uint64_t> looks{first_look};
  while (looks.size() < 10) looks.push_back(next_look(looks.back()));
  EXPECT_EQ(looks, (std::vector<std::uint64_t>{8, 12, 18, 27, 40, 60, 90, 135, 202, 303}));
}

TEST(StoppingRule, EndsWhereTheLookBeforeHadForeseenIt) {
  StoppingRule rule(0.01);
  EXPECT_FALSE(rule.enough(std::array<std::uint64_t, 1>{800}, 8000)) << "narrow enough, but nobody had said so";
  EXPECT_TRUE(rule.enough(std::array<std::uint64_t, 1>{1200}, 12'000));
}

TEST(StoppingRule, EndsOnlyWhereEveryIntervalIsNarrow) {
  StoppingRule rule(0.01);
  for (const std::uint64_t n : {4000, 6000, 8000, 9000})
    EXPECT_FALSE(rule.enough(std::array<std::uint64_t, 3>{0, n / 2, n - n / 2}, n)) << n;
  EXPECT_TRUE(rule.enough(std::array<std::uint64_t, 3>{0, 5000, 5000}, 10'000));
}

TEST(StoppingRule, ASurpriseIsNoEnd) {
  StoppingRule rule(0.005);
  EXPECT_FALSE(rule.enough(std::array<std::uint64_t, 1>{80}, 8000));
  EXPECT_FALSE(rule.enough(std::array<std::uint64_t, 1>{2000}, 12'000)) << "foreseen, but it came otherwise";
}

TEST(StoppingRule, NoTrialsAreNeverEnough) {
  StoppingRule rule(0.4);
  for (int look = 0; look < 3; ++look) EXPECT_FALSE(rule.enough(std::array<std::uint64_t, 1>{0}, 0));
}

// 2,000 seeds: the standard error of a coverage of 95 % is 0.5 %, so the bounds are three of them.
TEST(Coverage, IsNineteenInTwentyWithAndWithoutStopping) {
  constexpr int seeds = std::min(2000, study_count);
  const double targets[] = {0.002, 0.005, 0.01};
  for (std::size_t share = 0; share < shares.size(); ++share) {
    double fixed = 0, stopped = 0;
    for (int seed = 0; seed < seeds; ++seed) {
      const Study& study = studies()[seed];
      fixed += covers(study, 0, share);
      stopped += covers(study, end_of(study, share, targets[share]), share);
    }
    for (const double covered : {fixed, stopped})
      EXPECT_NEAR(covered / seeds, 0.95, 0.015 * widening) << shares[share] << " to " << targets[share];
  }
}

// Wherever the target lies between two looks. 8,000 seeds, a standard error of 0.25 %, and 94.3 to 95.6 % expected.
// Ending at the first narrow interval fails here: with these seeds it covers from 93.8 to 96.2 %.
TEST(Coverage, IsRightForEveryTarget) {
  for (std::size_t share = 0; share < shares.size(); ++share) {
    for (int step = 0; step <= 20; ++step) {
      const double between = static_cast<double>(trials_at(1)) + step * static_cast<double>(trials_at(3)) / 20;
      const double target = half_width(shares[share], between);
      double covered = 0;
      for (const Study& study : studies()) covered += covers(study, end_of(study, share, target), share);
      EXPECT_NEAR(covered / study_count, 0.95, 0.01 * widening * widening) << shares[share] << " to " << target;
    }
  }
}

TEST(StoppingRule, TheIntervalIsAsNarrowAsWasAsked) {
  for (std::size_t share = 0; share < shares.size(); ++share) {
    const double target = half_width(shares[share], static_cast<double>(trials_at(2)));
    for (const Study& study : studies()) {
      const int look = end_of(study, share, target);
      ASSERT_LT(look, look_count - 1);
      const Interval interval = wilson(study[look][share], trials_at(look));
      EXPECT_LE(interval.high - interval.low, 2 * target * (1 + 1e-12));
    }
  }
}

}  // namespace
}  // namespace detente
