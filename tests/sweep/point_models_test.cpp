#include "sim/sweep/point_models.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "sim/files/text_files.h"
#include "sim/scenario/load.h"
#include "sim/study/simulate.h"
#include "tests/support/lively.h"

namespace detente {
namespace {

std::string digest_of(const Model& model, std::uint64_t trials = 256) {
  return simulate(model, {.trials = trials, .seed = 3, .threads = 1}).digest;
}

// A scenario in which numbers are set.
class Numbers {
 public:
  explicit Numbers(std::string text) : text_(std::move(text)) {}

  Model with(const std::vector<Replacement>& numbers) const {
    std::vector<std::string> sets;
    for (const auto& [address, value] : numbers) sets.push_back(fmt::format("{}={}", address, value));
    return compile(parse_scenario(text_, "test", sets));
  }

 private:
  std::string text_;
};

std::string shipped(const std::string& name) { return read_text(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml"); }

struct Named {
  const char* name;
  std::string text;
  int least;  // of its numbers that can be replaced
};

class EveryNumber : public testing::TestWithParam<Named> {};

TEST_P(EveryNumber, ReplacedIsAsReadAndCompiled) {
  const Numbers scenario(GetParam().text);
  std::vector<Replacement> before, after;
  int replaced = 0;
  std::vector<std::string> addresses;
  const Model model = scenario.with({});
  each_number(model, [&](const Number& number, const Value&) {
    if (!number.expression) addresses.push_back(number.address);
  });
  for (const std::string& address : addresses) {
    const Replacement other{address, 0.75};
    std::optional<PatchedModel> patched;
    try {
      patched.emplace(scenario.with({{address, 0.25}}));
    } catch (const ScenarioError&) {  // a tactic that the file does not state is not set in part
      continue;
    }
    if (!patched->replace(std::span(&other, 1))) continue;
    ++replaced;
    before.push_back({address, 0.25});
    after.push_back(other);
    const Model read = scenario.with({other});
    ASSERT_EQ(patched->model().canonical, read.canonical) << address;
    ASSERT_EQ(digest_of(patched->model()), digest_of(read)) << address;
  }
  EXPECT_GE(replaced, GetParam().least);
  PatchedModel patched(scenario.with(before));
  ASSERT_TRUE(patched.replace(after));
  EXPECT_EQ(digest_of(patched.model()), digest_of(scenario.with(after))) << "all at once";
  ASSERT_TRUE(patched.replace({}));
  EXPECT_EQ(digest_of(patched.model()), digest_of(scenario.with(before))) << "and all back";
}

INSTANTIATE_TEST_SUITE_P(Scenarios, EveryNumber,
                         testing::Values(Named{"first_steps", shipped("first-steps"), 10},
                                         Named{"doha_2", shipped("doha-2-2024"), 24}, Named{"lively", lively_text, 10}),
                         [](const auto& tested) { return std::string(tested.param.name); });

// Texts of other lengths, and slots made while other numbers are not as compiled.
TEST(Patched, OneAfterTheOtherInAnyOrder) {
  const Numbers scenario(shipped("doha-2-2024"));
  const std::vector<std::string> addresses = {"parties.taliban.preconditions.official.firmness",
                                              "parties.taliban.reservation", "parties.un.reservation",
                                              "parameters.signing-cost"};
  std::vector<Replacement> compiled;
  for (const std::string& address : addresses) compiled.push_back({address, 0.25});
  for (const std::vector<int>& order : std::vector<std::vector<int>>{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}}) {
    PatchedModel patched(scenario.with(compiled));
    std::vector<Replacement> replaced;
    for (const int each : order) {
      for (const double value : {0.123456, 0.5}) {
        std::vector<Replacement> now = replaced;
        now.push_back({addresses[each], value});
        ASSERT_TRUE(patched.replace(now));
        std::vector<Replacement> all = compiled;
        for (const Replacement& other : now)
          for (Replacement& stated : all)
            if (stated.address == other.address) stated.value = other.value;
        const Model read = scenario.with(all);
        EXPECT_EQ(patched.model().canonical, read.canonical);
        EXPECT_EQ(digest_of(patched.model()), digest_of(read));
      }
      replaced.push_back({addresses[each], 0.0625});
    }
  }
}

TEST(Patched, WhatNeedsReadingIsLeftAlone) {
  const Numbers scenario(shipped("doha-2-2024"));
  const std::string reservation = "parties.taliban.reservation";
  PatchedModel patched(scenario.with({{reservation, 0.5}}));
  const std::string digest = digest_of(patched.model());
  for (const Replacement& none : std::vector<Replacement>{{reservation, 1.5},  // beyond its range
                                                          {reservation, -0.1},
                                                          {reservation, std::nan("")},
                                                          {reservation, 1},
                                                          {"parties.nobody.reservation", 0.5},
                                                          {"parties.taliban.positions.level.salience", 50}}) {
    EXPECT_FALSE(patched.replace(std::span(&none, 1))) << none.address << " " << none.value;
    EXPECT_EQ(digest_of(patched.model()), digest);
  }
}

// A sweep's points, whichever are patched, are what each alone comes to.
TEST(PointModels, AreThoseOfThePointsAlone) {
  SweepPlan plan;
  plan.file = "test";
  plan.text = shipped("first-steps");
  const std::string reservation = "parties.rebels.reservation", cost = "parameters.cost";
  const PointList points({"stages.talks.rounds", reservation, cost},
                         {{"3", "0.3", "0.1"},
                          {"3", "0.4", "0.2"},
                          {"3", "0.4", "0.1"},
                          {"4", "0.4", "0.1"},
                          {"4", "{ uniform = [0.1, 0.5] }", "0.1"},
                          {"4", "{ uniform = [0.1, 0.5] }", "0.2"},
                          {"4", "1", "0.2"},
                          {"4", "0.9", "0.2"},
                          {"4", "", "0.2"},
                          {"4", "\"0.1 + cost\"", "0.2"},
                          {"4", "0.8", "0.2"},
                          {"4", "0.123456", "0.2"},
                          {"4", "0.123456", "0.125"}},
                         1);
  PointModels models(points, plan);
  for (std::uint64_t point = 0; point < points.size(); ++point)
    EXPECT_EQ(digest_of(models.at(point), 2000), digest_of(compile(scenario_at(points, plan, point)), 2000)) << point;
}

TEST(PointModels, OneThatIsThereIsMadeNoMore) {
  const Model model = compile(parse_scenario(shipped("first-steps"), "test"));
  SweepPlan plan;  // from whose text none could be made
  const PointList points(std::vector<std::string>{}, std::vector<Point>(1));
  PointModels models(points, plan, &model);
  EXPECT_EQ(&models.at(0), &model);
  EXPECT_EQ(models.layout().count_size, make_layout(model).count_size);
}

TEST(PointModels, MistakesAreSaidOfThePoint) {
  SweepPlan plan;
  plan.file = "test";
  plan.text = shipped("first-steps");
  const PointList points({"parties.rebels.reservation"}, {{"0.3"}, {"1.5"}}, 1);
  PointModels models(points, plan);
  models.at(0);
  try {
    models.at(1);
    FAIL();
  } catch (const PointError& error) {
    EXPECT_EQ(error.point(), 1U);
    EXPECT_THAT(error.error().what(), testing::HasSubstr("use a number from 0 to 1"));
  }
}

// Whatever was compiled before, a value is refused or played as it is alone.
TEST(PointModels, ValuesThatAreNone) {
  SweepPlan plan;
  plan.file = "test";
  plan.text = shipped("doha-2-2024");
  const std::vector<std::string> values = {"0.5",     "1.5",    "-0.0",    "0",     "nan", "inf",
                                           "1e400",   "1",      "\"0.5\"", "[0.5]", "0x1", "99999999999999999999",
                                           "-1e-300", "5e-324", "0.5 0",   "true",  "{ }", "\"status-quo\""};
  const char* const addresses[] = {"parties.taliban.reservation", "parties.taliban.positions.standing.ideal"};
  for (const char* address : addresses)
    for (const std::string before : {"0.25", "\"side talks\"", "{ exact = 0.25 }"}) {
      std::vector<std::vector<std::string>> rows;
      for (const std::string& value : values) rows.insert(rows.end(), {std::vector{before}, std::vector{value}});
      const PointList points({address}, rows, 1);
      PointModels models(points, plan);
      for (std::uint64_t point = 0; point < points.size(); ++point) {
        std::string alone, patched;
        try {
          alone = digest_of(compile(scenario_at(points, plan, point)), 16);
        } catch (const PointError& error) {
          alone = error.what();
        }
        try {
          patched = digest_of(models.at(point), 16);
        } catch (const PointError& error) {
          patched = error.what();
        }
        EXPECT_EQ(patched, alone) << address << " " << before << " " << rows[point][0];
      }
    }
}

// A number that [spread] widens is a distribution; the same number written otherwise is not.
TEST(PointModels, PlainNumbersUnderSpread) {
  SweepPlan plan;
  plan.file = "test";
  plan.text = shipped("doha-2-2024");
  const PointList points(
      {"parties.taliban.positions.standing.ideal"},
      {{"\"side talks\""}, {"70"}, {"{ exact = 70 }"}, {"60"}, {"{ exact = 60 }"}, {"\"side talks\""}}, 1);
  PointModels models(points, plan);
  for (std::uint64_t point = 0; point < points.size(); ++point)
    EXPECT_EQ(models.at(point).canonical, compile(scenario_at(points, plan, point)).canonical) << point;
}

TEST(PointModels, ZerosBeforeANumberSayNothing) {
  SweepPlan plan;
  plan.file = "test";
  plan.text = shipped("doha-2-2024");
  const PointList points({"parties.taliban.influence"}, {{"050"}, {"50"}, {"0060"}, {"60"}, {"{ exact = 60 }"}}, 1);
  PointModels models(points, plan);
  std::vector<std::string> played;
  for (std::uint64_t point = 0; point < points.size(); ++point) played.push_back(models.at(point).canonical);
  EXPECT_EQ(played[0], played[1]);
  EXPECT_EQ(played[2], played[3]);
  EXPECT_NE(played[2], played[4]) << "[spread] widens it";
}

// One of the two has the last word, so nothing is patched there.
TEST(PointModels, AddressesThatLieInEachOther) {
  SweepPlan plan;
  plan.file = "test";
  plan.text = shipped("first-steps");
  for (const char* around : {"parties.rebels.positions.aid", "parties.\"rebels\".positions.aid"}) {
    const PointList points({"parties.rebels.positions.aid.ideal", around},
                           {{"10", "[20, 30]"}, {"15", "[20, 30]"}, {"15", "[25, 30]"}}, 1);
    PointModels models(points, plan);
    for (std::uint64_t point = 0; point < points.size(); ++point)
      EXPECT_EQ(digest_of(models.at(point)), digest_of(compile(scenario_at(points, plan, point)))) << point;
  }
}

}  // namespace
}  // namespace detente
