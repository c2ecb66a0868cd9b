#include "sim/bench/bench.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/bench/against.h"
#include "sim/bench/machine.h"
#include "sim/bench/stage_times.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"

namespace detente {
namespace {

const std::string scenarios = DETENTE_SOURCE_DIR "/scenarios/";

BenchCase shipped(const std::string& name) {
  return {.name = name, .file = name, .text = read_text(scenarios + name + ".toml"), .samples = samples_in(scenarios)};
}

BenchPlan small() {
  BenchPlan plan;
  plan.trials = 1;
  plan.threads = {1, 2};
  plan.lanes = {1, 4, 8, 16};
  plan.repeats = 2;
  plan.repeat_seconds = 0;
  return plan;
}

TEST(Bench, MeasuresEveryScenarioThreadsAndLanes) {
  const BenchResult result = bench({shipped("first-steps"), shipped("doha-1-2023")}, small());
  ASSERT_EQ(result.scenarios.size(), 2U);
  EXPECT_FALSE(result.stopped);
  EXPECT_GT(result.limit.draws, 0);
  for (const BenchScenario& scenario : result.scenarios) {
    ASSERT_EQ(scenario.runs.size(), 8U);
    for (const BenchRun& run : scenario.runs) {
      EXPECT_EQ(run.trials, 1024U * static_cast<unsigned>(run.threads)) << "whole blocks, for each thread";
      EXPECT_EQ(run.passes, 1);
      EXPECT_EQ(run.processor_ns.size(), 2U);
      EXPECT_EQ(run.ns.size(), 2U);
      EXPECT_GT(run.peak_megabytes, 0);
      const BenchRates rates = rates_of(result, scenario, run);
      EXPECT_GT(rates.share_of_limit, 0);
      EXPECT_DOUBLE_EQ(rates.decisions, rates.trials * scenario.decisions);
    }
    EXPECT_EQ(scenario.load_seconds.size(), 2U);
  }
  EXPECT_EQ(result.scenarios[0].stages[1].stage, "talks");
  EXPECT_EQ(records_of(result, {}).size(), 16U);
}

TEST(Bench, TellsTheTimeOfEachStage) {
  const Model model = compile(load_scenario(scenarios + "doha-2-2024.toml"));
  for (int attempt = 0; attempt < 100; ++attempt) {  // until not all trials are disturbed
    const std::vector<double> times = stage_times(model, 64, nullptr);
    if (times.empty()) continue;
    ASSERT_EQ(times.size(), 1 + model.stages.size());
    for (const double ns : times) EXPECT_GT(ns, 0);
    const std::atomic<bool> stop = true;
    EXPECT_TRUE(stage_times(model, 64, &stop).empty());
    return;
  }
  ADD_FAILURE() << "never undisturbed";
}

TEST(Bench, PlaysTheSameInAllLanes) {
  const BenchResult result = bench({shipped("first-steps")}, small());
  const std::vector<BenchRun>& runs = result.scenarios.front().runs;
  for (std::size_t i = 0; i < runs.size(); ++i) EXPECT_EQ(runs[i].digest, runs[i < 4 ? 0 : 4].digest);
  EXPECT_NE(runs[0].digest, runs[4].digest) << "twice as many trials";
}

TEST(Bench, PlaysAgainUntilARepeatHasTakenItsTime) {
  BenchPlan plan = small();
  plan.threads = {1};
  plan.lanes = {8};
  plan.repeats = 1;
  plan.repeat_seconds = 0.05;
  EXPECT_GT(bench({shipped("first-steps")}, plan).scenarios.front().runs.front().passes, 1);
}

TEST(Bench, TellsHowFarItIs) {
  BenchPlan plan = small();
  std::uint64_t last = 0, all = 0;
  bool forward = true;
  plan.progress = [&](std::uint64_t done, std::uint64_t of) {
    forward = forward && done >= last && done <= of;
    last = done;
    all = of;
  };
  bench({shipped("first-steps")}, plan);
  EXPECT_TRUE(forward);
  EXPECT_EQ(last, all);
}

TEST(Bench, WhenItIsStoppedWhatIsMeasuredStays) {
  BenchPlan plan = small();
  plan.repeats = 1000;
  std::atomic<bool> stop = false;
  plan.stop = &stop;
  plan.progress = [&](std::uint64_t done, std::uint64_t of) { stop = done > of / 100; };
  const BenchResult result = bench({shipped("first-steps")}, plan);
  EXPECT_TRUE(result.stopped);
  EXPECT_FALSE(result.empty());
  for (const BenchRun& run : result.scenarios.front().runs) {
    EXPECT_GE(run.ns.size(), 1U);
    EXPECT_LT(run.ns.size(), 1000U);
    EXPECT_EQ(run.ns.size(), run.processor_ns.size());
  }
  stop = true;
  EXPECT_TRUE(bench({shipped("first-steps")}, plan).empty());
}

// benchmarks/reference.csv holds what summary counts with; the two must not come apart.
TEST(Bench, ATrialIsMadeOfWhatTheReferenceSays) {
  std::ifstream file(DETENTE_SOURCE_DIR "/benchmarks/reference.csv");
  std::string line, name;
  std::getline(file, line);
  int found = 0;
  while (std::getline(file, line)) {
    std::replace(line.begin(), line.end(), ',', ' ');
    std::istringstream cells(line);
    Reference stated;
    cells >> name >> stated.inputs >> stated.cells >> stated.decisions;
    const Reference counted = reference(compile(load_scenario(scenarios + name + ".toml")), 1024);
    EXPECT_NEAR(counted.inputs, stated.inputs, 0.051) << name;
    EXPECT_NEAR(counted.cells, stated.cells, 0.051) << name;
    EXPECT_NEAR(counted.decisions, stated.decisions, 0.051) << name;
    ++found;
  }
  EXPECT_EQ(found, 4);
}

TEST(Bench, ThreadsDoubleUpToAllThereAre) {
  const std::vector<int> threads = threads_to_measure();
  EXPECT_EQ(threads.front(), 1);
  for (std::size_t i = 1; i + 1 < threads.size(); ++i) EXPECT_EQ(threads[i], 2 * threads[i - 1]);
  EXPECT_LE(threads.back(), 2 * threads[threads.size() < 2 ? 0 : threads.size() - 2]);
}

TEST(Machine, ACommitIsKnownWhereThereIsOne) {
  EXPECT_EQ(commit_of("/nowhere/at all, isn't it"), "unknown");
  EXPECT_EQ(commit_of(""), "unknown");
  EXPECT_EQ(std::filesystem::canonical(source_folder()), std::filesystem::canonical(DETENTE_SOURCE_DIR))
      << "tests lie in a build folder within";
  EXPECT_EQ(date_of_today().size(), 10U);
  EXPECT_FALSE(machine_name().empty());
  const double begin = processor_seconds();
  EXPECT_GE(processor_seconds(), begin);
}

}  // namespace
}  // namespace detente
