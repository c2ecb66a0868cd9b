#include "sim/cli/draft.h"

#include <gmock/gmock.h>

#include "sim/core/error.h"
#include "sim/scenario/load.h"
#include "sim/study/simulate.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result played(const Model& model) {
  RunPlan plan;
  plan.trials = 2048;
  plan.threads = 1;
  return simulate(model, plan);
}

TEST(Names, ComeFromWhatSomethingIsCalled) {
  EXPECT_EQ(name_of("government"), "government");
  EXPECT_EQ(name_of("Lake talks (2nd round)"), "lake-talks-2nd-round");
  EXPECT_EQ(name_of("--"), "");
}

TEST(Lists, AreSplitAtCommas) {
  EXPECT_THAT(split_list(" a,b c ,, d"), ElementsAre("a", "b c", "d"));
  EXPECT_THAT(split_list(""), ElementsAre());
}

TEST(Draft, WithoutAnswersRunsAndHasNoWarnings) {
  const DraftScenario draft = write_draft({});
  EXPECT_EQ(draft.name, "my-talks");
  const Scenario scenario = parse_scenario(draft.text, "draft");
  EXPECT_TRUE(scenario.warnings.empty());
  const Model model = compile(scenario);
  const Result result = played(model);
  EXPECT_EQ(result.valid(), 2048U);
  for (const std::uint64_t count : result.outcome_counts()) EXPECT_GT(count, 0U) << "a beginning with an open end";
}

TEST(Draft, HoldsWhatWasAnswered) {
  const DraftScenario draft = write_draft({.name = "Lake talks",
                                           .label = "",
                                           .parties = {"North", "south:government", "opposition"},
                                           .mediator = "un:convenor",
                                           .issues = {"fishing=none,shared 'licences',open \"waters\"", "dam=no,yes"},
                                           .rounds = "3"});
  EXPECT_EQ(draft.name, "lake-talks");
  const Scenario scenario = parse_scenario(draft.text, "draft");
  EXPECT_TRUE(scenario.warnings.empty());
  EXPECT_EQ(scenario.label, "Lake talks");
  ASSERT_EQ(scenario.parties.size(), 4U);
  EXPECT_EQ(scenario.parties[0].label, "North");
  EXPECT_EQ(scenario.parties[1].role, Role::opposition);
  EXPECT_EQ(scenario.parties[2].role, Role::government);
  EXPECT_EQ(scenario.parties[3].role, Role::convenor);
  ASSERT_EQ(scenario.issues.size(), 2U);
  EXPECT_EQ(scenario.issues[1].options[2].label, "open \"waters\"");
  EXPECT_EQ(scenario.issues[1].reversion, 0);
  EXPECT_EQ(scenario.stages[0].rounds, 3);
  EXPECT_EQ(played(compile(scenario)).valid(), 2048U);
}

TEST(Draft, OfAnySizeIsAScenario) {
  for (int parties = 1; parties <= 6; ++parties)
    for (int options = 2; options <= 6; ++options) {
      DraftAnswers answers;
      for (int i = 0; i < parties; ++i) answers.parties.push_back("party " + std::to_string(i));
      std::string issue = "thing=0";
      for (int i = 1; i < options; ++i) issue += "," + std::to_string(i);
      answers.issues = {issue, "other=no,yes"};
      EXPECT_TRUE(parse_scenario(write_draft(answers).text, "draft").warnings.empty()) << parties << ' ' << options;
    }
}

TEST(Draft, AnswersThatMakeNoScenarioAreRefused) {
  for (const DraftAnswers& wrong :
       {DraftAnswers{.name = "?"}, DraftAnswers{.parties = {"a:boss"}}, DraftAnswers{.parties = {"a", "A"}},
        DraftAnswers{.issues = {"not=a,b"}}, DraftAnswers{.issues = {"a=one"}}, DraftAnswers{.issues = {"a=x,x"}}})
    EXPECT_THROW(write_draft(wrong), ScenarioError);
}

TEST(Draft, NothingButTextGetsIntoTheFile) {
  const std::string evil = "a\"\n[events]\n\"b";
  const Scenario scenario = parse_scenario(write_draft({.label = evil, .issues = {"x=none," + evil}}).text, "draft");
  EXPECT_EQ(scenario.events.size(), 1U);
  EXPECT_EQ(scenario.label, "a\"[events]\"b");
}

}  // namespace
}  // namespace detente
