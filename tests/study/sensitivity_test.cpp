#include "sim/study/sensitivity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>

#include "sim/scenario/load.h"
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
when = "x < 0.3 and y < 0.6"
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
  const double a = 0.3, b = 0.6;
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

// Of both_text, with other parameters and an outcome of them.
std::string text_with(const std::string& parameters, const std::string& when) {
  std::string text = both_text;
  const std::size_t begin = text.find("x = {"), end = text.find("[issues.deal]");
  text.replace(begin, end - begin, parameters);
  text.resize(text.find("[[outcomes]]"));
  return text + "[[outcomes]]\nname = \"so\"\nwhen = \"" + when +
         "\"\n[[outcomes]]\nname = \"none\"\nwhen = \"true\"\n";
}

// 3 standard errors from it.
void expect_total(const SourceEffect& effect, double total) {
  const Estimate& found = effect.total[0];
  EXPECT_NEAR(found.value, total, 3 * (found.high - found.low) / (2 * 1.96)) << effect.address;
}

Model model_with_rows(const std::string& parameters, const std::string& when) {
  return compile(parse_scenario(text_with(parameters, when), "test", {}, SampleTexts{{"t.csv", "x,y\n0,1\n1,0\n"}}));
}

constexpr char rows[] =
    "x = { samples = 't.csv#x' }\ny = { samples = 't.csv#y', confidence = 'low' }\nz = { uniform = [0, 1] }\n";

TEST(Sensitivity, OfARowIsThatOfAllItsColumnsAndOfNoneByItself) {
  const std::map<std::string, SourceEffect> effects =
      effects_of(model_with_rows(rows, "x < 0.5 and y > 0.5 and z > -1"), 8192);
  ASSERT_EQ(effects.size(), 2U);
  const SourceEffect& row = effects.at("parameters.x + parameters.y");
  expect_total(row, 1);
  EXPECT_TRUE(row.alone.empty());
  EXPECT_EQ(row.not_alone.inputs, (std::vector<std::string>{"parameters.x", "parameters.y"}));
  EXPECT_EQ(row.not_alone.why, "drawn together, as one row of t.csv");
  EXPECT_EQ(row.provenance.confidence, "low") << "the least of any";
  const SourceEffect& apart = effects.at("parameters.z");
  EXPECT_TRUE(apart.not_alone.inputs.empty());
  EXPECT_EQ(apart.alone.size(), 2U);
}

TEST(Sensitivity, OfOneColumnIsItsOwn) {
  const std::map<std::string, SourceEffect> effects = effects_of(model_with_rows(rows, "x < 0.5 and z > -1"), 8192);
  const SourceEffect& column = effects.at("parameters.x");
  expect_total(column, 1);
  EXPECT_NEAR(column.alone.at(0).index, 1, 1e-9);
  EXPECT_TRUE(column.not_alone.inputs.empty());
}

TEST(Sensitivity, OfColumnsThatAreIndependentIsThatOfEach) {
  const std::map<std::string, SourceEffect> effects =
      effects_of(model_with_rows("x = { samples = 't.csv#x' }\ny = { samples = 't.csv#y', independent = true }\n",
                                 "x < 0.5 and y > 0.5"),
                 8192);
  for (const char* const address : {"parameters.x", "parameters.y"}) {
    expect_total(effects.at(address), 2 / 3.0);
    EXPECT_NEAR(effects.at(address).alone.at(0).index, 1 / 3.0, 3 * effects.at(address).alone.at(0).noise) << address;
  }
}

// Of both normals positive with correlation r the probability is p = 1/4 + asin(r) / (2 pi) (Sheppard 1899).
TEST(Sensitivity, OfCorrelatedInputsIsThatOfAllOfThemAndOfNoneByItself) {
  const std::string text = text_with("x = { normal = [0, 1] }\ny = { normal = [0, 1] }\nz = { uniform = [0, 1] }\n",
                                     "x > 0 and y > 0 and z > -1") +
                           "[[correlations]]\nof = ['parameters.y', 'parameters.x']\nrank = 0.7\n";
  const SensitivityResult result = sensitivity(model_of(text.c_str()), {.trials = 16'384, .seed = 5, .threads = 2});
  const double r = 2 * std::sin(std::numbers::pi * 0.7 / 6), p = 0.25 + std::asin(r) / (2 * std::numbers::pi);
  EXPECT_NEAR(static_cast<double>(result.base.outcome_counts()[0]) / 16'384, p, 3 * std::sqrt(p * (1 - p) / 16'384));
  ASSERT_EQ(result.sources.size(), 2U);
  const SourceEffect& pair = result.sources[1];
  EXPECT_EQ(pair.address, "parameters.x + parameters.y");
  expect_total(pair, 1);
  EXPECT_TRUE(pair.alone.empty());
  EXPECT_EQ(pair.not_alone.inputs, (std::vector<std::string>{"parameters.x", "parameters.y"}));
  EXPECT_EQ(pair.not_alone.why, "correlated with each other");
}

// A sum of normal inputs is positive. Two draws of the sum that share a part r of their variance are normal with
// correlation r, and both positive with probability 1/4 + asin(r) / (2 pi) (Sheppard 1899): the share of the outcome's
// variance that goes with that part is 2 asin(r) / pi. Alone: the input's own part; in all: 1 less that of the others.
TEST(Sensitivity, IsThatOfALinearGaussianScenario) {
  const std::string text =
      text_with("x = { normal = [0, 1] }\ny = { normal = [0, 2] }\nz = { normal = [0, 0.5] }\n", "x + y + z > 0");
  const std::map<std::string, SourceEffect> effects = effects_of(model_of(text.c_str()), 65'536);
  const auto part = [](double r) { return 2 * std::asin(r) / std::numbers::pi; };
  const double all = 1 + 4 + 0.25;
  for (const auto& [address, variance] :
       {std::pair{"parameters.x", 1.0}, {"parameters.y", 4.0}, {"parameters.z", 0.25}}) {
    const SourceEffect& effect = effects.at(address);
    const Estimate& total = effect.total[0];
    EXPECT_NEAR(total.value, 1 - part(1 - variance / all), 3 * (total.high - total.low) / (2 * 1.96)) << address;
    EXPECT_NEAR(effect.alone[0].index, part(variance / all), 3 * effect.alone[0].noise) << address;
    EXPECT_LT(effect.alone[0].noise, 0.01) << address;
  }
}

// Sobol's g-function of two inputs, (|4x - 2| + a) / (1 + a) of each multiplied, as the probability of the outcome:
// scaled by its greatest value G, and above a uniform draw. Of the variance of the outcome, p (1 - p) with p = 1 / G,
// an input alone has 1 / (3 (1 + a)^2 G^2) (Saltelli & Sobol 1995, Reliability Engineering & System Safety 50:225-239).
TEST(Sensitivity, IsThatOfTheGFunction) {
  const std::string text =
      text_with("x = { uniform = [0, 1] }\ny = { uniform = [0, 1] }\nu = { uniform = [0, 1] }\n",
                "(max(4 * x - 2, 2 - 4 * x) + 0.5) / 1.5 * (max(4 * y - 2, 2 - 4 * y) + 2) / 3 > u * 20 / 9");
  const std::map<std::string, SourceEffect> effects = effects_of(model_of(text.c_str()), 65'536);
  const double greatest = 2.5 / 1.5 * 4 / 3, p = 1 / greatest;
  for (const auto& [address, a] : {std::pair{"parameters.x", 0.5}, {"parameters.y", 2.0}}) {
    const Sensitivity& alone = effects.at(address).alone[0];
    const double share = 1 / (3 * (1 + a) * (1 + a) * greatest * greatest) / (p * (1 - p));
    EXPECT_NEAR(alone.index, share, 3 * alone.noise) << address;
    EXPECT_GT(share, 10 * alone.noise) << address;
  }
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
  text.replace(text.find("z < 0.5"), 7, "z < -1");
  const auto effects = effects_of(model_of(text), 16'384);
  EXPECT_TRUE(effects.at("parameters.z").screened_out);
  EXPECT_FALSE(effects.at("parameters.x").screened_out);
}

// Of 32,768 trials 33, 16, 7 and 3 have it, and of the 4,096 of the first look 4, 2, 1 and less than one.
TEST(Sensitivity, WhatDecidesARareOutcomeIsNotLeftOut) {
  for (const char* const share : {"0.001", "0.0005", "0.0002", "0.0001"}) {
    std::string text = both_text;
    text.replace(text.find("z < 0.5"), 7, std::string("z < ") + share);
    text.replace(text.find("[[outcomes]]\nname = \"both\""), 12,
                 "[[outcomes]]\nname = \"early\"\nwhen = \"z < -1\"\n[[outcomes]]");
    const Model model = model_of(text);
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
      const SensitivityResult result = sensitivity(model, {.trials = 32'768, .seed = seed, .threads = 2});
      ASSERT_GT(result.base.outcome_counts()[2], 0U) << share << ", " << seed;
      for (const SourceEffect& source : result.sources)
        if (source.address == "parameters.z") {
          EXPECT_FALSE(source.screened_out) << share << ", " << seed;
          EXPECT_GT(source.total[2].low, 0.3) << share << ", " << seed;
        }
    }
  }
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
