#include "sim/study/baseline.h"

#include <gtest/gtest.h>

#include "tests/support/example.h"

namespace detente {
namespace {

std::size_t event(const Model& model, const std::string& name) {
  for (std::size_t index = 0; index < model.events.size(); ++index)
    if (model.scenario.events[index].name == name) return index;
  ADD_FAILURE() << name;
  return 0;
}

TEST(StatusQuo, NobodyComesWhoHadToBeWonAndNothingIsAgreed) {
  const Model model = model_of(example_text);
  const Baseline quo = status_quo(model);
  EXPECT_EQ(model.scenario.outcomes.at(quo.outcome).name, "nothing");
  EXPECT_EQ(quo.events[event(model, "guest comes")], false);
  EXPECT_EQ(quo.events[event(model, "aid")], false);
}

TEST(StatusQuo, SaysNothingAboutUtilities) {
  const Model model = model_of(example_text);
  const Baseline quo = status_quo(model);
  EXPECT_EQ(quo.events[event(model, "well off")], std::nullopt);
  EXPECT_EQ(quo.events[event(model, "donor comes")], true);
  EXPECT_EQ(quo.events[event(model, "talks held")], false);
}

// (60 x 60 x 100 + 80 x 70 x 70 + 50 x 50 x 40) / (60 x 60 + 80 x 70 + 50 x 50) = 72.8: nearer to 100 than to 40.
TEST(WeightedMean, TakesTheNearestOptionAndSpeaksOnlyOfIssues) {
  const Model model = model_of(example_text);
  const Baseline mean = weighted_mean(model);
  EXPECT_EQ(model.scenario.outcomes.at(mean.outcome).name, "aid flows");
  EXPECT_EQ(mean.events[event(model, "development")], true);
  EXPECT_EQ(mean.events[event(model, "guest comes")], std::nullopt);
  EXPECT_EQ(mean.events[event(model, "impossible")], false);
}

// Without the guest's weight it is (80 x 70 x 70 + 50 x 50 x 40) / (80 x 70 + 50 x 50) = 60.7, nearer to 40.
TEST(WeightedMean, FollowsInfluenceAndSalience) {
  for (const char* set : {"parties.guest.influence=0", "parties.guest.positions.aid.salience=0"}) {
    const Model model = model_of(example_text, {set});
    EXPECT_EQ(weighted_mean(model).events[event(model, "development")], false);
  }
}

// With the guest's influence at 60 - 4 x 15 = 0 as the variable begins.
TEST(WeightedMean, ReadsVariablesAsTheyBegin) {
  const std::string more = "[variables.calm]\ninitial = { uniform = [10, 20] }\n";
  const Model model = model_of(std::string(example_text) + more, {"parties.guest.influence=60 - 4 * calm"});
  EXPECT_EQ(weighted_mean(model).events[event(model, "development")], false);
}

TEST(StatusQuo, TakesNoShockToHaveStruckAndSaysNothingAboutVariables) {
  const std::string more = "[variables.calm]\ninitial = 1\n[[shocks]]\nname = \"storm\"\nchance = 1\nper = \"day\"\n";
  const Model model = model_of(std::string(example_text) + more,
                               {"events.'donor comes'=shocked(storm)", "events.'talks held'=calm > 0"});
  const Baseline quo = status_quo(model);
  EXPECT_EQ(quo.events[event(model, "donor comes")], false);
  EXPECT_EQ(quo.events[event(model, "talks held")], std::nullopt);
}

}  // namespace
}  // namespace detente
