// What goes with one input alone, whatever it is drawn from: from 100,000 trials within three standard errors and a
// point of what it is.
#include "sim/study/alone.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "sim/scenario/load.h"
#include "tests/support/play.h"

namespace detente {
namespace {

// A side that signs unless its line is meant, and an outcome of parameters.
std::string text_of(const std::string& parameters, const std::string& when, const std::string& firmness = "0") {
  return "format = 1\nname = \"alone\"\nsource = \"made up\"\n[parameters]\n" + parameters + R"toml(
[issues.deal]
reversion = "no"
options = { "no" = 0, "yes" = 100 }
[parties.a]
role = "government"
influence = 50
reservation = 0
[parties.a.positions]
deal = { ideal = 100, salience = 50, red-line = { at-most = "no", firmness = )toml" +
         firmness + R"toml( } }
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
name = "so"
when = ")toml" +
         when + "\"\n[[outcomes]]\nname = \"none\"\nwhen = \"true\"\n";
}

// By address; a chance as such.
std::map<std::string, AloneEffect> effects_of(const std::string& text, int threads = 1,
                                              std::uint64_t trials = sample(100'000)) {
  std::string column = "x,y\n";
  for (int i = 0; i < 250; ++i) column += fmt::format("{},{}\n", i * i % 251, i);
  const Model model = compile(parse_scenario(text, "test.toml", {}, SampleTexts{{"table.csv", column}}));
  const Result result = simulate(model, {.trials = trials, .seed = 7, .threads = threads});
  const int outcome = 0;
  std::map<std::string, AloneEffect> effects;
  const auto alone = alone_effects(model, result, std::span(&outcome, 1));
  for (std::size_t draw = 0; draw < alone.size(); ++draw)
    if (!alone[draw].empty())
      effects[draw < model.inputs.size() ? model.inputs[draw].address : "chance"] = alone[draw].front();
  return effects;
}

void expect(const AloneEffect& effect, double index, const std::string& of) {
  EXPECT_NEAR(effect.index, index, 3 * effect.noise + 0.01) << of;
  EXPECT_LT(effect.noise, sanitized ? 0.3 : 0.04) << of << ": and something is said";
}

TEST(Alone, OfAThresholdThatIsSeldomPassed) {
  for (const char* const q : {"0.001", "0.01", "0.3", "0.9", "0.999"})
    for (const char* const side : {"<", ">"}) {
      const std::string when = fmt::format("p {} {}", side, q);
      const auto effects =
          effects_of(text_of("p = { uniform = [0, 1] }\nz = { normal = [0, 1] }\n", when + " and z > -9"));
      expect(effects.at("parameters.p"), 1, when);
      EXPECT_LT(effects.at("parameters.z").index, 4 * effects.at("parameters.z").noise) << when;
    }
}

TEST(Alone, OfAChoiceThatIsSeldomMade) {
  for (const char* const weight : {"0.001", "0.01", "0.3"}) {
    const auto effects = effects_of(text_of(
        fmt::format("p = {{ choice = {{ \"1\" = 2, \"2\" = {}, \"3\" = 1 }} }}\ny = {{ uniform = [0, 1] }}\n", weight),
        "p > 1.5 and p < 2.5 and y > -1"));
    expect(effects.at("parameters.p"), 1, weight);
  }
}

// Of 250 samples, of which some are alike, those of twelve numbers.
TEST(Alone, OfSamples) {
  const auto holds = [](int p) { return (p > 20 && p < 26) || (p > 100 && p < 106) || p == 200 || p == 249; };
  const auto effects =
      effects_of(text_of("p = { samples = 'table.csv#x' }\ny = { uniform = [0, 1] }\n",
                         "(p > 20 and p < 26 or p > 100 and p < 106 or p = 200 or p = 249) and y > 0.6"));
  double share = 0;
  for (int i = 0; i < 250; ++i) share += holds(i * i % 251) ? 1 / 250.0 : 0;
  ASSERT_GT(share, 0.01);
  const double p = 0.4 * share;
  expect(effects.at("parameters.p"), 0.16 * share * (1 - share) / (p * (1 - p)), "p");
  expect(effects.at("parameters.y"), share * share * 0.24 / (p * (1 - p)), "y");
}

TEST(Alone, OfColumnsOfARowAndOfCorrelatedInputsNothing) {
  const std::string correlated = "[[correlations]]\nof = ['parameters.u', 'parameters.v']\nrank = 0.8\n";
  const std::string parameters =
      "p = { samples = 'table.csv#x' }\nq = { samples = 'table.csv#y' }\nu = { uniform = [0, 1] }\n"
      "v = { uniform = [0, 1] }\nw = { uniform = [0, 1] }\n";
  const auto effects = effects_of(text_of(parameters, "p + q > 100 and u + v > 1 and w > 0.5") + correlated, 1, 10'000);
  for (const char* const name : {"p", "q", "u", "v"})
    EXPECT_FALSE(effects.contains(std::string("parameters.") + name)) << name;
  EXPECT_TRUE(effects.contains("parameters.w"));
  expect(effects_of(text_of(parameters, "v > 0.99") + correlated).at("parameters.v"), 1, "v, as nothing reads u");
}

TEST(Alone, OfALineThatIsSeldomMeant) {
  for (const char* const firmness : {"0.001", "0.01", "0.3", "0.999"})
    expect(effects_of(text_of("p = { uniform = [0, 1] }\n", "not agreed(talks) and p > -1", firmness), 1, 100'000)
               .at("chance"),
           1, firmness);  // of a twentieth of the trials a sanitizer would see five
}

TEST(Alone, OfTwoThatMustBothBeHigh) {
  const auto effects =
      effects_of(text_of("x = { uniform = [0, 1] }\ny = { uniform = [0, 1] }\n", "x > 0.3 and y > 0.6"));
  expect(effects.at("parameters.x"), 1 / 6.0, "x");
  expect(effects.at("parameters.y"), 0.49 * 0.24 / (0.28 * 0.72), "y");
}

TEST(Alone, QuartersAreThoseOfTheInput) {
  const auto effects =
      effects_of(text_of("x = { uniform = [0, 1] }\ny = { uniform = [0, 1] }\n", "x > 0.125 and y > 0.5"));
  EXPECT_NEAR(effects.at("parameters.x").low_share, 0.25, 0.02 * (sanitized ? 4 : 1));
  EXPECT_NEAR(effects.at("parameters.x").high_share, 0.5, 0.02 * (sanitized ? 4 : 1));
  EXPECT_EQ(effects.at("parameters.y").low_share, 0);
}

TEST(Alone, ThreadsDoNotShow) {
  const std::string text = text_of("x = { uniform = [0, 1] }\ny = { uniform = [0, 1] }\n", "x > 0.3 and y > 0.6");
  for (const auto& [address, effect] : effects_of(text)) {
    const AloneEffect other = effects_of(text, 3).at(address);
    EXPECT_EQ(effect.index, other.index);
    EXPECT_EQ(effect.noise, other.noise);
    EXPECT_EQ(effect.low_share, other.low_share);
  }
}

}  // namespace
}  // namespace detente
