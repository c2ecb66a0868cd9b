// Draws have addresses, and order never matters.

#include <gtest/gtest.h>

#include <bit>
#include <map>

#include "sim/study/simulate.h"
#include "tests/support/file_text.h"
#include "tests/support/play.h"

namespace detente {
namespace {

std::string text_of(const std::string& name) { return file_text(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml"); }

std::string digest_of(const std::string& text) {
  RunPlan plan;
  plan.trials = sample(8192);
  plan.threads = 1;
  return simulate(model_of(text), plan).digest;
}

// Every input's and chance's draw in trial 5, by address.
std::map<std::string, std::uint64_t> draws_of(const Model& model) {
  State<double> state(model);
  start(model, state, 1, 5, 1);
  std::map<std::string, std::uint64_t> draws;
  for (std::size_t input = 0; input < model.inputs.size(); ++input)
    draws[model.inputs[input].address] = std::bit_cast<std::uint64_t>(state.inputs[input]);
  for (std::size_t chance = 0; chance < model.chances.size(); ++chance)
    draws[model.chances[chance] + " (chance)"] = std::bit_cast<std::uint64_t>(state.chances[chance]);
  return draws;
}

TEST(Addresses, APartyNobodyInvitesLeavesEveryDrawAndTheWholeResult) {
  const std::string text = text_of("doha-2-2024");
  const std::string more = text +
                           "[parties.aaa-observers]\nrole = \"observer\"\nvoice = \"none\"\ninfluence = { pert = [1, "
                           "5, 9] }\npositions.agenda = [20, 60]\n";
  const Model before = model_of(text), after = model_of(more);
  EXPECT_EQ(draws_of(before), draws_of(after));
  TrialOutcomes outcomes;
  const Block whole = play_block(before, make_layout(before), 1, 0, block_trials, 8, outcomes);
  const Block again = play_block(after, make_layout(after), 1, 0, block_trials, 8, outcomes);
  EXPECT_EQ(again.counts, whole.counts);
  EXPECT_EQ(again.sums, whole.sums);
}

TEST(Addresses, AnInvitedPartyLeavesAllOtherDraws) {
  const auto before = draws_of(shipped("doha-2-2024"));
  const auto after = draws_of(shipped("doha-2-2024", {"stages.convening.invited+=nrf"}));
  EXPECT_GT(after.size(), before.size());
  for (const auto& [address, value] : before) EXPECT_EQ(after.at(address), value) << address;
}

TEST(Order, MovingTablesInTheFileChangesNothing) {
  for (const std::string& name : {std::string("doha-1-2023"), std::string("doha-2-2024")}) {
    const std::string text = text_of(name);
    // All parties, from the first to the parameters or stages behind the last, moved to the end of the file.
    const std::size_t begin = text.find("\n[parties."), end = text.find("\n[[stages]]");
    ASSERT_LT(begin, end);
    const std::string moved = text.substr(0, begin) + text.substr(end) + text.substr(begin, end - begin);
    EXPECT_EQ(digest_of(moved), digest_of(text)) << name;
  }
}

TEST(Order, ALabelChangesNothing) {
  const std::string text = text_of("doha-2-2024");
  std::string relabelled = text;
  for (std::size_t at = relabelled.find("label = \""); at != std::string::npos;
       at = relabelled.find("label = \"", at + 10))
    relabelled.insert(at + 9, "x ");
  EXPECT_NE(relabelled, text);
  EXPECT_EQ(digest_of(relabelled), digest_of(text));
}

TEST(Scales, APlainNumberSpreadsAndALabelDoesNot) {
  const Model model = shipped("doha-2-2024");
  const auto draws = draws_of(model);
  EXPECT_TRUE(draws.contains("parties.china.positions.contact-group.ideal"));
  EXPECT_FALSE(draws.contains("parties.iran.positions.contact-group.ideal")) << "given as a label";
}

}  // namespace
}  // namespace detente
