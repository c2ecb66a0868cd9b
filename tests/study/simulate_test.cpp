// The same bits however the work is shared out.
#include "sim/study/simulate.h"

#include <gtest/gtest.h>

#include "sim/study/player.h"
#include "sim/study/stretch.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/same_result.h"

namespace detente {
namespace {

const Model& example() {
  static const Model model = model_of(example_text);
  return model;
}

// Three blocks and a part of a fourth.
constexpr std::uint64_t uneven = 3 * block_trials + 77;

RunPlan plan_of(std::uint64_t trials, int threads = 1, int lanes = 8) {
  return {.trials = trials, .seed = 5, .threads = threads, .lanes = lanes, .stop = nullptr, .progress = {}};
}

TEST(Simulate, ThreadsDoNotShowInTheResult) {
  const Result one = simulate(example(), plan_of(uneven));
  for (const int threads : {2, 3, 8}) expect_same(simulate(example(), plan_of(uneven, threads)), one);
}

TEST(Simulate, LanesDoNotShowInTheResult) {
  const Result eight = simulate(example(), plan_of(uneven));
  for (const int lanes : {1, 4, 16}) expect_same(simulate(example(), plan_of(uneven, 2, lanes)), eight);
}

// Far more blocks than a thread may be ahead of the merge.
TEST(Simulate, ManyBlocksOnManyThreadsAreMergedInOrder) {
  constexpr std::uint64_t trials = sample(150 * block_trials) + 1;
  expect_same(simulate(example(), plan_of(trials, 8)), simulate(example(), plan_of(trials)));
}

// Beside the lively ones, one of any size, which fails some trials.
TEST(Simulate, NeitherShowsInVariables) {
  const Model model = model_of((std::string(lively_text) + R"toml(
[variables.wild]
initial = { choice = { "-1.7e308" = 1, "-3" = 2, "0" = 1, "5e-324" = 1, "1" = 2, "6.4e38" = 2 } }
process = { kind = "random-walk", drift = { choice = { "0" = 9, "-1e307" = 1 } }, sd = 1, per = "week" }
)toml")
                                   .c_str());
  const Result one = simulate(model, plan_of(uneven));
  EXPECT_GT(one.count(one.layout.failed), 0U);
  EXPECT_GT(one.valid(), uneven / 2);
  EXPECT_FALSE(one.total.sparse.empty());
  for (const int threads : {1, 2, 8})
    for (const int lanes : {1, 4, 16}) expect_same(simulate(model, plan_of(uneven, threads, lanes)), one);
}

TEST(Simulate, NothingNeedBeUncertain) {
  const Model model = compile(load_scenario(DETENTE_SOURCE_DIR "/tests/scenario/good/harbour.toml"));
  const Result result = simulate(model, plan_of(100));
  EXPECT_EQ(result.trial_outcomes.size(), 100U);
  EXPECT_EQ(result.outcome_counts()[result.likeliest_outcome()], 100U);
}

TEST(Simulate, NoThreadsMeansAllThatThereAre) {
  expect_same(simulate(example(), plan_of(uneven, 0)), simulate(example(), plan_of(uneven)));
}

TEST(Simulate, SeedsAndTrialsMakeAnotherResult) {
  const Result result = simulate(example(), plan_of(uneven));
  RunPlan other = plan_of(uneven);
  other.seed = 6;
  EXPECT_NE(simulate(example(), other).digest, result.digest);
  EXPECT_NE(simulate(example(), other).total.sums, result.total.sums);
  EXPECT_NE(simulate(example(), plan_of(uneven + 1)).digest, result.digest);
}

// Blocks played one by one, in any order, and added in theirs: what shards do.
TEST(Simulate, PartsMergedAreTheWhole) {
  const Result whole = simulate(example(), plan_of(uneven));
  std::vector<Block> blocks(4);
  std::vector<TrialOutcomes> outcomes(4);
  for (const std::uint64_t index : {2, 0, 3, 1}) {
    const std::uint64_t first = index * block_trials;
    blocks[index] = play_block(example(), whole.layout, 5, first, std::min<std::uint64_t>(block_trials, uneven - first),
                               4, outcomes[index]);
    EXPECT_EQ(blocks[index].index, index);
  }
  Block total = blocks[0];
  for (std::size_t block = 1; block < blocks.size(); ++block) merge(total, blocks[block]);
  EXPECT_EQ(total.counts, whole.total.counts);
  EXPECT_EQ(total.sums, whole.total.sums);
  for (std::size_t block = 1; block < blocks.size(); ++block) merge(outcomes[0], outcomes[block]);
  EXPECT_EQ(outcomes[0], whole.trial_outcomes);
  Collector collector;
  for (const Block& block : blocks) collector.add(block, total);
  EXPECT_EQ(collector.finish(total, example().canonical, 5, uneven), whole.digest);
}

TEST(Simulate, AnyNumberOfTrialsIsPlayedToTheLast) {
  for (const std::uint64_t trials : {1, 7, 8, 9, 1023, 1024, 1025}) {
    const Result result = simulate(example(), plan_of(trials, 2));
    EXPECT_EQ(result.trials, trials);
    EXPECT_EQ(result.valid(), trials);
    EXPECT_FALSE(result.stopped());
    std::uint64_t decided = 0;
    for (const std::uint64_t count : result.outcome_counts()) decided += count;
    EXPECT_EQ(decided, trials);
  }
}

TEST(Simulate, AShorterRunIsTheBeginningOfALongerOne) {
  const Result shorter = simulate(example(), plan_of(1000)), longer = simulate(example(), plan_of(1001));
  for (int i = 0; i < shorter.layout.count_size; ++i) {
    EXPECT_LE(shorter.count(i), longer.count(i));
    // A number out of range may be counted once for each that is read; everything else at most once a trial.
    EXPECT_LE(longer.count(i), shorter.count(i) + 1);
  }
}

TEST(Simulate, ProgressIsReportedAfterEveryBlockInOrder) {
  for (const int threads : {1, 3}) {
    std::vector<std::uint64_t> reports;
    RunPlan plan = plan_of(uneven, threads);
    plan.progress = [&](std::uint64_t done) { reports.push_back(done); };
    simulate(example(), plan);
    EXPECT_EQ(reports, (std::vector<std::uint64_t>{1024, 2048, 3072, uneven}));
  }
}

TEST(Stop, LeavesWholeBlocksFromTheFirst) {
  for (const int threads : {1, 2, 8}) {
    std::atomic<bool> stop = false;
    RunPlan plan = plan_of(200 * block_trials + 5, threads);
    plan.stop = &stop;
    plan.progress = [&](std::uint64_t done) { stop = done >= 4 * block_trials; };
    const Result stopped = simulate(example(), plan);
    EXPECT_TRUE(stopped.stopped());
    EXPECT_GE(stopped.trials, 4U * block_trials);
    EXPECT_LT(stopped.trials, plan.trials);
    EXPECT_EQ(stopped.trials % block_trials, 0U);
    EXPECT_EQ(stopped.valid(), stopped.trials);
    expect_same(simulate(example(), plan_of(stopped.trials)), stopped);
  }
}

TEST(Stop, BeforeTheFirstBlockLeavesNothing) {
  const std::atomic<bool> stop = true;
  RunPlan plan = plan_of(uneven, 2);
  plan.stop = &stop;
  const Result result = simulate(example(), plan);
  EXPECT_EQ(result.trials, 0U);
  EXPECT_TRUE(result.stopped());
  for (const std::uint64_t count : result.total.counts) EXPECT_EQ(count, 0U);
}

TEST(Stop, AfterTheLastBlockChangesNothing) {
  std::atomic<bool> stop = false;
  RunPlan plan = plan_of(uneven, 2);
  plan.stop = &stop;
  plan.progress = [&](std::uint64_t done) { stop = done == uneven; };
  const Result result = simulate(example(), plan);
  EXPECT_FALSE(result.stopped());
  expect_same(simulate(example(), plan_of(uneven)), result);
}

TEST(SimulateDeathTest, OtherLanesAreRefused) {
  EXPECT_DEATH(simulate(example(), plan_of(8, 1, 3)), "lanes are 1, 4, 8 or 16, not 3");
}

}  // namespace
}  // namespace detente
