// What the shipped scenarios must answer, and what their answers must not hang on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/study/simulate.h"
#include "tests/support/play.h"

namespace detente {
namespace {

std::vector<double> attendance(const std::vector<std::string>& sets, std::uint64_t trials) {
  const Model model = shipped("doha-2-2024", sets);
  const auto& parties = model.symbols.parties;
  const int taliban = static_cast<int>(std::find(parties.begin(), parties.end(), "taliban") - parties.begin());
  std::vector<double> came;
  for_each_trial(model, 1, trials, [&](const auto& state, int l, std::uint64_t) {
    came.push_back(is<Pack<8>>(state.flags[model.slots.attends(taliban)], l));
  });
  return came;
}

TEST(DohaII, TheNrfsInvitationLowersAttendanceAndBetterOffersDoNot) {
  constexpr std::uint64_t trials = sample(100'000);
  const std::vector<double> base = attendance({}, trials);
  const auto change = [&](const std::string& set) {
    const std::vector<double> other = attendance({set}, trials);
    Paired paired;
    for (std::uint64_t trial = 0; trial < trials; ++trial) paired.add(other[trial] - base[trial]);
    return paired;
  };
  const Paired invited = change("stages.convening.invited+=nrf");
  EXPECT_LT(invited.mean(), -3 * invited.error());
  for (const std::string offer :
       {"stages.convening.offer.agenda=not raised", "stages.convening.offer.standing=only Afghans at the table"}) {
    const Paired better = change(offer);
    EXPECT_GE(better.mean(), -3 * better.error()) << offer;
  }
}

double share(const Model& model, int outcome, std::uint64_t trials) {
  RunPlan plan;
  plan.trials = trials;
  plan.threads = 1;
  const Result result = simulate(model, plan);
  return static_cast<double>(result.count(result.layout.outcomes + outcome)) / static_cast<double>(result.valid());
}

TEST(Shipped, TwiceTheRoundsOfAnyStageLeaveTheLikeliestOutcome) {
  RunPlan plan;
  plan.trials = sample(4096);
  plan.threads = 1;
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    const int likeliest = simulate(model, plan).likeliest_outcome();
    for (const StageModel& stage : model.stages) {
      const Model longer = shipped(name, {"stages." + stage.name + ".rounds=" + std::to_string(2 * stage.rounds)});
      EXPECT_EQ(simulate(longer, plan).likeliest_outcome(), likeliest) << name << ", " << stage.name;
    }
  }
}

// Other values for every default in force, all of a kind at once.
std::map<std::string, std::vector<std::string>> alternatives(const Model& model) {
  std::map<std::string, std::vector<std::string>> sets;
  const Scenario& scenario = model.scenario;
  for (const Stage& stage : scenario.stages)
    for (const int invited : stage.invited)
      if (scenario.parties[invited].stay_out.defaulted)
        sets["stay-out"].push_back("parties." + scenario.parties[invited].name + ".stay-out=status-quo");
  for (const Party& party : scenario.parties) {
    if (party.tactic.defaulted)
      for (const std::string beta : {"0.3", "3"})
        sets["beta " + beta].push_back("parties." + party.name + ".tactic={ kind = \"time-dependent\", beta = " + beta +
                                       " }");
    if (party.reservation.defaulted)
      sets["reservation"].push_back("parties." + party.name + ".reservation=status-quo + 0.05");
    for (const Position& position : party.positions)
      if (position.red_line && position.red_line->firmness.defaulted)
        sets["firmness"].push_back("parties." + party.name + ".positions." + scenario.issues[position.issue].name +
                                   ".red-line.firmness=0.7");
  }
  for (const Issue& issue : scenario.issues)
    if (!issue.controllers.empty() && issue.trust.defaulted)
      sets["trust"].push_back("issues." + issue.name + ".trust=0.5");
  return sets;
}

TEST(Shipped, NoDefaultMovesTheLikeliestOutcomeByMoreThanFivePoints) {
  constexpr std::uint64_t trials = sample(8192);
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    RunPlan plan;
    plan.trials = trials;
    plan.threads = 1;
    const int likeliest = simulate(model, plan).likeliest_outcome();
    const double before = share(model, likeliest, trials);
    const double error = std::sqrt(0.25 / trials);  // standard error of a share, at most
    for (const auto& [what, sets] : alternatives(model))
      EXPECT_NEAR(share(shipped(name, sets), likeliest, trials), before, 0.05 + 3 * error) << name << ": " << what;
  }
}

TEST(Shipped, ScenariosLoadWithoutWarnings) {
  for (const std::string& name : shipped_names())
    EXPECT_THAT(shipped(name).scenario.warnings, testing::IsEmpty()) << name;
}

TEST(Shipped, TheTutorialHasAtMostFortyLines) {
  FILE* file = std::fopen(DETENTE_SOURCE_DIR "/scenarios/first-steps.toml", "r");
  ASSERT_NE(file, nullptr);
  int lines = 0;
  for (int letter = std::fgetc(file); letter != EOF; letter = std::fgetc(file)) lines += letter == '\n';
  std::fclose(file);
  EXPECT_LE(lines, 40);
}

}  // namespace
}  // namespace detente
