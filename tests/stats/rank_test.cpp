// First order by rank: an outcome that depends on where X is, counted in order of X.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "sim/random/philox.h"
#include "sim/stats/sensitivity.h"
#include "tests/support/sample.h"

namespace detente {
namespace {

// X and luck, both uniform, of each trial in order of X.
using Trials = std::vector<std::pair<double, double>>;

Trials trials_of(std::uint64_t count, std::uint64_t seed) {
  Trials trials;
  for (std::uint64_t trial = 0; trial < count; ++trial) {
    const PhiloxCounter block = draw_block(seed, trial, 0, address_hash("x"));
    trials.emplace_back(event_uniform(block[0], block[1]), event_uniform(block[2], block[3]));
  }
  std::ranges::sort(trials);
  return trials;
}

// The outcome comes about with probability `chance`(X).
struct Case {
  std::string name;
  std::function<double(double x)> chance;
  double index = 0;  // Var(chance(X)) / (p (1 - p))
};

// With probability `below` where X < t, else `above`.
Case step(double t, double below, double above) {
  const double p = t * below + (1 - t) * above;
  return {"step at " + std::to_string(t), [=](double x) { return x < t ? below : above; },
          t * (1 - t) * (above - below) * (above - below) / (p * (1 - p))};
}

Sensitivity measured(const Trials& trials, const Case& of) {
  std::vector<std::uint8_t> outcomes;
  for (const auto& [x, luck] : trials) outcomes.push_back(luck < of.chance(x));
  return first_order_by_rank(outcomes, 1);
}

std::vector<Case> between_the_ends() {
  return {step(0.6, 0, 0.7),      // x > .3 and y > .6, for y: .583
          step(0.3, 0, 0.4),      // for x
          step(0.01, 0.4, 0),     // rare
          step(0.97, 0.05, 0.9),  // a corner beside much else
          {"slope", [](double x) { return 0.3 + 0.4 * x; }, 0.16 / 12 / 0.25},
          {"wave", [](double x) { return 0.5 + 0.4 * std::cos(6.283185307179586 * x); }, 0.32},
          {"rare slope", [](double x) { return std::max(0.0, 1 - x / 0.05); },
           (0.05 / 3 - 0.025 * 0.025) / (0.025 * 0.975)}};
}

TEST(ByRank, AnOutcomeThatXDecidesHasAnIndexOfOneHoweverRare) {
  const Trials trials = trials_of(sample(100'000), 3);
  for (const double q : {0.001, 0.003, 0.01, 0.3, 0.5, 0.83, 0.99, 0.999}) {
    const Sensitivity found = measured(trials, step(q, 0, 1));
    EXPECT_NEAR(found.index, 1, 1e-9) << q;
    EXPECT_LT(found.noise, 0.03 * (sanitized ? 20 : 1)) << q;
  }
  const Case inside{"between", [](double x) { return x > 0.53 && x < 0.532; }};
  EXPECT_NEAR(measured(trials, inside).index, 1, 1e-9) << "and wherever it is";
}

TEST(ByRank, IsWithoutBias) {
  const Trials trials = trials_of(sample(100'000), 4);
  for (const Case& each : between_the_ends()) {
    const Sensitivity found = measured(trials, each);
    EXPECT_NEAR(found.index, each.index, 3 * found.noise) << each.name << ", 3 standard errors";
    if (!sanitized) EXPECT_GT(found.index, 10 * found.noise) << each.name;
  }
}

// 1,000 studies of 10,000 trials: of a share of .95 the standard error is .7 points.
TEST(ByRank, IntervalsHoldTheTruthAsOftenAsTheySay) {
  const std::uint64_t studies = sample(1000);
  const std::vector<Case> inside = between_the_ends();
  const std::vector<Case> ends = {step(0.001, 1, 0),     step(0.5, 0, 1),         step(0.5, 0.3, 0.3),
                                  step(0.5, 0.01, 0.01), step(0.5, 0.001, 0.001), step(0.5, 0.999, 0.999)};
  std::vector<double> held_inside(inside.size()), held_at_ends(ends.size());
  for (std::uint64_t study = 0; study < studies; ++study) {
    const Trials trials = trials_of(10'000, 100 + study);
    const auto count = [&](const std::vector<Case>& cases, std::vector<double>& held) {
      for (std::size_t i = 0; i < cases.size(); ++i) {
        const Sensitivity found = measured(trials, cases[i]);
        const double away = std::abs(std::clamp(found.index, 0.0, 1.0) - cases[i].index);
        held[i] += (away <= 1.96 * found.noise + 1e-12) / static_cast<double>(studies);
      }
    };
    count(inside, held_inside);
    count(ends, held_at_ends);
  }
  const double room = sanitized ? 0.12 : 0.02;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    EXPECT_GE(held_inside[i], 0.95 - room) << inside[i].name;
    EXPECT_LE(held_inside[i], 0.95 + room) << inside[i].name;
  }
  for (std::size_t i = 0; i < ends.size(); ++i) EXPECT_GE(held_at_ends[i], 0.95 - room) << i;
}

TEST(ByRank, AnOutcomeAndItsOppositeHaveTheSameIndex) {
  const Trials trials = trials_of(2000, 5);
  std::vector<std::uint8_t> outcomes;
  for (const auto& [x, luck] : trials) outcomes.push_back(luck < 0.1 + 0.2 * x ? 4 : 7);
  EXPECT_EQ(first_order_by_rank(outcomes, 4).index, first_order_by_rank(outcomes, 7).index);
  EXPECT_EQ(first_order_by_rank(outcomes, 4).noise, first_order_by_rank(outcomes, 7).noise);
}

TEST(ByRank, WithoutVarianceIsNothingAndASingleTrialTellsNothing) {
  EXPECT_EQ(first_order_by_rank({}, 0).noise, 0);
  for (const std::uint8_t outcome : {std::uint8_t{0}, std::uint8_t{1}}) {
    EXPECT_EQ(first_order_by_rank(std::vector<std::uint8_t>(9, 1), outcome).index, 0);
    EXPECT_EQ(first_order_by_rank(std::vector<std::uint8_t>(9, 1), outcome).noise, 0);
    const Sensitivity single = first_order_by_rank(std::vector<std::uint8_t>{0, 0, 1, 0}, outcome);
    EXPECT_EQ(single.index, 0);
    EXPECT_EQ(single.noise, 1);
  }
}

TEST(ByRank, ASmallestStudyIsTold) {
  const std::vector<std::uint8_t> parted = {0, 0, 1, 1}, mixed = {0, 1, 0, 1};
  EXPECT_DOUBLE_EQ(first_order_by_rank(parted, 1).index, 1);
  EXPECT_LE(first_order_by_rank(mixed, 1).index, 0);
}

}  // namespace
}  // namespace detente
