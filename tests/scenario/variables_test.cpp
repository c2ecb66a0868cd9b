// What the loader makes of variables and shocks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

using testing::HasSubstr;

TEST(Variables, AreReadWithTheirProcess) {
  const Scenario scenario = read(good("every-form"));
  ASSERT_EQ(scenario.variables.size(), 3U);
  const Variable &calm = scenario.variables[0], &fatigue = scenario.variables[1], &funds = scenario.variables[2];
  EXPECT_EQ(calm.kind, ProcessKind::none);
  EXPECT_EQ(calm.min, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(fatigue.kind, ProcessKind::random_walk);
  EXPECT_EQ(fatigue.period_days, 7);
  EXPECT_EQ(fatigue.drift.address, "variables.fatigue.process.drift");
  EXPECT_EQ(fatigue.sd.distribution.parameters[0], 0.5);
  EXPECT_EQ(funds.kind, ProcessKind::ar1);
  EXPECT_EQ(funds.label, "Money that is left");
  EXPECT_EQ(funds.min, 0);
  EXPECT_EQ(funds.max, 100);
  EXPECT_EQ(funds.phi, 0.8);
  EXPECT_EQ(funds.period_days, 30.4375);
  EXPECT_EQ(funds.mean.expression->text, "50 + 10 * shared - fatigue");
}

TEST(Shocks, AreReadWithTheirEffectsInTheOrderInWhichTheyAreMade) {
  const Scenario scenario = read(good("every-form"));
  ASSERT_EQ(scenario.shocks.size(), 1U);
  const Shock& storm = scenario.shocks[0];
  EXPECT_EQ(storm.label, "A storm");
  EXPECT_EQ(storm.chance.provenance.source, "a chronicle");
  EXPECT_EQ(storm.period_days, 91.3125);
  EXPECT_TRUE(storm.once);
  EXPECT_EQ(storm.when->text, "fatigue < 40 and round > 1");
  ASSERT_EQ(storm.effects.size(), 4U);
  const EffectKind kinds[] = {EffectKind::set, EffectKind::multiply, EffectKind::multiply, EffectKind::add};
  const int variables[] = {0, 1, 2, 1};
  const double numbers[] = {0, 1.1, 0.9, 4};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(storm.effects[i].kind, kinds[i]);
    EXPECT_EQ(storm.effects[i].variable, variables[i]);
    EXPECT_EQ(storm.effects[i].number, numbers[i]);
  }
}

TEST(Variables, CanBeSet) {
  const std::string text = good("every-form");
  EXPECT_EQ(read(text, {"variables.funds.initial=50"}).variables[2].initial.distribution.parameters[0], 50);
  EXPECT_EQ(read(text, {"variables.funds.process.sd=3"}).variables[2].sd.provenance.source, "set on the command line");
  EXPECT_EQ(read(text, {"shocks.storm.chance=0.25"}).shocks[0].chance.distribution.parameters[0], 0.25);
  EXPECT_EQ(read(text, {"shocks.storm.add.fatigue=7"}).shocks[0].effects[3].number, 7);
  EXPECT_THAT(said(text, {"shocks.storms.chance=0.25"}), HasSubstr("did you mean 'storm'?"));
  EXPECT_THAT(said(text, {"variables.fund.initial=0.25"}), HasSubstr("did you mean 'funds'?"));
}

TEST(Variables, WithMistakesAreNotJudgedTwice) {
  EXPECT_THAT(said(changed(good("every-form"), "[variables.calm]\ninitial = 1", "[variables.calm]\ninitial = 'one'")),
              HasSubstr("'variables.calm.initial' must be a number"));
  const std::string kind = said(changed(good("every-form"), "kind = \"ar1\"", "kind = \"ar2\""));
  EXPECT_THAT(kind, HasSubstr("did you mean 'ar1'?"));
  EXPECT_THAT(kind, testing::Not(HasSubstr("means nothing")));
}

}  // namespace
}  // namespace detente
