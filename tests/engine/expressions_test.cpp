// Numbers of parties and issues that are expressions: one parameter may stand behind several.
#include <gtest/gtest.h>

#include <map>

#include "sim/agents/values.h"
#include "tests/support/play.h"

namespace detente {
namespace {

// x takes "yes", unless it is made not to; y is there to be invited, and away until then. `hard` is 0 or 1.
const char* const text = R"toml(
format = 1
name = "e"
parameters.hard = { choice = { "0" = 1, "1" = 1 } }
[variables.wish]
initial = 0
process = { kind = "random-walk", drift = 100, sd = 0, per = "month" }
[issues.a]
reversion = "no"
options = { no = 0, yes = 100 }
[parties.x]
role = "government"
influence = 50
positions.a = ["yes", 50]
[parties.y]
role = "government"
influence = 50
positions.a = ["yes", 50]
[parties.m]
role = "mediator"
influence = 10
positions.a = ["yes", 50]
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["a"]
[[stages]]
name = "convening"
protocol = "participation"
convenor = "m"
invited = ["y"]
issues = ["a"]
offer = { a = "no" }
[[outcomes]]
name = "yes"
when = "hard < 0.5 and agreed(talks)"
[[outcomes]]
name = "no"
when = "hard > 0.5 and not agreed(talks)"
[[outcomes]]
name = "otherwise"
when = "true"
[events]
"y came" = "attends(y)"
)toml";

// Trials that agree in spite of `hard`, or without it do not, of 256.
int surprises(const std::vector<std::string>& sets) {
  int count = 0, hard = 0;
  for_each_trial(model_of(text, sets), 1, 256, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    count += lane(state.outcome, l) == 2;
    hard += lane(state.outcome, l) == 1;
  });
  return hard > 64 && hard < 192 ? count : -1;
}

TEST(Expressions, StandForIdeals) {
  EXPECT_EQ(surprises({"parties.x.positions.a.ideal=if(hard > 0.5, 0, 100)"}), 0);
  EXPECT_EQ(surprises({"parties.x.positions.a.ideal=100 - 100 * hard"}), 0);
}

TEST(Expressions, StandForTheFirmnessOfLines) {
  EXPECT_EQ(surprises({"parties.x.positions.a.red-line={ at-most = 'no', firmness = 'hard' }"}), 0);
}

TEST(Expressions, StandForTrust) {
  EXPECT_EQ(
      surprises({"issues.a.controllers=['m']", "issues.a.trust=1 - hard", "parties.x.reservation=status-quo + 0.3"}),
      0);
}

TEST(Expressions, StandForTheFirmnessOfPreconditions) {
  const Model model = model_of(text, {"parties.y.preconditions={ p = { requires = 'false', firmness = 'hard' } }"});
  const int hard = model.slots.parameter(0);
  for_each_trial(model, 1, 256, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    EXPECT_EQ(is<Pack<8>>(state.events[0], l), lane(state.numbers[hard], l) == 0) << trial;
  });
}

TEST(Expressions, StandForTheWeightsOfAChoice) {
  EXPECT_EQ(surprises({"parties.x.positions.a.ideal={ choice = { no = 'hard', yes = '1 - hard' } }"}), 0);
  EXPECT_EQ(surprises({"parties.x.reservation={ choice = { '0' = '1 - hard', '0.5' = 0, '1' = 'hard' } }",
                       "parties.x.positions.a.ideal=75"}),
            0);
}

TEST(Expressions, WeighAChoiceAsNumbersDo) {
  const auto ideals = [](const std::string& set, bool clamped) {
    const Model model = model_of(text, {set});
    const Value& ideal = model.position(1, 0).ideal;
    std::map<double, int> times;
    for_each_trial(model, 1, 20'000, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
      State<Pack<8>>& trial = const_cast<State<Pack<8>>&>(state);
      ++times[lane(evaluate(model, ideal, trial, trial.active), l)];
      EXPECT_EQ(is<Pack<8>>(state.clamped, l), clamped);
    });
    return times;
  };
  const std::string address = "parties.x.positions.a.ideal=";
  std::map<double, int> weighed = ideals(address + "{ choice = { '10' = 1, '20' = '2 + 0 * hard', '30' = 1 } }", false);
  ASSERT_EQ(weighed.size(), 3U);
  EXPECT_EQ(weighed, ideals(address + "{ choice = { '10' = 1, '20' = 2, '30' = 1 } }", false));
  // 3 standard errors
  EXPECT_NEAR(weighed[20], 10'000, 3 * std::sqrt(20'000 * 0.25));
  weighed = ideals(address + "{ choice = { '10' = '-1 - hard', '20' = '2 + hard', '30' = 0 } }", true);
  EXPECT_EQ(weighed, (std::map<double, int>{{20, 20'000}}));
  weighed = ideals(address + "{ choice = { '10' = '0 * hard', '20' = 0 } }", true);
  EXPECT_EQ(weighed, (std::map<double, int>{{10, 20'000}}));
}

TEST(Expressions, OfIdealsAreReadAgainWhereTheyMove) {
  const auto agreed = [](const std::string& rounds) {
    const Model model =
        model_of(text, {"parties.x.positions.a.ideal=wish", "stages.talks.rounds=" + rounds, "parameters.hard=0"});
    State<double> state(model);
    play(model, state, 1, 0, 1);
    return state.flags[model.slots.agreed(0)];
  };
  EXPECT_FALSE(agreed("1"));
  EXPECT_TRUE(agreed("2"));
}

TEST(Expressions, BeyondTheScaleAreCutAndCounted) {
  const Model model = model_of(text, {"parties.x.positions.a.ideal=150 * hard"});
  for_each_trial(model, 1, 64, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    EXPECT_EQ(is<Pack<8>>(state.clamped, l), lane(state.numbers[model.slots.parameter(0)], l) == 1);
  });
}

}  // namespace
}  // namespace detente
