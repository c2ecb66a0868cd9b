// What the shipped scenarios must answer, and what their answers must not hang on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "sim/study/choices.h"
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

TEST(Shipped, ACopyOfAModelStandsAlone) {
  RunPlan plan;
  plan.trials = 1024;
  plan.threads = 1;
  for (const std::string& name : shipped_names()) {
    std::optional<Model> model(shipped(name));
    const std::string digest = simulate(*model, plan).digest;
    const Model copy = *model;
    for (PositionModel& position : model->positions) position = {};
    for (PartyModel& party : model->parties) party.preconditions.clear();
    model.reset();
    EXPECT_EQ(simulate(copy, plan).digest, digest) << name;
  }
}

TEST(Shipped, TwiceTheRoundsOfAnyStageLeaveTheLikeliestOutcome) {
  RunPlan plan;
  plan.trials = sample(4096);
  plan.threads = 1;
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    const int likeliest = simulate(model, plan).likeliest_outcome();
    for (const StageFrame& stage : model.stages) {
      const Model longer = shipped(name, {"stages." + stage.name + ".rounds=" + std::to_string(2 * stage.rounds)});
      EXPECT_EQ(simulate(longer, plan).likeliest_outcome(), likeliest) << name << ", " << stage.name;
    }
  }
}

// An asterisk marks what a scenario leaves to a default.
TEST(Shipped, NoDefaultMovesTheLikeliestOutcomeByMoreThanFivePoints) {
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    RunPlan plan;
    plan.trials = sample(32'768);
    const ChoiceEffects choices = measure_choices(model, simulate(model, plan), Leave(nullptr));
    EXPECT_FALSE(choices.effects.empty());
    for (const ChoiceEffect& effect : choices.effects) {
      if (effect.choice.who.find('*') == std::string::npos) continue;
      EXPECT_LT(effect.low, 0.05) << name << ": " << effect.choice.kind << ": " << effect.choice.who;
      EXPECT_GT(effect.high, -0.05) << name << ": " << effect.choice.kind << ": " << effect.choice.who;
    }
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
