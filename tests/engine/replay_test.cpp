// A trial replayed alone is the trial of the batch.

#include <gtest/gtest.h>

#include "tests/support/property_kit.h"

namespace detente {
namespace {

TEST(Replay, AgreesWithTheBatchRecordOfEveryTrial) {
  for (const std::string& name : shipped_names()) {
    const Model model = shipped(name);
    State<double> alone(model);
    for_each_trial(model, 1, sample(1000), [&](const State<Pack<8>>& batch, int l, std::uint64_t trial) {
      play(model, alone, 1, trial, 1);
      expect_same_trial(model, batch, l, alone, 0);
    });
  }
}

TEST(Replay, SteppingRoundByRoundIsPlaying) {
  const Model model = shipped("doha-2-2024");
  State<double> stepped(model), played(model);
  play(model, played, 1, 17, 1);
  start(model, stepped, 1, 17, 1);
  int steps = 0;
  while (!stepped.finished) {
    step(model, stepped);
    ++steps;
  }
  EXPECT_EQ(steps, stepped.end_of(0).rounds + stepped.end_of(1).rounds + 1)
      << "one a round, and one to read the outcome";
  expect_same_trial(model, played, 0, stepped, 0);
}

TEST(Replay, AStateIsAsNewAfterEachTrial) {
  const Model model = shipped("doha-3-2024");
  State<double> used(model), fresh(model);
  for (std::uint64_t trial = 0; trial < 50; ++trial) play(model, used, 1, trial, 1);
  play(model, used, 1, 50, 1);
  play(model, fresh, 1, 50, 1);
  expect_same_trial(model, used, 0, fresh, 0);
}

}  // namespace
}  // namespace detente
