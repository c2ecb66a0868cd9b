#include "sim/report/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/csv.h"
#include "sim/report/model_summary.h"
#include "sim/report/story.h"
#include "sim/report/table.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"

namespace detente {
namespace {

using testing::HasSubstr;
using testing::Not;

// Means, quantiles and shares are those of the trials.
TEST(Variables, AreSummedUpAtTheEnd) {
  const Model model = model_of(lively_text);
  const Document document = document_with(model, result_with(model));
  std::vector<double> fatigue;
  double sparks = 0;
  for_each_trial(model, 1, 4096, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    fatigue.push_back(lane(state.numbers[model.slots.variable(0)], l));
    sparks += is<Pack<8>>(state.flags[model.slots.shocked(0)], l);
  });
  double mean = 0, variance = 0;
  for (const double value : fatigue) mean += value / 4096;
  for (const double value : fatigue) variance += (value - mean) * (value - mean) / 4096;
  std::sort(fatigue.begin(), fatigue.end());
  const ValueAccount& at = document.variables[0];
  EXPECT_NEAR(at.mean, mean, 1e-9);
  EXPECT_NEAR(at.sd, std::sqrt(variance), 1e-9);
  EXPECT_NEAR(at.low, fatigue[204], fatigue[204] / 60);
  EXPECT_NEAR(at.median, fatigue[2047], fatigue[2047] / 60);
  EXPECT_NEAR(at.high, fatigue[3891], fatigue[3891] / 60);
  EXPECT_EQ(static_cast<double>(document.shocks[0].count), sparks);
  EXPECT_EQ(document.shocks[0].of, 4096U);
}

TEST(Variables, StandInEveryReport) {
  const Model model = model_of(lively_text, {"variables.fatigue.label=Weariness", "shocks.truce.label=A truce"});
  const Result result = result_with(model);
  const std::string table = table_report(document_with(model, result), "", {});
  EXPECT_THAT(table, HasSubstr("VARIABLES at the end"));
  EXPECT_THAT(table, HasSubstr("Weariness"));
  EXPECT_THAT(table, HasSubstr("SHOCKS that struck at least once"));
  EXPECT_THAT(table, HasSubstr("A truce"));
  const Document document = document_with(model, result);
  const Json json = json_report(document_with(model, result), "");
  EXPECT_EQ(json["variables"]["fatigue"]["mean"], document.variables[0].mean);
  EXPECT_EQ(json["variables"]["hope"]["median"], document.variables[2].median);
  EXPECT_EQ(json["shocks"]["truce"]["count"], document.shocks[2].count);
  EXPECT_THAT(csv_report(document_with(model, result)), HasSubstr("\nvariable,heat,,quantile_95,"));
  EXPECT_THAT(csv_report(document_with(model, result)), HasSubstr("\nshock,dawn,,share,"));
}

TEST(Variables, AreNotMentionedWhereThereAreNone) {
  const Model model = model_of(example_text);
  const Result result = result_with(model);
  EXPECT_THAT(table_report(document_with(model, result), "", {}), Not(HasSubstr("VARIABLES")));
  EXPECT_FALSE(json_report(document_with(model, result), "").contains("variables"));
  EXPECT_FALSE(json_report(document_with(model, result), "").contains("shocks"));
  EXPECT_THAT(model_summary(model, {}), Not(HasSubstr("round length")));
}

TEST(Variables, AreListedByCheck) {
  const std::string text = model_summary(model_of(lively_text), {});
  for (const char* part :
       {"random-walk, drift uniform [0, 3], sd 4 per week",
        "ar1, mean 20 + fatigue / 4 - hope, phi 0.7, sd uniform [1, 5]", "none: shocks alone move it",
        "at least 0, at most 12", "pace per week", "0.3 per quarter, once", "fatigue >= 20 or round > 2", "hope = 0.5",
        "round length    2 weeks", "variables.fatigue.process.drift"})
    EXPECT_THAT(text, HasSubstr(part));
}

// The story's last values are the batch's, each round's follow from tick to tick, and shocks are told when they strike.
TEST(Variables, AreToldRoundByRound) {
  const Model model = model_of(lively_text);
  for_each_trial(model, 7, 300, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    const Story story = replay(model, 7, trial);
    ASSERT_EQ(story.variables.size(), 3U);
    for (int variable = 0; variable < 3; ++variable)
      ASSERT_EQ(story.variables[variable], lane(state.numbers[model.slots.variable(variable)], l));
    std::set<int> struck;
    const std::vector<double>* before = nullptr;
    int still = 0;
    for (const StageTold& stage : story.stages)
      for (std::size_t round = 0; round < stage.rounds.size(); ++round) {
        const RoundTold& told = stage.rounds[round];
        struck.insert(told.struck.begin(), told.struck.end());
        if (before && told.variables == *before) ++still;
        before = &told.variables;
      }
    ASSERT_NE(*before, story.variables) << "time passes after the last round, too";
    ASSERT_EQ(still, 0) << "and after every other";
    ASSERT_EQ(std::vector<int>(struck.begin(), struck.end()), story.struck);
  });
  const Story story = replay(model, 1, 3);
  const std::string text = story_text(model, story, {});
  EXPECT_THAT(text, HasSubstr("~ fatigue 15.25; heat 20; hope 1."));
  EXPECT_THAT(text, HasSubstr("! Then: spark; dawn."));
  const Json json = story_json(model, story);
  EXPECT_EQ(json["stages"]["invitation"]["rounds"][0]["variables"]["heat"], 20);
  EXPECT_EQ(json["stages"]["invitation"]["rounds"][0]["shocks"], Json::array({"spark"}));
  EXPECT_EQ(json["shocks"], Json::array({"spark", "dawn"}));
}

}  // namespace
}  // namespace detente
