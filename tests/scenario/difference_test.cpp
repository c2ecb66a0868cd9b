#include "sim/scenario/difference.h"

#include <gmock/gmock.h>

#include "sim/files/scenario_files.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string first_steps = DETENTE_SOURCE_DIR "/scenarios/first-steps.toml";

ScenarioDifference with(const std::vector<std::string>& sets, const std::vector<std::string>& before = {}) {
  return difference_of(list_scenario(first_steps, before), list_scenario(first_steps, sets));
}

ScenarioDifference between(const std::string& before, const std::string& after) {
  return difference_of(list_text(before, "before.toml"), list_text(after, "after.toml"));
}

std::vector<std::string> addresses(const ScenarioDifference& difference) {
  std::vector<std::string> found;
  for (const ValueDifference& at : difference.values)
    found.push_back(at.address + ": " + at.before.value_or("none") + " / " + at.after.value_or("none"));
  return found;
}

const std::string text = R"toml(
format = 1
name = "two"
label = "A title"
source = "test"
confidence = "low"
issues.aid = { reversion = "none", options = { "none" = 0, "all" = 100 } }
[parties.east]
role = "donor"
influence = 50
positions.aid = ["all", 50]
[parties.west]
role = "government"
influence = { pert = [1, 2, 3], source = "a book" }
positions.aid = ["none", 50]
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "east"
issues = ["aid"]
present = ["east", "west"]
rounds = 3
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "aid"
when = "aid > 'none'"
[[outcomes]]
name = "none"
when = "true"
)toml";

std::string replaced(std::string from, const std::string& what, const std::string& by) {
  EXPECT_NE(from.find(what), std::string::npos) << what;
  return from.replace(from.find(what), what.size(), by);
}

TEST(ScenarioDifference, OfAScenarioFromItselfIsNothing) {
  const ScenarioDifference none = with({});
  EXPECT_THAT(none.values, IsEmpty());
  EXPECT_TRUE(none.plays_alike);
}

TEST(ScenarioDifference, NamesWhatIsOtherwiseByAddress) {
  const ScenarioDifference found = with({"parameters.cost=0.02", "stages.talks.rounds=9"});
  EXPECT_THAT(addresses(found),
              ElementsAre("parameters.cost: { pert = [0, 0.05, 0.2] } / 0.02", "stages.talks.rounds: 5 / 9"));
  EXPECT_FALSE(found.plays_alike);
}

TEST(ScenarioDifference, ADefaultStatedIsNoDifference) {
  EXPECT_THAT(addresses(with({"stages.talks.decision.minus=0"})), IsEmpty());
  const ScenarioDifference found = with({"stages.talks.changes=1"});
  EXPECT_THAT(addresses(found), ElementsAre("stages.talks.changes: none / 1"));
  EXPECT_THAT(addresses(with({}, {"stages.talks.changes=1"})), ElementsAre("stages.talks.changes: 1 / none"));
}

TEST(ScenarioDifference, RemarksAndOrderDoNotCount) {
  std::string other = replaced(text, "label = \"A title\"", "label = \"Another\"\nnotes = \"long\"");
  other = replaced(other, "name = \"two\"", "name = \"three\"");
  other = replaced(other, "\"test\"", "\"another\"");
  other = replaced(other, "\"low\"", "\"high\"");
  other = replaced(other, "a book", "another book");
  other = replaced(other, "[\"east\", \"west\"]", "[\"west\", \"east\"]");
  other = replaced(other, "[1, 2, 3]", "[1.0, 2, 3.0]");
  const ScenarioDifference found = between(text, other);
  EXPECT_THAT(addresses(found), IsEmpty());
  EXPECT_TRUE(found.plays_alike);
}

TEST(ScenarioDifference, OfAListOfNamesIsWhoCameAndWhoWent) {
  const ScenarioDifference found = between(text, replaced(text, "[\"east\", \"west\"]", "[\"west\"]"));
  ASSERT_EQ(found.values.size(), 1U);
  EXPECT_EQ(found.values[0].address, "stages.talks.present");
  EXPECT_THAT(found.values[0].removed, ElementsAre("east"));
  EXPECT_THAT(found.values[0].added, IsEmpty());
}

TEST(ScenarioDifference, NumbersInQuotesAreText) {
  const ScenarioDifference found = between(replaced(text, "influence = 50", "influence = \"50.0 + 1\""),
                                           replaced(text, "influence = 50", "influence = \"50 + 1\""));
  EXPECT_EQ(found.values.size(), 1U);
  EXPECT_TRUE(found.plays_alike) << "it comes to the same";
}

TEST(ScenarioDifference, AnotherOrderOfOutcomesHasNoAddressButPlaysOtherwise) {
  const std::string deal = "[[outcomes]]\nname = \"deal\"\nwhen = \"agreed(talks)\"\n",
                    aid = "[[outcomes]]\nname = \"aid\"\nwhen = \"aid > 'none'\"\n";
  const ScenarioDifference found = between(text, replaced(text, deal + aid, aid + deal));
  EXPECT_THAT(addresses(found), IsEmpty());
  EXPECT_FALSE(found.plays_alike);
}

}  // namespace
}  // namespace detente
