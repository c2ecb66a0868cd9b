// What hangs on fixed choices: the same trials again with one of them otherwise.

#include "sim/study/choices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/study/simulate.h"
#include "tests/support/play.h"

namespace detente {
namespace {

// East signs whatever is no worse; west needs a number drawn; a line of east's forbids what west would sign most often.
constexpr char two[] = R"toml(
format = 1
name = "two"
source = "test"
confidence = "low"
issues.aid = { reversion = "none", options = { "none" = 0, "some" = 50, "all" = 100 } }
[parties.east]
role = "government"
influence = 50
positions.aid = { ideal = 60, salience = 50, red-line = { at-most = "some" } }
[parties.west]
role = "donor"
influence = 50
reservation = { uniform = [0, 1] }
positions.aid = [100, 50]
[parties.m]
role = "mediator"
influence = 10
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["aid"]
rounds = 3
decision = { rule = "consensus" }
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
)toml";

ChoiceEffects effects_of(const std::string& text, std::uint64_t trials = 32'768, int threads = 2) {
  const Model model = model_of(text);
  RunPlan plan;
  plan.trials = trials;
  plan.threads = threads;
  return measure_choices(model, simulate(model, plan), Leave(nullptr));
}

const ChoiceEffect& effect(const ChoiceEffects& effects, const std::string& kind) {
  for (const ChoiceEffect& one : effects.effects)
    if (one.choice.kind == kind) return one;
  ADD_FAILURE() << kind << " is not among the choices";
  return effects.effects.front();
}

TEST(Choices, AreNamedWithWhatIsSoByDefaultMarked) {
  std::vector<std::string> lines;
  for (const FixedChoice& choice : fixed_choices(model_of(two)))
    lines.push_back(choice.kind + ": " + choice.who + " / " + choice.otherwise);
  EXPECT_THAT(lines,
              testing::ElementsAre("signs what is no worse than no agreement (reservation): east* / status-quo + 0.05",
                                   "concedes evenly (tactic, beta 1): east*, west* / beta 0.3",
                                   "concedes evenly (tactic, beta 1): east*, west* / beta 3",
                                   "red line certainly meant: east on aid* / no line",
                                   "moves in a round (changes): talks* any number / 1",
                                   "drafts aim at (aims-at): talks* reservations / aspirations",
                                   "decision rule: talks consensus / consensus minus 1"));
}

// West signs "some" where its reservation is below .5 and "all" always; east signs "all" (worth .6 against .4).
TEST(Choices, WithoutTheLineEveryTrialEndsInADeal) {
  const ChoiceEffects effects = effects_of(two);
  EXPECT_EQ(effects.trials, 1024U);
  int deals = 0;
  for_each_trial(model_of(two), 1, 1024,
                 [&](const State<Pack<8>>& state, int l, std::uint64_t) { deals += lane(state.outcome, l) == 0; });
  const RunPlan plan{.trials = 32'768};
  const bool deal_is_likeliest = simulate(model_of(two), plan).likeliest_outcome() == 0;
  const ChoiceEffect& line = effect(effects, "red line certainly meant");
  const double gained = 1 - deals / 1024.0;
  EXPECT_DOUBLE_EQ(line.change, deal_is_likeliest ? gained : -gained);
  EXPECT_LT(line.low, line.change);
  EXPECT_GT(line.high, line.change);
  EXPECT_NEAR(std::abs(line.change), 0.5, 4 * 0.5 / 32) << "4 standard errors";
}

// Agresti & Min 2005: with nothing changed in n trials the interval is +- z sqrt(1/(n+2)) / sqrt(n+2).
TEST(Choices, NoChangeHasAnIntervalToo) {
  const ChoiceEffects effects = effects_of(two);
  const ChoiceEffect& changes = effect(effects, "moves in a round (changes)");
  EXPECT_EQ(changes.change, 0);
  EXPECT_NEAR(changes.high, 1.959964 / 1026, 1e-8);
  EXPECT_NEAR(changes.low, -1.959964 / 1026, 1e-8);
}

TEST(Choices, ThreadsChangeNothing) {
  constexpr std::uint64_t trials = sample(300'000);
  const ChoiceEffects one = effects_of(two, trials, 1), three = effects_of(two, trials, 3);
  EXPECT_EQ(one.trials, trials_for_choices(trials));
  ASSERT_EQ(one.effects.size(), three.effects.size());
  for (std::size_t i = 0; i < one.effects.size(); ++i) {
    EXPECT_EQ(one.effects[i].change, three.effects[i].change);
    EXPECT_EQ(one.effects[i].low, three.effects[i].low);
  }
}

TEST(Choices, AreMeasuredInProportionToTheRun) {
  for (const auto& [trials, measured] : {std::pair(127, 0),
                                         {128, 128},
                                         {4096, 128},
                                         {20'000, 625},
                                         {32'768, 1024},
                                         {262'143, 1024},
                                         {262'144, 2048},
                                         {10'000'000, 16 * 1024}})
    EXPECT_EQ(trials_for_choices(trials), measured) << trials;
  EXPECT_TRUE(effects_of(two, 127).effects.empty());
  EXPECT_EQ(effects_of(two, 128).trials, 128U);
}

TEST(Choices, ARunCutShortIsNotKeptWaiting) {
  const Model model = model_of(two);
  const std::atomic<bool> stop = true;
  RunPlan plan;
  plan.stop = &stop;
  EXPECT_TRUE(measure_choices(model, simulate(model, plan), Leave(nullptr)).effects.empty());
}

TEST(Choices, ThoseWhoHaveWaitedLongWaitNoLonger) {
  const Model model = model_of(two);
  const Result result = simulate(model, {});
  const std::atomic<bool> stop = true;
  const Leave leave(&stop);
  while (!leave.impatient()) continue;
  const ChoiceEffects choices = measure_choices(model, result, leave);
  EXPECT_TRUE(choices.left);
  EXPECT_TRUE(choices.effects.empty());
}

}  // namespace
}  // namespace detente
