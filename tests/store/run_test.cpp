#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <filesystem>
#include <fstream>

#include "sim/store/merge.h"
#include "sim/store/packing.h"
#include "sim/store/play.h"
#include "sim/store/results_file.h"
#include "sim/store/store.h"
#include "sim/study/player.h"
#include "tests/store/store_fixture.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/same_result.h"

namespace detente {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const Model& example() {
  static const Model model = model_of(example_text);
  return model;
}

// Three stretches, the last not whole.
constexpr std::uint64_t uneven = 2 * stretch_trials + 1500;

RunPlan how_of(int threads = 1, int lanes = 8) { return {.threads = threads, .lanes = lanes}; }
RunPlan plan_of(std::uint64_t trials) { return {.trials = trials, .seed = 5}; }

StoredStudy study_of(std::uint64_t trials = uneven, std::uint64_t seed = 5, const Model& model = example(),
                     const std::string& text = example_text) {
  SweepPlan plan{.text = text, .file = "example.toml", .samples = SampleTexts{}};
  plan.run = {.trials = trials, .seed = seed};
  return stored_study(StudyKind::run, "detente run", "0", single_point(), plan, model.canonical);
}

Store write(const std::string& path, const StoredStudy& study = study_of()) {
  return Store::write(path, study, single_point());
}

void play(Store& store, const std::vector<std::uint64_t>& parts, const RunPlan& how = how_of(),
          const Model& model = example()) {
  play_into(store, single_point(), how, parts, &model);
}

// A part or block of it, whatever else is to be done with it.
Kept played(Level level, std::uint64_t index) {
  const StoredStudy study = study_of();
  const PointList point = single_point();
  PartPlayer player(study, point, {}, &example());
  return level == Level::part ? *player.play(index) : *player.play_block(index);
}

Kept sealed(Kept kept) {
  kept.seal = seal_of(study_of(), kept);
  return kept;
}

class RunStoreTest : public StoreFixture {
 protected:
  // A file with these parts of the study.
  std::string file_with(const std::string& name, const std::vector<std::uint64_t>& parts,
                        std::uint64_t trials = uneven) const {
    Store store = write(at(name), study_of(trials));
    play(store, parts, how_of(2));
    return at(name);
  }

  void change(const std::string& path, const std::string& statement) const {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(statement);
  }
};

TEST_F(RunStoreTest, HoldsWhatARunComesTo) {
  const std::string path = file_with("a.sqlite", {2, 0, 1});
  expect_same(stored_result(Store::open(path), example()), simulate(example(), plan_of(uneven)));
  EXPECT_FALSE(fs::exists(path + ".lock"));
  EXPECT_FALSE(fs::exists(path + "-wal"));
}

TEST_F(RunStoreTest, HoldsWhatVariablesComeTo) {
  const Model model = model_of(lively_text);
  constexpr std::uint64_t trials = sample(stretch_trials + 100);
  Store store = write(at("a.sqlite"), study_of(trials, 5, model, lively_text));
  play(store, missing_parts(store, {}), how_of(2), model);
  expect_same(stored_result(store, model), simulate(model, plan_of(trials)));
}

TEST_F(RunStoreTest, GoesOnWithWhatIsMissing) {
  const std::string path = file_with("a.sqlite", {1});
  Store store = write(path);
  EXPECT_EQ(missing_parts(store, {}), (std::vector<std::uint64_t>{0, 2}));
  play(store, missing_parts(store, {}), how_of(1, 4));
  expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
}

TEST_F(RunStoreTest, OfMoreTrialsKeepsWholeParts) {
  const std::string path = file_with("a.sqlite", {0, 1, 2});
  Store store = write(path, study_of(4 * stretch_trials));
  EXPECT_EQ(missing_parts(store, {}), (std::vector<std::uint64_t>{2, 3}));
  play(store, missing_parts(store, {}));
  expect_same(stored_result(store, example()), simulate(example(), plan_of(4 * stretch_trials)));
}

TEST_F(RunStoreTest, ShardsComeTogether) {
  const std::string one = file_with("a.1-of-2.sqlite", {0, 2}), two = file_with("a.2-of-2.sqlite", {1, 2});
  Store store = write(at("a.sqlite"));
  EXPECT_EQ(shard_files(at("a.sqlite")), (std::vector<std::string>{one, two, at("a.sqlite")}));
  EXPECT_TRUE(missing_parts(store, {one, two}).empty());
  EXPECT_EQ(merge_into(store, Store::open(one)).added, 2U);
  const Merged merged = merge_into(store, Store::open(two));
  EXPECT_EQ(merged.added, 1U);
  EXPECT_EQ(merged.repeated, 1U);
  expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
}

TEST_F(RunStoreTest, EveryShardPlaysItsShare) {
  std::vector<std::uint64_t> all(20), played;
  for (std::uint64_t i = 0; i < all.size(); ++i) all[i] = i;
  for (std::uint64_t shard = 1; shard <= 7; ++shard)
    for (const std::uint64_t stretch : share_of_shard(all, {shard, 7})) played.push_back(stretch);
  EXPECT_THAT(played, testing::UnorderedElementsAreArray(all));
  EXPECT_EQ(shard_path("x/a.sqlite", {2, 7}), "x/a.2-of-7.sqlite");
  EXPECT_EQ(shard_path("x/a.sqlite", {1, 1}), "x/a.sqlite");
}

TEST_F(RunStoreTest, RefusesToMergeWhatDisagrees) {
  const std::string one = file_with("one.sqlite", {0}), two = file_with("two.sqlite", {0});
  {
    Store store = write(two);
    Kept other = played(Level::part, 0);
    ++other.counts[0];
    store.keep(sealed(other));
  }
  Store store = write(one);
  EXPECT_THAT(error_of([&] { merge_into(store, Store::open(two)); }), HasSubstr("disagree on trials 0 to 16383"));
}

TEST_F(RunStoreTest, RefusesToMixStudies) {
  const std::string one = file_with("one.sqlite", {0});
  EXPECT_THAT(error_of([&] { write(one, study_of(uneven, 6)); }),
              HasSubstr("another study (detente run): it has seed 5, not 6"));
  StoredStudy other = study_of();
  other.sha256 += " ";
  EXPECT_THAT(error_of([&] { write(one, other); }), HasSubstr("its scenario is another"));
  EXPECT_THAT(error_of([&] { write(one, study_of(1000)); }), HasSubstr("is of 34268 trials, more than 1000"));
  other = study_of();
  other.version = "1";
  EXPECT_THAT(error_of([&] { write(one, other); }), HasSubstr("it is by detente 0, not 1"));
  other = study_of();
  other.kind = StudyKind::sweep;
  EXPECT_THAT(error_of([&] { write(one, other); }), HasSubstr("it is of a run, not of a sweep"));
  other = study_of();
  other.plan.text += "\n";
  EXPECT_EQ(error_of([&] { write(one, other); }), "") << "it means the same";
  EXPECT_THAT(error_of([&] { write(at("x.sqlite"), study_of(std::uint64_t{1} << 47)); }),
              HasSubstr("163840000000 at most"));
  Store fresh = write(at("two.sqlite"), study_of(1000));
  EXPECT_THAT(error_of([&] { merge_into(fresh, Store::open(one)); }), HasSubstr("it is of 34268 trials, not 1000"));
}

TEST_F(RunStoreTest, HasOneWriter) {
  const std::string path = at("a.sqlite");
  const Store store = write(path);
  EXPECT_THAT(error_of([&] { write(path); }), HasSubstr("another process is writing"));
  EXPECT_EQ(error_of([&] { Store::open(path); }), "") << "reading is no matter";
}

TEST_F(RunStoreTest, PlaysDamagedPartsAgain) {
  const std::string path = file_with("a.sqlite", {0, 1, 2});
  for (const char* column : {"hash", "counts", "sums", "outcomes", "seal"}) {
    change(path, std::string("UPDATE parts SET ") + column + " = x'01' WHERE part = 1");
    EXPECT_THAT(error_of([&] { stored_result(Store::open(path), example()); }),
                HasSubstr("lacks trials 16384 to 32767"));
    Store store = write(path);
    EXPECT_EQ(missing_parts(store, {}), std::vector<std::uint64_t>{1}) << column;
    play(store, {1});
    expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
  }
}

TEST_F(RunStoreTest, KeepsBlocksOfAPartUntilItIsThere) {
  Store store = write(at("a.sqlite"));
  for (const std::uint64_t index : {0, 3, 33}) {  // the last is not whole
    const Kept block = played(Level::block, index);
    store.keep(block);
    EXPECT_EQ(store.read(Level::block, index)->seal, block.seal);
  }
  EXPECT_EQ(take_stock(store).begun, 2 * block_trials + 476);
  Store other = write(at("b.sqlite"));
  merge_into(other, store);
  EXPECT_EQ(other.indices(Level::block), (std::vector<std::uint64_t>{0, 3, 33}));
  change(at("b.sqlite"), "UPDATE blocks SET counts = sums WHERE block = 3");
  EXPECT_FALSE(other.read(Level::block, 3)) << "is damaged, and played again";
  Kept forged = *store.read(Level::block, 0);
  ++forged.counts[0];
  other.keep(sealed(forged));
  EXPECT_THAT(error_of([&] { merge_into(other, store); }), HasSubstr("disagree on trials 0 to 1023"));
  play(other, {0, 1});
  EXPECT_EQ(other.indices(Level::block), std::vector<std::uint64_t>{33});
  play(other, {2});
  EXPECT_TRUE(other.indices(Level::block).empty());
  expect_same(stored_result(other, example()), simulate(example(), plan_of(uneven)));
}

// Adds to the first sum, which playing would not come to.
Kept with_more(Kept kept) {
  Block block;
  EXPECT_TRUE(unpack_sums(kept.sums, make_layout(example()), block));
  block.sums[0] += 1;
  kept.sums = pack_sums(block);
  return sealed(kept);
}

TEST_F(RunStoreTest, TakesKeptBlocksForPlayed) {
  Store store = write(at("a.sqlite"));
  store.keep(with_more(played(Level::block, 3)));
  play(store, {0, 1, 2});
  EXPECT_EQ(stored_result(store, example()).total.sums[0], simulate(example(), plan_of(uneven)).total.sums[0] + 1);
}

// Sealed by whoever made it, and yet no counts of this scenario.
TEST_F(RunStoreTest, PlaysBlocksAgainThatCannotBe) {
  Store store = write(at("a.sqlite"));
  Kept block = played(Level::block, 3);
  block.counts[0] = '\x7f';
  store.keep(sealed(block));
  block = played(Level::block, 4);
  block.counts.pop_back();
  store.keep(sealed(block));
  play(store, {0, 1, 2});
  expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
}

TEST_F(RunStoreTest, HasNoMoreRowsThanBytesForThem) {
  const std::string path = file_with("a.sqlite", {0});
  change(path,
         "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
         "INSERT INTO parts SELECT 0, i + 1, 16384, x'', x'', x'', x'', x'' FROM n");
  EXPECT_THAT(error_of([&] { Store::open(path); }), HasSubstr("has more in its rows than in all"));
}

TEST_F(RunStoreTest, SaysWhatIsWrongWithAFile) {
  const std::string path = file_with("a.sqlite", {0});
  const auto opened = [&] { return error_of([&] { Store::open(path); }); };
  change(path, "PRAGMA user_version = 99");
  EXPECT_THAT(opened(), HasSubstr(fmt::format("has format 99, and this program reads format {}; use a newer detente",
                                              store_format)));
  change(path, "PRAGMA user_version = 0");
  EXPECT_THAT(opened(), HasSubstr("there is no such format"));
  change(path,
         fmt::format("PRAGMA user_version = {}; UPDATE study SET value = 'many' WHERE key = 'trials'", store_format));
  EXPECT_THAT(opened(), HasSubstr("is damaged: its trials is 'many'"));
  change(path, "UPDATE study SET value = '999999999999999999' WHERE key = 'trials'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: its sizes cannot be"));
  change(path, "UPDATE study SET value = '18446744073709585884' WHERE key = 'trials'");  // 2^64 + 34268
  EXPECT_THAT(opened(), HasSubstr("is damaged: its trials is '18446744073709585884'"));
  change(path, "UPDATE study SET value = '034268' WHERE key = 'trials'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: its trials is '034268'"));
  change(path, "UPDATE study SET value = x'3334323638' WHERE key = 'trials'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: it does not say its trials"));
  change(path, "UPDATE study SET value = '34269' WHERE key = 'trials'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: what it says of its study has changed"));
  change(path, "UPDATE study SET value = '34268' WHERE key = 'trials'");
  change(path, "UPDATE study SET value = 'x' WHERE key = 'sha256'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: what it says of its study has changed"));
  change(path, "DELETE FROM study WHERE key = 'trials'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: it does not say its trials"));
  change(path, "PRAGMA application_id = 1");
  EXPECT_THAT(opened(), HasSubstr("is a database, but not of detente's results"));
  std::ofstream(path) << "parties = []\n" << std::string(2000, ' ');
  EXPECT_THAT(opened(), HasSubstr("is not a results file"));
  EXPECT_THAT(error_of([&] { Store::open(at("none.sqlite")); }), HasSubstr("No such file"));
}

TEST_F(RunStoreTest, LeavesAloneWhatItRefuses) {
  const std::string path = at("foreign.sqlite");
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  const auto bytes = [&] {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = bytes();
  EXPECT_THAT(error_of([&] { write(path); }), HasSubstr("is a database, but not of detente's results"));
  EXPECT_EQ(bytes(), before);
}

TEST_F(RunStoreTest, EndsWhileItIsRead) {
  const std::string path = file_with("a.sqlite", {0, 1, 2});
  Store store = write(path);
  const Store reader = Store::open(path);
  EXPECT_EQ(reader.indices(Level::part).size(), 3U);
  const Document document = document_of(example(), result_with(example()));
  store.put_report(document);
  store.close();
  EXPECT_EQ(Store::open(path).changed_finding(&document), "");
  EXPECT_NE(Store::open(path).changed_finding(nullptr), "");
}

TEST_F(RunStoreTest, HasOneLockWhateverTheName) {
  const Store store = write(at("a.sqlite"));
  fs::create_symlink(at("a.sqlite"), at("b.sqlite"));
  EXPECT_THAT(error_of([&] { write(at("b.sqlite")); }), HasSubstr("another process is writing"));
  fs::create_symlink("d.sqlite", at("c.sqlite"));
  const Store ahead = write(at("c.sqlite"));  // of a link that led nowhere
  EXPECT_THAT(error_of([&] { write(at("d.sqlite")); }), HasSubstr("another process is writing"));
}

TEST_F(RunStoreTest, HasTablesAndNothingElse) {
  const std::string path = file_with("a.sqlite", {0});
  change(path,
         "DROP TABLE parts; CREATE VIEW parts AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
         "SELECT n AS part FROM r");
  EXPECT_THAT(error_of([&] { Store::open(path); }), HasSubstr("has other tables than this program writes"));
  EXPECT_THAT(error_of([&] { Store::open(folder_.path().string()); }), HasSubstr("no regular file"));
}

TEST_F(RunStoreTest, PlaysEachTrialAgain) {
  const Store store = Store::open(file_with("a.sqlite", {0, 2}));
  std::uint64_t next = 0, outcome = 0;
  const auto visit = [&](const TrialRecord& record, std::uint64_t first, std::uint64_t count) {
    EXPECT_EQ(first, next) << "in order; of a part that the file lacks there is none";
    next = first + count == stretch_trials ? 2 * stretch_trials : first + count;
    for (const std::uint64_t word : record.trials_with(0, 0)) outcome += std::popcount(word);
  };
  each_trial_again(store, example(), 4, TrialRecord(make_layout(example())), visit);
  EXPECT_EQ(next, uneven);
  const auto of_part = [](std::uint64_t part) {
    const std::string bytes = played(Level::part, part).counts;
    return unpack_counts(bytes, static_cast<std::size_t>(make_layout(example()).count_size))->front();
  };
  EXPECT_EQ(outcome, of_part(0) + of_part(2));
}

TEST_F(RunStoreTest, SaysWhereATrialComesToSomethingElse) {
  const std::string path = at("a.sqlite");
  {
    Store store = write(path);
    Kept other = played(Level::part, 2);
    other.hash.front() ^= 1;
    store.keep(sealed(other));
  }
  const Store store = Store::open(path);
  EXPECT_THAT(error_of([&] {
                each_trial_again(store, example(), 8, TrialRecord(make_layout(example())), [](const auto&...) {});
              }),
              HasSubstr("part 2 comes to other results when played again; see 'detente verify'"));
}

TEST_F(RunStoreTest, HoldsFiguresByName) {
  const Result result = simulate(example(), plan_of(uneven));
  file_with("a.sqlite", {0, 1, 2});
  EXPECT_EQ(Store::open(at("a.sqlite")).read_run(0)->run.digest, result.digest);
  SQLite::Database database(at("a.sqlite"));
  SQLite::Statement query(database, "SELECT kind, name, item, n, k, p, low, high FROM shares ORDER BY run, place");
  int of_nothing = 0;
  for (const NamedShare& share : named_shares(result)) {
    ASSERT_TRUE(query.executeStep());
    EXPECT_EQ(query.getColumn(0).getString(), share.row->kind);
    EXPECT_EQ(query.getColumn(1).getString(), share.row->name);
    EXPECT_EQ(query.getColumn(2).getString(), share.row->item);
    EXPECT_EQ(query.getColumn(5).isNull(), share.of == 0);
    of_nothing += share.of == 0;
    if (share.of == 0) continue;
    EXPECT_EQ(query.getColumn(5).getDouble(), share_of(share.count, share.of).value);
    EXPECT_LE(query.getColumn(6).getDouble(), query.getColumn(5).getDouble());
  }
  EXPECT_FALSE(query.executeStep());
  EXPECT_GT(of_nothing, 0) << "the share of nothing is none";
  SQLite::Statement means(database, "SELECT n, mean, sd, low, high FROM means ORDER BY run, place");
  int counted = 0, uncounted = 0;
  for (const NamedMean& mean : named_means(result)) {
    ASSERT_TRUE(means.executeStep());
    EXPECT_EQ(means.getColumn(1).isNull(), !mean.mean);
    (mean.sd ? counted : uncounted) += 1;
    for (const int column : {2, 3, 4}) EXPECT_EQ(means.getColumn(column).isNull(), !mean.sd);
  }
  EXPECT_GT(counted, 0);
  EXPECT_GT(uncounted, 0);
}

TEST_F(RunStoreTest, HoldsWhatWasMeasured) {
  const Document document = document_with(example(), result_with(example()));
  ASSERT_FALSE(document.choices()->effects.empty());
  {
    Store store = write(at("a.sqlite"));
    EXPECT_FALSE(store.measured());
    store.put_report(document);
    const ChoiceEffects stored = store.measured()->choices;
    EXPECT_EQ(stored.trials, document.choices()->trials);
    ASSERT_EQ(stored.effects.size(), document.choices()->effects.size());
    for (std::size_t i = 0; i < stored.effects.size(); ++i) {
      EXPECT_EQ(stored.effects[i].choice.who, document.choices()->effects[i].choice.who);
      EXPECT_EQ(stored.effects[i].high, document.choices()->effects[i].high);
    }
    EXPECT_EQ(store.changed_finding(&document), "");
  }
  change(at("a.sqlite"), "UPDATE choices SET change = change + 0.1 WHERE place = 0");
  EXPECT_FALSE(Store::open(at("a.sqlite")).measured()) << "damaged";
}

TEST_F(RunStoreTest, HoldsWhatTrialsFailedOf) {
  Result result = result_with(example());
  result.measured = Measured{.left = false, .failure = Failure{17, "it went wrong"}, .choices = {}};
  Store store = write(at("a.sqlite"));
  store.put_report(document_of(example(), result));
  ASSERT_TRUE(store.measured());
  EXPECT_EQ(store.measured()->failure->trial, 17U);
  EXPECT_EQ(store.measured()->failure->cause, "it went wrong");
}

TEST_F(RunStoreTest, HoldsNothingMeasuredWhereThereWasNoTime) {
  Result result = result_with(example());
  result.measured = Measured{.left = true, .failure = {}, .choices = {}};
  Store store = write(at("a.sqlite"));
  store.put_report(document_of(example(), result));
  EXPECT_FALSE(store.measured()) << "it is to be measured by whoever comes next";
}

}  // namespace
}  // namespace detente
