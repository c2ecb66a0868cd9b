// The curves of Faratin, Sierra & Jennings 1998 at their known points, by the functions that stages call.

#include <gtest/gtest.h>

#include <cmath>

#include "sim/agents/tactics.h"
#include "tests/agents/text.h"
#include "tests/support/rooms.h"

namespace detente {
namespace {

// conceded() by "other" in `round` of ten, with beta and start as stated.
double share(const std::string& curve, double beta, double start, int round) {
  const Model model =
      model_of(two_issues, {"parties.other.tactic={ kind = \"time-dependent\", beta = " + std::to_string(beta) +
                            ", start = " + std::to_string(start) + ", curve = \"" + curve + "\" }"});
  State<double> state(model);
  detente::start(model, state, 1, 0, 1);
  const TacticModel& tactic = model.parties[0].tactic;
  EXPECT_EQ(model.parties[0].name, "other");
  return conceded(model.stages[0], tactic, draw_tactic(model, tactic, state, true), round);
}

TEST(Conceded, HasItsKnownValuesHalfWay) {
  const struct {
    const char* curve;
    double beta, expected;
  } cases[] = {{"poly", 0.2, 0.128125}, {"poly", 1, 0.55},    {"poly", 5, 0.883496},
               {"exp", 0.2, 0.134725},  {"exp", 1, 0.316228}, {"exp", 5, 0.930572}};
  for (const auto& [curve, beta, expected] : cases) EXPECT_NEAR(share(curve, beta, 0.1, 5), expected, 5e-7) << curve;
}

TEST(Conceded, BeginsAtItsStartAndEndsAtOne) {
  for (const char* curve : {"poly", "exp"})
    for (const double beta : {0.2, 1.0, 5.0}) {
      EXPECT_DOUBLE_EQ(share(curve, beta, 0.1, 0), 0.1) << curve << ' ' << beta;
      EXPECT_EQ(share(curve, beta, 0.1, 10), 1) << curve << ' ' << beta;
    }
}

TEST(Conceded, FollowsTheFormulaInEveryRound) {
  for (const double beta : {0.2, 0.7, 1.0, 3.0})
    for (int round = 1; round < 10; ++round) {
      const double t = round / 10.0;
      EXPECT_NEAR(share("poly", beta, 0.25, round), 0.25 + 0.75 * std::pow(t, 1 / beta), 1e-14);
      EXPECT_NEAR(share("exp", beta, 0.25, round), std::exp(std::pow(1 - t, beta) * std::log(0.25)), 1e-14);
    }
}

TEST(Conceded, NobodyTakesBackWhatItConceded) {
  for (const char* curve : {"poly", "exp"})
    for (const double beta : {0.01, 0.2, 1.0, 5.0, 100.0})
      for (int round = 0; round < 10; ++round)
        EXPECT_LE(share(curve, beta, 0.05, round), share(curve, beta, 0.05, round + 1)) << curve << ' ' << beta;
}

TEST(Aspiration, FallsFromNearOneToTheReservation) {
  const Model model = model_of(two_issues, {"parties.other.tactic={ kind = \"time-dependent\", start = 0.1 }"});
  const StageFrame& stage = model.stages[0];
  const TacticModel& tactic = model.parties[0].tactic;
  const DrawnTactic<double> drawn{1, 0.1};
  EXPECT_DOUBLE_EQ(aspiration(stage, tactic, drawn, 0.5, 0), 0.5 + 0.5 * 0.9);
  EXPECT_DOUBLE_EQ(aspiration(stage, tactic, drawn, 0.5, 5), 0.5 + 0.5 * 0.45);
  EXPECT_EQ(aspiration(stage, tactic, drawn, 0.5, 10), 0.5);
  EXPECT_EQ(aspiration(stage, tactic, drawn, 1.0, 5), 1.0);
}

// The same by playing: the aspiration that the engine holds in each round of talks that go on to the end.
TEST(Aspiration, IsWhatAPartyAsksForInTheRoom) {
  const Model model =
      model_of(two_issues, {"parties.other.tactic={ kind = \"time-dependent\", beta = 0.5, start = 0.2 }",
                            "parties.owner.reservation=1", "parties.single.reservation=1"});
  State<double> state(model);
  start(model, state, 1, 0, 1);
  const int row = model.stages[0].space().row_of[0];
  for (int round = 1; round <= 10; ++round) {
    step(model, state);
    const double t = round / 10.0, conceded = 0.2 + 0.8 * t * t;
    EXPECT_NEAR(work_of<single_text::Plan>(state).aspiration[row], 0.5 + 0.5 * (1 - conceded), 1e-14) << round;
  }
}

TEST(Aspiration, LanesAreTheScalarWhateverTheirBeta) {
  for (const char* curve : {"poly", "exp"}) {
    const Model model = model_of(
        two_issues, {std::string("parties.other.tactic={ kind = \"time-dependent\", beta = { uniform = [0.1, 9] }, "
                                 "start = { uniform = [0.05, 0.5] }, curve = \"") +
                     curve + "\" }"});
    const StageFrame& stage = model.stages[0];
    const TacticModel& tactic = model.parties[0].tactic;
    State<Pack<8>> batch(model);
    State<double> alone(model);
    start(model, batch, 1, 0, 8);
    const DrawnTactic<Pack<8>> drawn = draw_tactic(model, tactic, batch, batch.active);
    for (int l = 0; l < 8; ++l) {
      start(model, alone, 1, l, 1);
      const DrawnTactic<double> one = draw_tactic(model, tactic, alone, true);
      for (int round = 0; round <= 10; ++round)
        EXPECT_EQ(lane(aspiration(stage, tactic, drawn, Pack<8>(0.3), round), l),
                  aspiration(stage, tactic, one, 0.3, round));
    }
  }
}

}  // namespace
}  // namespace detente
