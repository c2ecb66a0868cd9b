// A wait: time passes after every round, and nothing else happens.

#include <gtest/gtest.h>

#include "sim/engine/replay.h"
#include "sim/study/baseline.h"
#include "tests/protocols/moving_games.h"
#include "tests/protocols/text_games.h"
#include "tests/support/property_kit.h"

namespace detente {
namespace {

std::string waiting(int rounds, const std::string& more = "") {
  return fmt::format(R"(
format = 1
name = "waiting"
issues.aid = {{ reversion = "none", options = {{ "none" = 0, "all" = 100 }} }}
[parties.giver]
role = "donor"
influence = 50
positions.aid = ["none", 50]
[parties.taker]
role = "government"
influence = 50
positions.aid = ["all", 50]
[parties.chair]
role = "mediator"
influence = 10
[variables.debt]
initial = 10
process = {{ kind = "random-walk", drift = 2, sd = 0, per = "month" }}
[[stages]]
name = "winter"
protocol = "wait"
rounds = {}
{}
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "chair"
issues = ["aid"]
[[outcomes]]
name = "all"
when = "true"
)",
                     rounds, more);
}

double debt_after(const Model& model) {
  State<double> state(model);
  play(model, state, 1, 0, 1);
  return state.numbers[model.slots.variable(0)];
}

TEST(Wait, LastsAsLongAsItsRounds) {
  for (const int rounds : {1, 2, 7}) {
    EXPECT_NEAR(debt_after(model_of(waiting(rounds))), 10 + 2 * rounds + 2, 1e-9)
        << "the last round ticks, too, and so do the talks";
    EXPECT_NEAR(debt_after(model_of(waiting(rounds, "round-length = \"2 months\""))), 10 + 4 * rounds + 2, 1e-9);
  }
}

TEST(Wait, IsSkippedWhereWhatItRequiresDoesNotHold) {
  EXPECT_EQ(debt_after(model_of(waiting(5, "requires = \"debt > 10\""))), 12);
}

TEST(Wait, IsHeldAndSettlesNothing) {
  const Model model = model_of(waiting(3));
  for_each_trial(model, 1, 16, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    const StageEnd<Pack<8>>& end = state.end_of(0);
    EXPECT_TRUE(is<Pack<8>>(end.held, l));
    EXPECT_FALSE(is<Pack<8>>(end.agreed, l));
    EXPECT_EQ(lane(end.rounds, l), 3);
  });
}

TEST(Wait, TellsWhatStrikesInEachOfItsRounds) {
  const std::string shock = "[[shocks]]\nname = \"flood\"\nper = \"month\"\nchance = 1\nadd = { debt = 5 }\n";
  std::string text = waiting(2);
  text.insert(text.find("[[stages]]"), shock);
  const Story story = replay(model_of(text), 1, 0);
  ASSERT_EQ(story.stages[0].rounds.size(), 2);
  for (const RoundTold& round : story.stages[0].rounds) EXPECT_EQ(round.struck, std::vector<int>{0});
  EXPECT_EQ(story.stages[0].rounds[1].variables[0], 17);
}

TEST(Wait, IsWhatNobodyHasToMoveFor) {
  std::string text = waiting(4);
  text += "[events]\n\"a winter of four\" = \"held(winter) and rounds-used(winter) = 4\"\n";
  EXPECT_EQ(status_quo(model_of(text)).events[0], true);
}

TEST(Properties, WaitBeforeTalks) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::string text = moving(random_text_game(seed, 3), seed);
    text.insert(text.find("[[stages]]"),
                fmt::format("[[stages]]\nname = \"winter\"\nprotocol = \"wait\"\nrounds = {}\n", 1 + seed % 4));
    check_properties(model_of(text), 128);
  }
}

}  // namespace
}  // namespace detente
