#include "sim/sweep/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

#include "sim/scenario/load.h"
#include "tests/support/example.h"

namespace detente {
namespace {

SweepPlan plan_of(int threads = 1) {
  SweepPlan plan{.text = example_text, .file = "example.toml"};
  plan.run.trials = 1500;
  plan.run.seed = 5;
  plan.run.threads = threads;
  return plan;
}

PointList points_of(const char* text) { return {{parse_axis(text)}, {}, 1}; }

std::vector<std::string> digests(const SweepResult& result) {
  std::vector<std::string> all;
  for (const SweepRun& run : result.runs) all.push_back(run.digest);
  return all;
}

TEST(Sweep, APointIsTheRunWithItsValuesSet) {
  SweepPlan plan = plan_of();
  plan.sets = {"parties.host.influence=70"};
  const SweepResult result = sweep(points_of("stages.talks.rounds=[2, 5]"), plan);
  ASSERT_EQ(result.runs.size(), 2U);
  const Model model =
      compile(parse_scenario(example_text, "example.toml", {"parties.host.influence=70", "stages.talks.rounds=5"}));
  const Result alone = simulate(model, plan.run);
  const SweepRun& run = result.runs[1];
  EXPECT_EQ(run.digest, alone.digest);
  EXPECT_EQ(run.seed, 5U);
  EXPECT_EQ(run.trials, 1500U);
  std::map<std::string, int> kinds;
  for (const NamedShare& share : run.shares) ++kinds[share.row->kind];
  EXPECT_EQ(kinds["outcome"], static_cast<int>(model.outcomes.size()));
  EXPECT_EQ(kinds["attendance"], 2);
  for (std::size_t i = 0; i < model.outcomes.size(); ++i) {
    EXPECT_EQ(run.shares[i].row->name, model.scenario.outcomes[i].name);
    EXPECT_EQ(run.shares[i].count, alone.outcome_counts()[i]);
    EXPECT_EQ(run.shares[i].of, alone.valid());
  }
}

TEST(Sweep, TheCellsOfASweepPlayTheSamePointsAsATable) {
  std::string text(example_text);
  const std::string called = "\"observer\" = 50";
  text.replace(text.find(called), called.size(), "\"1\" = 25, \"observer\" = 50");
  SweepPlan plan = plan_of();
  plan.text = text;
  const std::vector<std::string> addresses{"parties.host.positions.seat.ideal", "stages.talks.requires",
                                           "stages.opening.offer.seat", "parties.guest.stay-out"};
  const PointList points(
      {parse_axis(addresses[0] + "=[\"1\", 1, 60, \"full\"]"), parse_axis(addresses[1] + "=[\"true\"]"),
       parse_axis(addresses[2] + "=[\"1\", 25]"), parse_axis(addresses[3] + "=[0.5, { uniform = [0.1, 0.3] }]")},
      {}, 1);
  std::vector<std::vector<std::string>> cells;
  for (std::uint64_t point = 0; point < points.size(); ++point) cells.push_back(points.at(point).cells);
  const std::vector<std::string> played = digests(sweep(points, plan));
  EXPECT_EQ(digests(sweep(PointList(addresses, cells, 1), plan)), played);
  EXPECT_EQ(played[0], played[4]);  // "1" and 1 are one option
  EXPECT_NE(played[0], played[8]);
  const PointList one_model({parse_axis(addresses[0] + "=[60, 1]")}, {}, 1);
  const Model alone = compile(parse_scenario(text, "example.toml", {addresses[0] + "=1"}));
  EXPECT_EQ(digests(sweep(one_model, plan))[1], simulate(alone, plan.run).digest);
}

TEST(Sweep, AWholeNumberOfATableMayHaveAPoint) {
  const PointList points({"stages.talks.rounds"}, {{"3.0"}, {""}, {"3"}}, 1);
  const auto alone = [](const std::vector<std::string>& sets) {
    return simulate(compile(parse_scenario(example_text, "example.toml", sets)), plan_of().run).digest;
  };
  const std::string three = alone({"stages.talks.rounds=3"});
  EXPECT_EQ(digests(sweep(points, plan_of())), (std::vector<std::string>{three, alone({}), three}));
}

TEST(Sweep, ThreadsDoNotShow) {
  const PointList points = points_of("parties.host.influence=[10, 20, 30, 40, 50]");
  const SweepResult one = sweep(points, plan_of());
  for (const int threads : {2, 3, 16}) EXPECT_EQ(digests(sweep(points, plan_of(threads))), digests(one));
}

TEST(Sweep, LuckIsCommonUnlessAskedOtherwise) {
  const PointList points = points_of("stages.talks.label=[\"one\", \"another\"]");
  SweepPlan plan = plan_of();
  plan.design.replications = 3;
  const SweepResult common = sweep(points, plan);
  ASSERT_EQ(common.runs.size(), 6U);
  const auto all = digests(common);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 3U);
  for (int r = 0; r < 3; ++r) {
    EXPECT_EQ(all[r], all[3 + r]);
    EXPECT_EQ(common.runs[r].seed, 5U + r);
    EXPECT_EQ(common.runs[3 + r].replication, r);
  }
  plan.design.common_luck = false;
  const auto own = digests(sweep(points, plan));
  EXPECT_EQ(std::set<std::string>(own.begin(), own.end()).size(), 6U);
}

TEST(Sweep, AMistakeIsFoundBeforeAnythingIsPlayed) {
  const SweepResult result = sweep(points_of("stages.talks.rounds=[2, 3, 0, 5]"), plan_of());
  EXPECT_TRUE(result.runs.empty());
  try {
    std::rethrow_exception(result.error);
    FAIL();
  } catch (const PointError& error) {
    EXPECT_EQ(error.point(), 2U);
    EXPECT_EQ(error.error().diagnostics().at(0).file, "--set stages.talks.rounds=0");
  }
}

// Far beyond the points that are looked at first.
TEST(Sweep, AMistakeFoundLateLeavesThePointsBefore) {
  std::string values = "stages.talks.label=[";
  for (int i = 0; i < 300; ++i) values += "\"" + std::to_string(i) + "\", ";
  SweepPlan plan = plan_of();
  plan.run.trials = 1;
  const SweepResult result = sweep(points_of((values + "[3]]").c_str()), plan);
  EXPECT_EQ(result.runs.size(), 300U);
  EXPECT_TRUE(result.stopped());
  EXPECT_THROW(std::rethrow_exception(result.error), PointError);
}

TEST(Sweep, TellsTheScenariosWarnings) {
  SweepPlan plan = plan_of();
  plan.text += "\n[parameters]\nidle = { uniform = [0, 1] }\n";
  plan.run.trials = 1;
  EXPECT_EQ(sweep(points_of("parameters.idle=[1, 2]"), plan).warnings.size(), 1U);
}

TEST(Sweep, StoppedItLeavesCompleteRuns) {
  std::atomic<bool> stop = false;
  SweepPlan plan = plan_of();
  plan.run.stop = &stop;
  const SweepResult result = sweep(points_of("parties.host.influence=[10, 20, 30, 40]"), plan,
                                   [&](std::uint64_t trials) { stop = trials == 2 * plan.run.trials; });
  EXPECT_EQ(result.runs.size(), 2U);
  EXPECT_TRUE(result.stopped());
  EXPECT_FALSE(result.error);
  for (const SweepRun& run : result.runs) EXPECT_EQ(run.trials, 1500U);
}

}  // namespace
}  // namespace detente
