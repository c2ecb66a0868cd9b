#include "sim/study/sensitivity.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/support/example.h"

namespace detente {
namespace {

// The outcome is a function of parameters alone: both below a bound.
const char* const both_text = R"toml(
format = 1
name = "both"
source = "made up"
[parameters]
x = { uniform = [0, 1] }
y = { uniform = [0, 1] }
z = { uniform = [0, 1] }
[issues.deal]
reversion = "no"
options = { "no" = 0, "yes" = 100 }
[parties.a]
role = "government"
influence = 50
reservation = 0
positions.deal = ["yes", 50]
[parties.m]
role = "mediator"
influence = 10
positions.deal = ["yes", 50]
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["deal"]
rounds = 1
[[outcomes]]
name = "both"
when = "x < 0.3125 and y < 0.625"
[[outcomes]]
name = "low z"
when = "z < 0.5"
[[outcomes]]
name = "none"
when = "true"
)toml";

std::map<std::string, SourceEffect> effects_of(const Model& model, std::uint64_t trials, int threads = 2) {
  std::map<std::string, SourceEffect> effects;
  for (SourceEffect& effect : sensitivity(model, {.trials = trials, .seed = 5, .threads = threads}).sources)
    effects.emplace(effect.address, std::move(effect));
  return effects;
}

TEST(Sensitivity, IsThatOfTheClosedForm) {
  const double a = 0.3125, b = 0.625;  // sixteenths: the parts in which draws are counted
  std::map<std::string, SourceEffect> effects = effects_of(model_of(both_text), 65'536);
  ASSERT_EQ(effects.size(), 3U);
  const auto expect = [&](const char* address, double total, double alone) {
    const SourceEffect& effect = effects.at(address);
    const Estimate& all = effect.total[0];
    EXPECT_NEAR(all.value, total, 3 * (all.high - all.low) / (2 * 1.96)) << address;  // 3 standard errors
    EXPECT_NEAR(effect.alone[0].index, alone, 3 * effect.alone[0].noise) << address;
    EXPECT_FALSE(effect.screened_out) << address;
  };
  expect("parameters.x", (1 - a) / (1 - a * b), b * (1 - a) / (1 - a * b));
  expect("parameters.y", (1 - b) / (1 - a * b), a * (1 - b) / (1 - a * b));
  EXPECT_EQ(effects.at("parameters.z").total[0].value, 0) << "\"both\" does not ask for it";
  EXPECT_GT(effects.at("parameters.z").total[1].low, 0.5) << "\"low z\" does";
}

TEST(Sensitivity, ThreadsDoNotShow) {
  const Model model = model_of(example_text);
  const auto one = effects_of(model, 6144, 1), three = effects_of(model, 6144, 3);
  ASSERT_EQ(one.size(), three.size());
  for (const auto& [address, effect] : one) {
    for (std::size_t outcome = 0; outcome < effect.total.size(); ++outcome) {
      EXPECT_EQ(effect.total[outcome].value, three.at(address).total[outcome].value) << address;
      EXPECT_EQ(effect.total[outcome].high, three.at(address).total[outcome].high) << address;
    }
  }
}

TEST(Sensitivity, ItsTrialsAreThoseOfARun) {
  const Model model = model_of(example_text);
  const RunPlan plan{.trials = 3000, .seed = 5, .threads = 2};
  RunPlan whole = plan;
  whole.trials = 3072;
  EXPECT_EQ(sensitivity(model, plan).base.digest, simulate(model, whole).digest);
}

TEST(Sensitivity, WhatIsInertIsLeftOutEarly) {
  std::string text = both_text;
  text.replace(text.find("z < 0.5"), 7, "z < 0.0001");
  const auto effects = effects_of(model_of(text), 16'384);
  EXPECT_TRUE(effects.at("parameters.z").screened_out);
  EXPECT_FALSE(effects.at("parameters.x").screened_out);
}

TEST(Sensitivity, ProgressEndsWithAllTrials) {
  const Model model = model_of(both_text);
  std::uint64_t last = 0;
  const SensitivityResult result =
      sensitivity(model, {.trials = 8192, .seed = 5, .threads = 1, .progress = [&](std::uint64_t done) {
                            EXPECT_GE(done, last);
                            last = done;
                          }});
  EXPECT_EQ(last, result.trials);
}

TEST(Sensitivity, StoppedKeepsTheRun) {
  const std::atomic<bool> stop = true;
  const SensitivityResult result =
      sensitivity(model_of(example_text), {.trials = 8192, .seed = 5, .threads = 1, .stop = &stop});
  EXPECT_TRUE(result.sources.empty());
}

}  // namespace
}  // namespace detente
