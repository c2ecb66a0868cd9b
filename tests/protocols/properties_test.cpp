// Every protocol's scenarios keep the properties of tests/support/property_kit.h.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/protocols/convening_games.h"
#include "tests/protocols/moving_games.h"
#include "tests/protocols/text_games.h"
#include "tests/support/property_kit.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

TEST(Properties, Participation) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const ConveningGame game = varied_convening_game(seed);
    check_properties(model_of(game.text(game.rounds, seed % 2 == 0)), 128);
    check_properties(model_of(game.two_stages()), 128);
  }
}

TEST(Properties, SingleText) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) check_properties(model_of(random_text_game(seed, 4)), 128);
}

// Trials of one pack end the stage in different rounds: what moves on in one must leave the others alone.
TEST(Properties, NumbersThatMove) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    check_properties(model_of(moving(random_text_game(seed, 3), seed)), 128);
    check_properties(model_of(moving(varied_convening_game(seed).two_stages(), seed)), 128);
  }
}

// A precondition that also asks for somebody who never comes hangs on more than the terms: the convenor then walks
// through the packages in every round instead of keeping a ledger.
TEST(Properties, LedgerOffersWhatTheWalkFinds) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const ConveningGame game = varied_convening_game(seed);
    std::string text = game.text(game.rounds, seed % 2 == 0);
    if (seed % 3 != 0) text.insert(text.find("rounds = "), fmt::format("changes = {}\n", seed % 3));
    text +=
        "[parties.ghost]\nrole = \"envoy\"\nvoice = \"none\"\ninfluence = 1\npositions.i0 = [0, 1]\n"
        "[parties.g0.preconditions.z]\nrequires = \"i0 >= 0\"\n";
    std::string walked = text;
    for (std::size_t at = 0; (at = walked.find("requires = \"i", at)) != std::string::npos; ++at)
      walked.insert(walked.find('"', at + 13), " or attends(ghost)");
    const Model with_ledger = model_of(text), with_walk = model_of(walked);
    ASSERT_EQ(plan_of<participation::Plan>(with_ledger).keeps_ledger, !game.wanted.empty());
    ASSERT_FALSE(plan_of<participation::Plan>(with_walk).keeps_ledger);
    RunPlan plan;
    plan.trials = 512;
    plan.threads = 1;
    const Result ledger = simulate(with_ledger, plan), walk = simulate(with_walk, plan);
    EXPECT_EQ(ledger.total.counts, walk.total.counts) << text;
    EXPECT_EQ(ledger.total.sums, walk.total.sums) << text;
  }
}

TEST(Properties, ShippedScenarios) {
  for (const std::string& name : shipped_names()) check_properties(shipped(name));
}

}  // namespace
}  // namespace detente
