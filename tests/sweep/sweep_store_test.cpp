#include "sim/sweep/sweep_store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "sim/sweep/results.h"
#include "sim/sweep/sweep_play.h"
#include "tests/support/example.h"
#include "tests/support/temporary_folder.h"

namespace detente {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

SweepPlan plan_of(std::uint64_t trials = 1500) {
  SweepPlan plan{.text = example_text, .file = "example.toml"};
  plan.run.trials = trials;
  plan.run.seed = 5;
  plan.run.threads = 2;
  plan.design.replications = 2;
  return plan;
}

PointList points_of(const char* text = "stages.talks.rounds=[2, 3, 5]") { return {{parse_axis(text)}, {}, 1}; }

StoredSweep study_of(const PointList& points, const SweepPlan& plan = plan_of()) {
  return stored_sweep("detente sweep", "0", points, plan);
}

void expect_same(const SweepRun& one, const SweepRun& other) {
  EXPECT_EQ(one.point, other.point);
  EXPECT_EQ(one.replication, other.replication);
  EXPECT_EQ(one.seed, other.seed);
  EXPECT_EQ(one.trials, other.trials);
  EXPECT_EQ(one.failed, other.failed);
  EXPECT_EQ(one.clamped, other.clamped);
  EXPECT_EQ(one.digest, other.digest);
  ASSERT_EQ(one.shares.size(), other.shares.size());
  for (std::size_t i = 0; i < one.shares.size(); ++i) {
    EXPECT_EQ(*one.shares[i].row, *other.shares[i].row);
    EXPECT_EQ(one.shares[i].count, other.shares[i].count);
    EXPECT_EQ(one.shares[i].of, other.shares[i].of);
  }
  ASSERT_EQ(one.means.size(), other.means.size());
  for (std::size_t i = 0; i < one.means.size(); ++i) {
    EXPECT_EQ(*one.means[i].row, *other.means[i].row);
    EXPECT_EQ(one.means[i].of, other.means[i].of);
    EXPECT_EQ(one.means[i].mean, other.means[i].mean);
    EXPECT_EQ(one.means[i].sd, other.means[i].sd);
  }
}

class SweepStoreTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.at(name); }

  // A file with the runs at these places.
  std::string file_with(const std::string& name, std::vector<std::uint64_t> places) const {
    const PointList points = points_of();
    SweepStore store = SweepStore::write(at(name), study_of(points), points);
    play(store, std::move(places));
    return at(name);
  }

  static void play(SweepStore& store, std::vector<std::uint64_t> places) {
    SweepPlan plan = plan_of();
    plan.places = std::move(places);
    EXPECT_FALSE(play_into(store, points_of(), plan, {}).stopped());
  }

  static void expect_whole(const SweepStore& store) {
    const SweepResult unbroken = sweep(points_of(), plan_of());
    std::vector<SweepRun> runs;
    each_run(store, [&](const SweepRun& run) { runs.push_back(run); });
    ASSERT_EQ(runs.size(), unbroken.runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) expect_same(runs[i], unbroken.runs[i]);
  }

  template <class Act>
  static std::string error_of(Act act) {
    try {
      act();
    } catch (const StoreError& error) {
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_;
};

TEST_F(SweepStoreTest, HoldsWhatASweepComesTo) {
  const std::string path = file_with("a.sqlite", {5, 1, 0, 4, 2, 3});
  expect_whole(SweepStore::open(path));
  EXPECT_TRUE(std::holds_alternative<SweepStore>(open_results(path)));
  EXPECT_FALSE(fs::exists(path + ".lock"));
  EXPECT_FALSE(fs::exists(path + "-wal"));
}

TEST_F(SweepStoreTest, GoesOnWithWhatIsMissing) {
  const std::string path = file_with("a.sqlite", {1, 4});
  SweepStore store = SweepStore::write(path, study_of(points_of()), points_of());
  EXPECT_EQ(missing_runs(store, {}), (std::vector<std::uint64_t>{0, 2, 3, 5}));
  play(store, missing_runs(store, {}));
  expect_whole(store);
}

// A scenario may have a million bytes.
TEST_F(SweepStoreTest, GoesOnWithALongScenario) {
  const std::string long_text = example_text + std::string(900'000, '#');
  StoredSweep study = study_of(points_of());
  study.plan.text = long_text;
  for (const std::uint64_t place : {0, 3}) {
    SweepStore store = SweepStore::write(at("a.sqlite"), study, points_of());
    EXPECT_EQ(store.study().plan.text, long_text);
    play(store, {place});
  }
  EXPECT_EQ(SweepStore::open(at("a.sqlite")).runs(), (std::vector<std::uint64_t>{0, 3}));
}

TEST_F(SweepStoreTest, ShardsComeTogether) {
  const std::string one = file_with("a.1-of-2.sqlite", {0, 2, 4}), two = file_with("a.2-of-2.sqlite", {1, 3, 4, 5});
  SweepStore store = SweepStore::write(at("a.sqlite"), study_of(points_of()), SweepStore::open(one).points());
  EXPECT_TRUE(missing_runs(store, {one, two}).empty());
  EXPECT_EQ(merge_into(store, SweepStore::open(one)).added, 3U);
  const Merged merged = merge_into(store, SweepStore::open(two));
  EXPECT_EQ(merged.added, 3U);
  EXPECT_EQ(merged.repeated, 1U);
  expect_whole(store);
}

TEST_F(SweepStoreTest, RefusesToMergeWhatDisagrees) {
  const std::string one = file_with("one.sqlite", {3}), two = file_with("two.sqlite", {3});
  SweepRun other = SweepStore::open(two).read(3)->run;
  ++other.shares[0].count;
  {
    SweepStore store = SweepStore::write(two, study_of(points_of()), points_of());
    store.put(other);
    store.close();
  }
  SweepStore store = SweepStore::write(one, study_of(points_of()), points_of());
  EXPECT_THAT(error_of([&] { merge_into(store, SweepStore::open(two)); }),
              HasSubstr("disagree on point 1, replication 1; 'detente verify --share 100%' tells which is wrong"));
}

TEST_F(SweepStoreTest, NoRunIsKeptInPart) {
  const std::string path = file_with("a.sqlite", {0});
  const SweepRun run = SweepStore::open(path).read(0)->run;
  {
    SweepStore store = SweepStore::write(path, study_of(points_of()), points_of());
    SweepRun next = run;
    next.point = 2;
    store.put(next);
    EXPECT_TRUE(store.read(4)) << "its writer sees it at once";
    EXPECT_FALSE(SweepStore::open(path).read(4)) << "others once it is committed";
  }
  EXPECT_EQ(SweepStore::open(path).runs(), std::vector<std::uint64_t>{0}) << "as if killed";
}

TEST_F(SweepStoreTest, PlaysDamagedRunsAgain) {
  const std::string path = file_with("a.sqlite", {0, 1, 2, 3, 4, 5});
  for (const char* change : {"UPDATE runs SET seed = 9 WHERE point = 1 AND replication = 0",
                             "UPDATE runs SET trials = 1499 WHERE point = 1 AND replication = 0",
                             "UPDATE runs SET failed = 1 WHERE point = 1 AND replication = 0",
                             "UPDATE runs SET clamped = 1 WHERE point = 1 AND replication = 0",
                             "UPDATE runs SET seal = x'' WHERE point = 1 AND replication = 0",
                             "UPDATE runs SET trials = trials + 0.5 WHERE point = 1 AND replication = 0",
                             "UPDATE runs SET seal = CAST(seal AS TEXT) WHERE point = 1 AND replication = 0",
                             "UPDATE shares SET k = k + 0.5 WHERE point = 1 AND replication = 0 AND place = 0",
                             "UPDATE shares SET n = 1e300 WHERE point = 1 AND replication = 0 AND place = 0",
                             "UPDATE shares SET p = NULL WHERE point = 1 AND replication = 0 AND place = 0",
                             "UPDATE shares SET place = 100000 WHERE point = 1 AND replication = 0 AND place = 3",
                             "UPDATE means SET kind = CAST(kind AS BLOB) WHERE point = 1 AND replication = 0",
                             "UPDATE shares SET name = 'x' WHERE point = 1 AND replication = 0 AND place = 0",
                             "UPDATE shares SET n = n + 1 WHERE point = 1 AND replication = 0 AND place = 0",
                             "UPDATE shares SET low = low + 1 WHERE point = 1 AND replication = 0 AND place = 0",
                             "DELETE FROM shares WHERE point = 1 AND replication = 0 AND place = 0",
                             "DELETE FROM shares WHERE point = 1 AND replication = 0",
                             "UPDATE means SET mean = mean + 1 WHERE point = 1 AND replication = 0 AND place = 0",
                             "UPDATE means SET sd = NULL WHERE point = 1 AND replication = 0 AND place = 0",
                             "DELETE FROM means WHERE point = 1 AND replication = 0 AND place = 1",
                             "DELETE FROM means WHERE point = 1 AND replication = 0"}) {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(change);
    EXPECT_EQ(take_stock(SweepStore::open(path)).damaged, std::vector<std::uint64_t>{2}) << change;
    SweepStore store = SweepStore::write(path, study_of(points_of()), points_of());
    EXPECT_EQ(missing_runs(store, {}), std::vector<std::uint64_t>{2}) << change;
    play(store, {2});
    expect_whole(store);
  }
}

// Format 1 knew no means.
TEST_F(SweepStoreTest, RefusesFilesOfTheFirstFormat) {
  const std::string path = file_with("a.sqlite", {0});
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 1");
  const auto expected = HasSubstr("has format 1, of before the first release, which is not read; play it again");
  EXPECT_THAT(error_of([&] { SweepStore::open(path); }), expected);
  EXPECT_THAT(error_of([&] { SweepStore::write(path, study_of(points_of()), points_of()); }), expected);
}

TEST_F(SweepStoreTest, HoldsPointsAsTheyAre) {
  const PointList points(
      {{.name = "variant",
        .values = {{"as it is", {}}, {"long", {"stages.talks.rounds=9", "parties.host.influence=1"}}}},
       parse_axis("stages.talks.label=[\"2\", \"a\\nb\"]")},
      {}, 1);
  const SweepStore store = SweepStore::write(at("a.sqlite"), study_of(points), points);
  const PointList read = store.points();
  ASSERT_EQ(read.size(), points.size());
  ASSERT_EQ(read.axes().size(), 2U);
  EXPECT_EQ(read.axes()[1].name, "stages.talks.label");
  for (std::uint64_t point = 0; point < points.size(); ++point) {
    EXPECT_EQ(read.at(point).cells, points.at(point).cells);
    EXPECT_EQ(read.at(point).sets, points.at(point).sets);
  }
}

TEST_F(SweepStoreTest, RefusesToMixSweeps) {
  const std::string path = file_with("a.sqlite", {0});
  const auto differs = [&](auto change) {
    StoredSweep other = study_of(points_of());
    change(other);
    return error_of([&] { SweepStore::write(path, other, points_of()); });
  };
  EXPECT_EQ(differs([](StoredSweep&) {}), "");
  EXPECT_THAT(differs([](StoredSweep& other) { other.first_sha256 = "x"; }), HasSubstr("its scenario is another"))
      << "samples, which are files of their own";
  EXPECT_THAT(differs([](StoredSweep& other) { other.plan.text += "\n"; }), HasSubstr("its scenario is another"));
  EXPECT_THAT(differs([](StoredSweep& other) { other.version = "1"; }), HasSubstr("it is by detente 0, not 1"));
  EXPECT_THAT(differs([](StoredSweep& other) { other.points_sha256 = "x"; }), HasSubstr("its points are others"));
}

TEST_F(SweepStoreTest, HasOneWriter) {
  const SweepStore store = SweepStore::write(at("a.sqlite"), study_of(points_of()), points_of());
  EXPECT_THAT(error_of([&] { SweepStore::write(at("a.sqlite"), study_of(points_of()), points_of()); }),
              HasSubstr("another process is writing"));
  EXPECT_EQ(error_of([&] { SweepStore::open(at("a.sqlite")); }), "") << "reading is no matter";
}

TEST_F(SweepStoreTest, AStoppedSweepKeepsWholeRuns) {
  const PointList points = points_of();
  SweepStore store = SweepStore::write(at("a.sqlite"), study_of(points), points);
  std::atomic<bool> stop = false;
  SweepPlan plan = plan_of();
  plan.run.stop = &stop;
  plan.run.threads = 1;
  const SweepResult result =
      play_into(store, points, plan, [&](std::uint64_t trials) { stop = trials == 2 * plan.run.trials; });
  EXPECT_TRUE(result.stopped());
  EXPECT_TRUE(result.runs.empty()) << "they are in the file";
  EXPECT_EQ(SweepStore::open(at("a.sqlite")).runs(), (std::vector<std::uint64_t>{0, 1}));
}

}  // namespace
}  // namespace detente
