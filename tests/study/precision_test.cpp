// Runs that end when they know enough, or when their time is up: the very result of as many trials asked for directly.

#include <gtest/gtest.h>

#include <chrono>
#include <new>

#include "sim/stats/proportion.h"
#include "sim/stats/stopping.h"
#include "tests/support/example.h"
#include "tests/support/same_result.h"

namespace detente {
namespace {

const Model& example() {
  static const Model model = model_of(example_text);
  return model;
}

RunPlan plan_of(std::uint64_t trials, int threads = 1) {
  RunPlan plan;
  plan.trials = trials;
  plan.threads = threads;
  return plan;
}

bool is_look(std::uint64_t blocks) {
  std::uint64_t look = first_look;
  while (look < blocks) look = next_look(look);
  return look == blocks;
}

TEST(Precision, IsTheResultOfAsManyTrialsForAnyNumberOfThreads) {
  for (const double precision : {0.02, 0.008}) {
    RunPlan plan = plan_of(1'000'000);
    plan.precision = precision;
    const Result result = simulate(example(), plan);
    EXPECT_EQ(result.ending, Ending::precision);
    EXPECT_LE(result.widest_half_width(), precision);
    EXPECT_EQ(result.trials % block_trials, 0U);
    EXPECT_TRUE(is_look(result.trials / block_trials)) << result.trials;
    expect_same(simulate(example(), plan_of(result.trials)), result);
    for (const int threads : {2, 3, 8}) {
      plan.threads = threads;
      const Result again = simulate(example(), plan);
      EXPECT_EQ(again.ending, Ending::precision);
      expect_same(again, result);
    }
  }
}

TEST(Precision, TrialsAreTheLimit) {
  RunPlan plan = plan_of(20 * block_trials + 5, 3);
  plan.precision = 1e-4;
  const Result result = simulate(example(), plan);
  EXPECT_EQ(result.ending, Ending::trials);
  EXPECT_FALSE(result.stopped());
  EXPECT_GT(result.widest_half_width(), 1e-4);
  expect_same(simulate(example(), plan_of(plan.trials)), result);
}

TEST(Precision, ALookAtTheVeryEndCounts) {
  RunPlan plan = plan_of(12 * block_trials, 2);
  plan.precision = 0.02;
  const Result result = simulate(example(), plan);
  EXPECT_EQ(result.ending, Ending::precision);
  EXPECT_FALSE(result.stopped());
}

TEST(Precision, WhereEveryTrialFailsThereIsNone) {
  const Model model = model_of(example_text, {"parties.guest.stay-out=1e300 * 1e300 - 1e300 * 1e300"});
  RunPlan plan = plan_of(30 * block_trials);
  plan.precision = 0.4;
  const Result result = simulate(model, plan);
  EXPECT_EQ(result.valid(), 0U);
  EXPECT_EQ(result.ending, Ending::trials);
  EXPECT_EQ(result.widest_half_width(), 0.5);
}

TEST(Precision, CtrlCIsHeardBetweenLooks) {
  for (const int threads : {1, 3}) {
    std::atomic<bool> stop = false;
    RunPlan plan = plan_of(1'000'000'000, threads);
    plan.precision = 1e-5;
    plan.stop = &stop;
    plan.progress = [&](std::uint64_t done) { stop = done >= 14 * block_trials; };
    const Result result = simulate(example(), plan);
    EXPECT_EQ(result.ending, Ending::interrupt);
    EXPECT_GE(result.trials, 14U * block_trials);
    expect_same(simulate(example(), plan_of(result.trials)), result);
  }
}

TEST(Budget, EndsInTimeWithWholeBlocks) {
  for (const int threads : {1, 2, 8}) {
    RunPlan plan = plan_of(1'000'000'000'000, threads);
    plan.budget = 0.05;
    const auto begin = std::chrono::steady_clock::now();
    const Result result = simulate(example(), plan);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    EXPECT_EQ(result.ending, Ending::budget);
    EXPECT_GE(took.count(), 0.05);
    EXPECT_LT(took.count(), 5) << "a busy machine may be late, but not for ever";
    EXPECT_GT(result.trials, 0U);
    EXPECT_EQ(result.trials % block_trials, 0U);
    expect_same(simulate(example(), plan_of(result.trials)), result);
  }
}

TEST(Budget, TheFirstBlockIsAlwaysPlayed) {
  RunPlan plan = plan_of(1'000'000'000);
  plan.budget = 1e-9;
  const Result result = simulate(example(), plan);
  EXPECT_EQ(result.trials, std::uint64_t{block_trials});
  EXPECT_EQ(result.ending, Ending::budget);
}

TEST(Budget, PrecisionMayComeFirst) {
  RunPlan plan = plan_of(1'000'000'000, 2);
  plan.budget = 3600;
  plan.precision = 0.02;
  EXPECT_EQ(simulate(example(), plan).ending, Ending::precision);
}

TEST(Failure, OfAThreadReachesTheCaller) {
  for (const int threads : {1, 2, 8}) {
    RunPlan plan = plan_of(100 * block_trials, threads);
    plan.progress = [](std::uint64_t done) {
      if (done > 10 * block_trials) throw std::bad_alloc();
    };
    EXPECT_THROW(simulate(example(), plan), std::bad_alloc);
  }
}

// Three outcomes whose shares are known, with nothing else going on.
const char* const known_text = R"toml(
format = 1
name = "known"
source = "test"
confidence = "low"
parameters.luck = { uniform = [0, 1] }
issues.seat = { reversion = "none", options = { "none" = 0, "full" = 100 } }
parties.host = { role = "convenor", influence = 50, reservation = 0 }
parties.guest = { role = "authority", influence = 50 }
[[stages]]
name = "opening"
protocol = "participation"
requires = "false"
convenor = "host"
invited = ["guest"]
issues = ["seat"]
offer = { seat = "none" }
[[outcomes]]
name = "seldom"
when = "luck < 0.02"
[[outcomes]]
name = "now and then"
when = "luck < 0.12"
[[outcomes]]
name = "even"
when = "luck < 0.62"
[[outcomes]]
name = "else"
when = "true"
)toml";

// 2,000 seeds: the standard error of a coverage of 95 % is 0.5 %, so the bounds are three of them.
TEST(Coverage, IsNineteenInTwentyThroughTheEngine) {
  const Model model = model_of(known_text);
  const double shares[] = {0.02, 0.1, 0.5};
  constexpr std::uint64_t seeds = sample(2000);
  const double slack = seeds == 2000 ? 0.015 : 0.07;
  for (const double precision : {0.0, 0.01}) {
    double covered[3] = {};
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      RunPlan plan = plan_of(precision > 0 ? 100'000 : 2 * block_trials);
      plan.seed = seed;
      plan.precision = precision;
      const Result result = simulate(model, plan);
      for (int i = 0; i < 3; ++i) {
        const Interval interval = wilson(result.outcome_counts()[i], result.valid());
        covered[i] += interval.low <= shares[i] && shares[i] <= interval.high;
      }
    }
    for (int i = 0; i < 3; ++i) EXPECT_NEAR(covered[i] / seeds, 0.95, slack) << shares[i] << ", " << precision;
  }
}

}  // namespace
}  // namespace detente
