#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "sim/scenario/load.h"
#include "sim/store/merge.h"
#include "sim/store/play.h"
#include "sim/store/store.h"
#include "tests/store/store_fixture.h"
#include "tests/support/example.h"

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

StoredStudy study_of(const PointList& points, const SweepPlan& plan = plan_of()) {
  return stored_study(StudyKind::sweep, "detente sweep", "0", points, plan,
                      canonical_text(scenario_at(points, plan, 0)));
}

Store write(const std::string& path, const SweepPlan& plan = plan_of()) {
  return Store::write(path, study_of(points_of(), plan), points_of());
}

void play(Store& store, const std::vector<std::uint64_t>& parts) {
  play_into(store, points_of(), {.threads = 2}, parts);
}

std::vector<std::uint64_t> damaged_runs(const Store& store) { return take_stock(store).runs_damaged; }

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

class SweptStoreTest : public StoreFixture {
 protected:
  // A file with the runs at these places.
  std::string file_with(const std::string& name, const std::vector<std::uint64_t>& places) const {
    Store store = write(at(name));
    play(store, places);
    return at(name);
  }

  static void expect_whole(const Store& store, const SweepPlan& plan = plan_of()) {
    const SweepResult unbroken = sweep(points_of(), plan);
    std::vector<SweepRun> runs;
    store.each_run([&](std::uint64_t, const StoredRun* stored) { runs.push_back(stored->run); });
    ASSERT_EQ(runs.size(), unbroken.runs.size());
    for (std::size_t i = 0; i < runs.size(); ++i) expect_same(runs[i], unbroken.runs[i]);
  }
};

TEST_F(SweptStoreTest, HoldsWhatASweepComesTo) {
  const std::string path = file_with("a.sqlite", {5, 1, 0, 4, 2, 3});
  expect_whole(Store::open(path));
  EXPECT_FALSE(fs::exists(path + ".lock"));
  EXPECT_FALSE(fs::exists(path + "-wal"));
}

TEST_F(SweptStoreTest, GoesOnWithWhatIsMissing) {
  const std::string path = file_with("a.sqlite", {1, 4});
  Store store = write(path);
  EXPECT_EQ(missing_parts(store, {}), (std::vector<std::uint64_t>{0, 2, 3, 5}));
  play(store, missing_parts(store, {}));
  expect_whole(store);
}

// A scenario may have a million bytes.
TEST_F(SweptStoreTest, GoesOnWithALongScenario) {
  std::string long_text = example_text;
  while (long_text.size() < 900'000) long_text += std::string(1000, '#') + "\n";
  StoredStudy study = study_of(points_of());
  study.plan.text = long_text;
  for (const std::uint64_t place : {0, 3}) {
    Store store = Store::write(at("a.sqlite"), study, points_of());
    EXPECT_EQ(store.study().plan.text, long_text);
    play(store, {place});
  }
  EXPECT_EQ(Store::open(at("a.sqlite")).runs(), (std::vector<std::uint64_t>{0, 3}));
}

// Else a run that is told of in between would seem to lack its parts.
TEST_F(SweptStoreTest, ALookIsAsOfOneMomentWhoeverWrites) {
  Store writer = write(at("a.sqlite"));
  play(writer, {0});
  const Store reader = Store::open(at("a.sqlite"));
  reader.in_one_look([&] {
    EXPECT_EQ(reader.indices(Level::part), std::vector<std::uint64_t>{0});
    play(writer, {1, 2});
    EXPECT_EQ(reader.runs(), std::vector<std::uint64_t>{0}) << "told of since";
    EXPECT_EQ(take_stock(reader).runs_told, std::vector<std::uint64_t>{0}) << "a look within one";
  });
  EXPECT_EQ(take_stock(reader).runs_told, (std::vector<std::uint64_t>{0, 1, 2}));
}

TEST_F(SweptStoreTest, ShardsComeTogether) {
  const std::string one = file_with("a.1-of-2.sqlite", {0, 2, 4}), two = file_with("a.2-of-2.sqlite", {1, 3, 4, 5});
  Store store = Store::write(at("a.sqlite"), study_of(points_of()), Store::open(one).points());
  EXPECT_TRUE(missing_parts(store, {one, two}).empty());
  EXPECT_EQ(merge_into(store, Store::open(one)).added, 3U);
  const Merged merged = merge_into(store, Store::open(two));
  EXPECT_EQ(merged.added, 3U);
  EXPECT_EQ(merged.repeated, 1U);
  expect_whole(store);
}

TEST_F(SweptStoreTest, RefusesToMergeWhatDisagrees) {
  const std::string one = file_with("one.sqlite", {3}), two = file_with("two.sqlite", {3});
  const auto disagree = [&](const StoreEntry& changed) {
    write(two).keep(changed);
    Store store = write(one);
    return error_of([&] { merge_into(store, Store::open(two)); });
  };
  const auto wanted =
      HasSubstr("disagree on point 1, replication 1; 'detente verify --share 100%' tells which is wrong");
  SweepRun run = Store::open(two).read_run(3)->run;
  ++run.shares[0].count;
  EXPECT_THAT(disagree(run), wanted);
  Kept part = *Store::open(two).read(Level::part, 3);
  ++part.counts[0];
  part.seal = seal_of(study_of(points_of()), part);
  EXPECT_THAT(disagree(part), wanted);
}

// From its parts, which are whole.
TEST_F(SweptStoreTest, TellsOfDamagedRunsAgain) {
  const std::string path = file_with("a.sqlite", {0, 1, 2, 3, 4, 5});
  for (const char* change : {"UPDATE runs SET seed = 9 WHERE run = 2",
                             "UPDATE runs SET trials = 1499 WHERE run = 2",
                             "UPDATE runs SET failed = 1 WHERE run = 2",
                             "UPDATE runs SET clamped = 1 WHERE run = 2",
                             "UPDATE runs SET seal = x'' WHERE run = 2",
                             "UPDATE runs SET trials = trials + 0.5 WHERE run = 2",
                             "UPDATE runs SET seal = CAST(seal AS TEXT) WHERE run = 2",
                             "UPDATE shares SET k = k + 0.5 WHERE run = 2 AND place = 0",
                             "UPDATE shares SET n = 1e300 WHERE run = 2 AND place = 0",
                             "UPDATE shares SET p = NULL WHERE run = 2 AND place = 0",
                             "UPDATE shares SET place = 100000 WHERE run = 2 AND place = 3",
                             "UPDATE means SET kind = CAST(kind AS BLOB) WHERE run = 2",
                             "UPDATE shares SET name = 'x' WHERE run = 2 AND place = 0",
                             "UPDATE shares SET n = n + 1 WHERE run = 2 AND place = 0",
                             "UPDATE shares SET low = low + 1 WHERE run = 2 AND place = 0",
                             "DELETE FROM shares WHERE run = 2 AND place = 0",
                             "DELETE FROM shares WHERE run = 2",
                             "UPDATE means SET mean = mean + 1 WHERE run = 2 AND place = 0",
                             "UPDATE means SET sd = NULL WHERE run = 2 AND place = 0",
                             "DELETE FROM means WHERE run = 2 AND place = 1",
                             "DELETE FROM means WHERE run = 2"}) {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(change);
    EXPECT_EQ(damaged_runs(Store::open(path)), std::vector<std::uint64_t>{2}) << change;
    Store store = write(path);
    EXPECT_TRUE(missing_parts(store, {}).empty()) << change;
    Stock stock = take_stock(store);
    tell_runs(store, points_of(), stock);
    EXPECT_EQ(stock.runs_told.size(), 6U);
    expect_whole(store);
  }
}

TEST_F(SweptStoreTest, PlaysDamagedPartsAgain) {
  const std::string path = file_with("a.sqlite", {0, 1, 2, 3, 4, 5});
  for (const char* change :
       {"UPDATE parts SET trials = 1499 WHERE run = 2", "DELETE FROM parts WHERE run = 2",
        "UPDATE parts SET hash = CAST(hash AS TEXT) WHERE run = 2", "UPDATE parts SET run = 99 WHERE run = 2"}) {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(change);
    Store store = write(path);
    EXPECT_EQ(missing_parts(store, {}), std::vector<std::uint64_t>{2}) << change;
    play(store, {2});
    EXPECT_TRUE(missing_parts(store, {}).empty());
    expect_whole(store);
  }
  EXPECT_EQ(Store::open(path).strays(), std::vector<std::string>{"parts: 1 row of no run"});
}

constexpr std::uint64_t long_trials = stretch_trials + 500;

TEST_F(SweptStoreTest, ALongRunHasPartsAndIsToldOfOnceItHasAll) {
  Store store = write(at("a.sqlite"), plan_of(long_trials));
  play(store, {0, 2, 3, 7});
  EXPECT_EQ(store.runs(), std::vector<std::uint64_t>{1});
  EXPECT_EQ(store.study().name_of(Level::part, 7), "point 1, replication 1, trials 16384 to 16883");
  play(store, missing_parts(store, {}));
  expect_whole(store, plan_of(long_trials));
}

TEST_F(SweptStoreTest, PartsOfALongRunComeTogether) {
  for (const char* name : {"one.sqlite", "two.sqlite"}) {
    Store store = write(at(name), plan_of(long_trials));
    play(store, share_of_shard(missing_parts(store, {}), {name == std::string("one.sqlite") ? 1U : 2U, 2}));
    EXPECT_TRUE(store.runs().empty()) << "each has a part of every run";
  }
  Store store = write(at("a.sqlite"), plan_of(long_trials));
  for (const char* name : {"one.sqlite", "two.sqlite"}) merge_into(store, Store::open(at(name)));
  Stock stock = take_stock(store);
  tell_runs(store, points_of(), stock);
  expect_whole(store, plan_of(long_trials));
}

TEST_F(SweptStoreTest, OfMoreTrialsKeepsWholeParts) {
  {
    Store store = write(at("a.sqlite"), plan_of(long_trials));
    play(store, missing_parts(store, {}));
  }
  Store store = write(at("a.sqlite"), plan_of(2 * stretch_trials + 5));
  EXPECT_TRUE(store.runs().empty());
  EXPECT_EQ(missing_parts(store, {}).size(), 12U) << "of three parts of each of six runs";
  play(store, missing_parts(store, {}));
  expect_whole(store, plan_of(2 * stretch_trials + 5));
}

TEST_F(SweptStoreTest, OfMoreTrialsIsAnotherWhereNothingWouldBeKept) {
  const std::string path = file_with("a.sqlite", {0});
  EXPECT_THAT(error_of([&] { write(path, plan_of(20'000)); }), HasSubstr("its runs are of 1500 trials, not 20000"));
  EXPECT_THAT(error_of([&] { write(path, plan_of(1000)); }), HasSubstr("is of 1500 trials a run, more than 1000"));
}

TEST_F(SweptStoreTest, ARunThatEndsByItsPrecisionIsOnePart) {
  SweepPlan plan = plan_of(200'000);
  plan.run.precision = 0.01;
  Store store = write(at("a.sqlite"), plan);
  EXPECT_EQ(missing_parts(store, {}).size(), 6U);
  play(store, missing_parts(store, {}));
  expect_whole(store, plan);
  SQLite::Database(at("a.sqlite"), SQLite::OPEN_READWRITE).exec("DELETE FROM runs WHERE run > 2");
  Stock stock = take_stock(store);
  EXPECT_GT(stock.trials, 6 * stretch_trials / 2);
  tell_runs(store, points_of(), stock);
  expect_whole(store, plan);
}

// Format 7 is the first that runs and sweeps have in common.
TEST_F(SweptStoreTest, RefusesFilesOfFormerFormats) {
  const std::string path = file_with("a.sqlite", {0});
  const auto refused = [&](const char* change) {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(change);
    const std::string error = error_of([&] { Store::open(path); });
    EXPECT_EQ(error_of([&] { write(path); }), error);
    return error;
  };
  EXPECT_THAT(refused("PRAGMA user_version = 6"),
              HasSubstr("has format 6, of before the first release, which this program does not read; show it with the "
                        "detente that wrote it, or play it again into another file"));
  EXPECT_THAT(refused("PRAGMA application_id = 1685352051; PRAGMA user_version = 4"),  // "dtns"
              HasSubstr("holds a sweep in format 4 of those that sweeps had before the first release, which this"));
}

TEST_F(SweptStoreTest, HoldsPointsAsTheyAre) {
  const PointList points(
      {{.name = "variant",
        .values = {{"as it is", {}}, {"long", {"stages.talks.rounds=9", "parties.host.influence=1"}}}},
       parse_axis("stages.talks.label=[\"2\", \"a\\nb\"]")},
      {}, 1);
  const Store store = Store::write(at("a.sqlite"), study_of(points), points);
  const PointList read = store.points();
  ASSERT_EQ(read.size(), points.size());
  ASSERT_EQ(read.axes().size(), 2U);
  EXPECT_EQ(read.axes()[1].name, "stages.talks.label");
  for (std::uint64_t point = 0; point < points.size(); ++point) {
    EXPECT_EQ(read.at(point).cells, points.at(point).cells);
    EXPECT_EQ(read.at(point).sets, points.at(point).sets);
  }
}

TEST_F(SweptStoreTest, RefusesToMixSweeps) {
  const std::string path = file_with("a.sqlite", {0});
  const auto differs = [&](auto change) {
    StoredStudy other = study_of(points_of());
    change(other);
    return error_of([&] { Store::write(path, other, points_of()); });
  };
  EXPECT_EQ(differs([](StoredStudy&) {}), "");
  EXPECT_THAT(differs([](StoredStudy& other) { other.sha256 = "x"; }), HasSubstr("its scenario is another"))
      << "samples, which are files of their own";
  EXPECT_THAT(differs([](StoredStudy& other) { other.plan.text += "\n"; }), HasSubstr("its scenario is another"));
  EXPECT_THAT(differs([](StoredStudy& other) { other.version = "1"; }), HasSubstr("it is by detente 0, not 1"));
  EXPECT_THAT(differs([](StoredStudy& other) { other.points_sha256 = "x"; }), HasSubstr("its points are others"));
}

TEST_F(SweptStoreTest, HasOneWriter) {
  const Store store = write(at("a.sqlite"));
  EXPECT_THAT(error_of([&] { write(at("a.sqlite")); }), HasSubstr("another process is writing"));
  EXPECT_EQ(error_of([&] { Store::open(at("a.sqlite")); }), "") << "reading is no matter";
}

TEST_F(SweptStoreTest, AStoppedSweepKeepsWholeRuns) {
  Store store = write(at("a.sqlite"));
  std::atomic<bool> stop = false;
  RunPlan how{.threads = 1, .stop = &stop};
  how.progress = [&](std::uint64_t trials) { stop = trials == 2 * plan_of().run.trials; };
  play_into(store, points_of(), how, missing_parts(store, {}));
  EXPECT_EQ(Store::open(at("a.sqlite")).runs(), (std::vector<std::uint64_t>{0, 1}));
}

TEST_F(SweptStoreTest, WhatWasPlayedBeforeAMistakeIsKept) {
  const PointList points = points_of("stages.talks.rounds=[2, 3, 0]");
  Store store = Store::write(at("a.sqlite"), study_of(points), points);
  EXPECT_THROW(play_into(store, points, {.threads = 1}, missing_parts(store, {})), PointError);
  EXPECT_EQ(Store::open(at("a.sqlite")).runs(), (std::vector<std::uint64_t>{0, 1, 2, 3}));
}

}  // namespace
}  // namespace detente
