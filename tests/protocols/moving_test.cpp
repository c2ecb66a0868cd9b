// Numbers of a party that follow a variable or the number of the round are read in each round, as the others are not.

#include <gtest/gtest.h>

#include "tests/support/play.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

// One issue on which north gives and south takes; `time` is the number of months gone by.
constexpr char bargain[] = R"toml(
format = 1
name = "bargain"
source = "test"
confidence = "low"
issues.price = { reversion = "low", options = { "low" = 0, "middle" = 50, "high" = 100 } }
issues.fame = { reversion = "none", options = { "none" = 0, "some" = 100 } }
[variables.time]
initial = 0
process = { kind = "random-walk", drift = 1, sd = 0, per = "month" }
[parties.north]
role = "envoy"
influence = 40
reservation = 0.4
tactic = { kind = "time-dependent", beta = 1000 }
positions.price = ["low", 50]
[parties.south]
role = "envoy"
influence = 40
reservation = 0.4
tactic = { kind = "time-dependent", beta = 1000 }
positions.price = ["high", 50]
positions.fame = ["some", 10]
[parties.un]
role = "mediator"
influence = 10
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "un"
issues = ["price"]
rounds = 10
[[outcomes]]
name = "any"
when = "true"
)toml";

double rounds_of(const std::vector<std::string>& sets, const std::string& text = bargain) {
  const Model model = model_of(text, sets);
  State<double> state(model);
  play(model, state, 1, 0, 1);
  EXPECT_FALSE(state.failed);
  return state.end_of(0).agreed ? state.end_of(0).rounds : -1;
}

TEST(Moving, AReservationFollowsAVariable) {
  EXPECT_EQ(rounds_of({}), 1);
  EXPECT_EQ(rounds_of({"parties.south.reservation=0.95 - time / 10"}), 6) << "0.45 in the sixth round, against 0.5";
  EXPECT_EQ(rounds_of({"parties.south.reservation=0.95 - time / 10", "stages.talks.round-length=2 months"}), 4);
  EXPECT_EQ(rounds_of({"parties.south.reservation=0.95"}), -1);
}

TEST(Moving, AReservationReadsTheNumberOfTheRound) {
  EXPECT_EQ(rounds_of({"parties.south.reservation=0.95 - round / 10"}), 5);
  EXPECT_EQ(rounds_of({"parties.south.reservation=0.55 - round / 10"}), 1);
}

TEST(Moving, TheMediatorSearchesAnew) {
  const Model model = model_of(bargain, {"parties.south.reservation=0.95 - time / 10", "stages.talks.rounds=5"});
  State<double> state(model);
  play(model, state, 1, 0, 1);
  EXPECT_FALSE(state.end_of(0).agreed);
  EXPECT_DOUBLE_EQ(state.end_of(0).threshold[1], 0.55) << "of the last round";
  EXPECT_DOUBLE_EQ(state.numbers[model.slots.reservation(1)], 0.55);
  EXPECT_EQ(record_of<single_text::Plan>(state).zone, 0);
  // However drafts are looked for.
  EXPECT_EQ(rounds_of({"stages.talks.aims-at=aspirations", "parties.south.reservation=0.95 - time / 10"}), 6);
  EXPECT_EQ(rounds_of({"stages.talks.changes=1", "parties.south.reservation=0.95 - time / 10"}), 6);
}

TEST(Moving, AnInfluenceFollowsAVariable) {
  const std::vector<std::string> sets{"stages.talks.decision={ rule = 'weighted-majority', share = 0.6 }",
                                      "parties.south.reservation=0.95", "parties.north.influence=40 + 10 * time"};
  EXPECT_EQ(rounds_of(sets), 4) << "70 of 110 in the fourth round, 60 of 100 in the third";
}

TEST(Moving, ASalienceFollowsAVariable) {
  const std::vector<std::string> sets{"stages.talks.issues=[\"fame\", \"price\"]", "parties.south.reservation=0.8",
                                      "parties.north.reservation=1", "parties.south.positions.fame.salience=30 * time"};
  // Fame alone costs north nothing: s / (50 + s) >= 0.8 from s = 200.
  EXPECT_EQ(rounds_of(sets), -1) << "100 is the most";
  std::vector<std::string> less = sets;
  less[1] = "parties.south.reservation=0.6";
  EXPECT_EQ(rounds_of(less), 4) << "90 / 140 in the fourth round, 60 / 110 in the third";
}

TEST(Moving, TheStatusQuoFollowsTheSaliences) {
  // What nothing agreed is worth to south falls as fame, which it has not got, gains weight.
  const std::vector<std::string> sets{"issues.price.reversion=high",
                                      "stages.talks.issues=[\"fame\", \"price\"]",
                                      "parties.north.reservation=0.4",
                                      "parties.south.positions.fame.salience=10 * time",
                                      "parties.un.positions.fame=['none', 100]",
                                      "parties.un.positions.fame.red-line.at-most=none",
                                      "parties.south.reservation=status-quo - 0.4"};
  // The text is "middle" without fame: worth 25 / (50 + s) to south, against 50 / (50 + s) - 0.4, so from s = 12.5.
  EXPECT_EQ(rounds_of(sets), 3);
}

TEST(Moving, AConvenorsReservationFollowsAVariable) {
  const std::string text =
      std::string(bargain).replace(std::string(bargain).find("[[stages]]"), std::string::npos, R"toml(
[parties.host]
role = "convenor"
influence = 10
reservation = "0.95 - time / 10"
tactic = { kind = "time-dependent", beta = 1000 }
positions.price = ["low", 50]
[[stages]]
name = "invitation"
protocol = "participation"
convenor = "host"
invited = ["south"]
wanted = ["south"]
issues = ["price"]
offer = { price = "low" }
rounds = 10
[[outcomes]]
name = "any"
when = "true"
)toml");
  EXPECT_EQ(rounds_of({"parties.south.stay-out=0.5"}, text), 6) << "its 0.5 is worth 0.45 to the host from the sixth";
  EXPECT_EQ(rounds_of({"parties.south.stay-out=0.5", "parties.host.reservation=0.95 - round / 10"}, text), 5);
  EXPECT_EQ(rounds_of({"parties.south.stay-out=0.95 - time / 10", "parties.host.reservation=0.4"}, text), 6);
}

}  // namespace
}  // namespace detente
