#include "sim/store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <filesystem>
#include <fstream>

#include "sim/store/merge.h"
#include "sim/store/play.h"
#include "sim/study/player.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"
#include "tests/support/same_result.h"
#include "tests/support/temporary_folder.h"

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

RunPlan plan_of(std::uint64_t trials, int threads = 1, int lanes = 8) {
  return {.trials = trials, .seed = 5, .threads = threads, .lanes = lanes};
}

StoredStudy study_of(std::uint64_t trials = uneven, std::uint64_t seed = 5) {
  StoredStudy study{.command = "detente run",
                    .version = "0",
                    .file = "example.toml",
                    .text = std::string(example_text),
                    .seed = seed,
                    .trials = trials};
  describe(study, example());
  return study;
}

class StoreTest : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return folder_.at(name); }

  // A file with these stretches of the study.
  std::string file_with(const std::string& name, const std::vector<std::uint64_t>& stretches,
                        std::uint64_t trials = uneven) const {
    Store store = Store::write(at(name), study_of(trials));
    play_into(store, example(), plan_of(trials, 2), stretches);
    return at(name);
  }

  void change(const std::string& path, const std::string& statement) const {
    SQLite::Database(path, SQLite::OPEN_READWRITE).exec(statement);
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

TEST_F(StoreTest, HoldsWhatARunComesTo) {
  const std::string path = file_with("a.sqlite", {2, 0, 1});
  expect_same(stored_result(Store::open(path), example()), simulate(example(), plan_of(uneven)));
  EXPECT_FALSE(fs::exists(path + ".lock"));
  EXPECT_FALSE(fs::exists(path + "-wal"));
}

TEST_F(StoreTest, HoldsWhatVariablesComeTo) {
  const Model model = model_of(lively_text);
  constexpr std::uint64_t trials = sample(stretch_trials + 100);
  StoredStudy study = study_of(trials);
  describe(study, model);
  Store store = Store::write(at("a.sqlite"), study);
  play_into(store, model, plan_of(trials, 2), missing_stretches(store, {}));
  expect_same(stored_result(store, model), simulate(model, plan_of(trials)));
}

TEST_F(StoreTest, GoesOnWithWhatIsMissing) {
  const std::string path = file_with("a.sqlite", {1});
  Store store = Store::write(path, study_of());
  EXPECT_EQ(missing_stretches(store, {}), (std::vector<std::uint64_t>{0, 2}));
  play_into(store, example(), plan_of(uneven, 1, 4), missing_stretches(store, {}));
  expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
}

TEST_F(StoreTest, OfMoreTrialsKeepsWholeStretches) {
  const std::string path = file_with("a.sqlite", {0, 1, 2});
  Store store = Store::write(path, study_of(4 * stretch_trials));
  EXPECT_EQ(missing_stretches(store, {}), (std::vector<std::uint64_t>{2, 3}));
  play_into(store, example(), plan_of(4 * stretch_trials), missing_stretches(store, {}));
  expect_same(stored_result(store, example()), simulate(example(), plan_of(4 * stretch_trials)));
}

TEST_F(StoreTest, ShardsComeTogether) {
  const std::string one = file_with("a.1-of-2.sqlite", {0, 2}), two = file_with("a.2-of-2.sqlite", {1, 2});
  Store store = Store::write(at("a.sqlite"), study_of());
  EXPECT_EQ(shard_files(at("a.sqlite")), (std::vector<std::string>{one, two, at("a.sqlite")}));
  EXPECT_TRUE(missing_stretches(store, {one, two}).empty());
  EXPECT_EQ(merge_into(store, Store::open(one)).added, 2U);
  const Merged merged = merge_into(store, Store::open(two));
  EXPECT_EQ(merged.added, 1U);
  EXPECT_EQ(merged.repeated, 1U);
  expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
}

TEST_F(StoreTest, EveryShardPlaysItsShare) {
  std::vector<std::uint64_t> all(20), played;
  for (std::uint64_t i = 0; i < all.size(); ++i) all[i] = i;
  for (std::uint64_t shard = 1; shard <= 7; ++shard)
    for (const std::uint64_t stretch : share_of_shard(all, {shard, 7})) played.push_back(stretch);
  EXPECT_THAT(played, testing::UnorderedElementsAreArray(all));
  EXPECT_EQ(shard_path("x/a.sqlite", {2, 7}), "x/a.2-of-7.sqlite");
  EXPECT_EQ(shard_path("x/a.sqlite", {1, 1}), "x/a.sqlite");
}

TEST_F(StoreTest, RefusesToMergeWhatDisagrees) {
  const std::string one = file_with("one.sqlite", {0}), two = file_with("two.sqlite", {0});
  {
    Store store = Store::write(two, study_of());
    PlayedStretch other = *play_stretch(example(), plan_of(uneven), 0);
    ++other.stretch.sum.counts[0];
    store.put(other.stretch, other.draws);
  }
  Store store = Store::write(one, study_of());
  EXPECT_THAT(error_of([&] { merge_into(store, Store::open(two)); }), HasSubstr("disagree on trials 0 to 16383"));
}

TEST_F(StoreTest, RefusesToMixStudies) {
  const std::string one = file_with("one.sqlite", {0});
  EXPECT_THAT(error_of([&] { Store::write(one, study_of(uneven, 6)); }),
              HasSubstr("another study (detente run): it has seed 5, not 6"));
  StoredStudy other = study_of();
  other.canonical += " ";
  EXPECT_THAT(error_of([&] { Store::write(one, other); }), HasSubstr("its scenario plays otherwise"));
  EXPECT_THAT(error_of([&] { Store::write(one, study_of(1000)); }), HasSubstr("is of 34268 trials, more than 1000"));
  other = study_of();
  other.version = "1";
  EXPECT_THAT(error_of([&] { Store::write(one, other); }), HasSubstr("it is by detente 0, not 1"));
  other = study_of();
  ++other.sum_size;
  EXPECT_THAT(error_of([&] { Store::write(one, other); }), HasSubstr("it counts other things"));
  EXPECT_THAT(error_of([&] { Store::write(at("x.sqlite"), study_of(std::uint64_t{1} << 47)); }),
              HasSubstr("163840000000 at most"));
  Store fresh = Store::write(at("two.sqlite"), study_of(1000));
  EXPECT_THAT(error_of([&] { merge_into(fresh, Store::open(one)); }), HasSubstr("it is of 34268 trials, not 1000"));
}

TEST_F(StoreTest, HasOneWriter) {
  const std::string path = at("a.sqlite");
  const Store store = Store::write(path, study_of());
  EXPECT_THAT(error_of([&] { Store::write(path, study_of()); }), HasSubstr("another process is writing"));
  EXPECT_EQ(error_of([&] { Store::open(path); }), "") << "reading is no matter";
}

TEST_F(StoreTest, PlaysDamagedStretchesAgain) {
  const std::string path = file_with("a.sqlite", {0, 1, 2});
  for (const char* column : {"hash", "counts", "sums", "draws", "seal"}) {
    change(path, std::string("UPDATE stretches SET ") + column + " = x'01' WHERE stretch = 1");
    EXPECT_THAT(error_of([&] { stored_result(Store::open(path), example()); }),
                HasSubstr("lacks trials 16384 to 32767"));
    Store store = Store::write(path, study_of());
    EXPECT_EQ(missing_stretches(store, {}), std::vector<std::uint64_t>{1}) << column;
    play_into(store, example(), plan_of(uneven), std::vector<std::uint64_t>{1});
    expect_same(stored_result(store, example()), simulate(example(), plan_of(uneven)));
  }
}

TEST_F(StoreTest, KeepsBlocksOfAStretchUntilItIsThere) {
  const Model& model = example();
  const Layout layout = make_layout(model);
  const auto player = make_player(model, layout, 8);
  Store store = Store::write(at("a.sqlite"), study_of());
  for (const std::uint64_t index : {0, 3, 33}) {  // the last is not whole
    StoredBlock block{make_block(layout, index), make_draw_counts(model)};
    const std::uint64_t trials = store.study().trials_of_block(index);
    player->play_into(block.sum, &block.draws, 5, index * block_trials, trials, nullptr);
    store.put(block);
    EXPECT_EQ(store.read_block(index)->sum.counts, block.sum.counts);
    EXPECT_EQ(store.read_block(index)->draws.counts, block.draws.counts);
  }
  EXPECT_EQ(take_stock(store).begun, 2 * block_trials + 476);
  Store other = Store::write(at("b.sqlite"), study_of());
  merge_into(other, store);
  EXPECT_EQ(other.blocks(), (std::vector<std::uint64_t>{0, 3, 33}));
  change(at("b.sqlite"), "UPDATE blocks SET counts = sums WHERE block = 3");
  EXPECT_FALSE(other.read_block(3)) << "is damaged, and played again";
  StoredBlock forged = *store.read_block(0);
  ++forged.sum.counts[0];
  other.put(forged);
  EXPECT_THAT(error_of([&] { merge_into(other, store); }), HasSubstr("disagree on trials 0 to 1023"));
  play_into(other, model, plan_of(uneven), std::vector<std::uint64_t>{0, 1});
  EXPECT_EQ(other.blocks(), std::vector<std::uint64_t>{33});
  play_into(other, model, plan_of(uneven), std::vector<std::uint64_t>{2});
  EXPECT_TRUE(other.blocks().empty());
  expect_same(stored_result(other, model), simulate(model, plan_of(uneven)));
}

TEST_F(StoreTest, TakesKeptBlocksForPlayed) {
  Store store = Store::write(at("a.sqlite"), study_of());
  StoredBlock other = *play_block(example(), plan_of(uneven), 3);
  other.sum.sums[0] += 1;  // which playing would not come to
  store.put(other);
  play_into(store, example(), plan_of(uneven), std::vector<std::uint64_t>{0, 1, 2});
  EXPECT_EQ(stored_result(store, example()).total.sums[0], simulate(example(), plan_of(uneven)).total.sums[0] + 1);
}

TEST_F(StoreTest, HasNoMoreRowsThanBytesForThem) {
  const std::string path = file_with("a.sqlite", {0});
  change(path,
         "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
         "INSERT INTO blocks SELECT i, 1024, x'', x'', x'', x'' FROM n");
  EXPECT_THAT(error_of([&] { Store::open(path); }), HasSubstr("has more in its rows than in all"));
}

TEST_F(StoreTest, SaysWhatIsWrongWithAFile) {
  const std::string path = file_with("a.sqlite", {0});
  const auto opened = [&] { return error_of([&] { Store::open(path); }); };
  change(path, "PRAGMA user_version = 99");
  EXPECT_THAT(opened(), HasSubstr(fmt::format("has format 99, and this program reads up to {}; use a newer detente",
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
  EXPECT_THAT(opened(), HasSubstr("is damaged: what it says of its scenario has changed"));
  change(path, "UPDATE study SET value = '34268' WHERE key = 'trials'");
  change(path, "UPDATE study SET value = 'x' WHERE key = 'sha256'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: what it says of its scenario has changed"));
  change(path, "DELETE FROM study WHERE key = 'trials'");
  EXPECT_THAT(opened(), HasSubstr("is damaged: it does not say its trials"));
  change(path, "PRAGMA application_id = 1");
  EXPECT_THAT(opened(), HasSubstr("is a database, but not of detente's results"));
  std::ofstream(path) << "parties = []\n" << std::string(2000, ' ');
  EXPECT_THAT(opened(), HasSubstr("is not a results file"));
  EXPECT_THAT(error_of([&] { Store::open(at("none.sqlite")); }), HasSubstr("No such file"));
}

TEST_F(StoreTest, LeavesAloneWhatItRefuses) {
  const std::string path = at("foreign.sqlite");
  SQLite::Database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
      .exec("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
  const auto bytes = [&] {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = bytes();
  EXPECT_THAT(error_of([&] { Store::write(path, study_of()); }),
              HasSubstr("is a database, but not of detente's results"));
  EXPECT_EQ(bytes(), before);
}

TEST_F(StoreTest, EndsWhileItIsRead) {
  const std::string path = file_with("a.sqlite", {0, 1, 2});
  Store store = Store::write(path, study_of());
  const Store reader = Store::open(path);
  EXPECT_EQ(reader.stretches().size(), 3U);
  const Document document = document_of(example(), result_with(example()));
  store.put_result(document);
  store.close();
  EXPECT_EQ(Store::open(path).digest(), document.result.digest);
}

TEST_F(StoreTest, HasOneLockWhateverTheName) {
  const Store store = Store::write(at("a.sqlite"), study_of());
  fs::create_symlink(at("a.sqlite"), at("b.sqlite"));
  EXPECT_THAT(error_of([&] { Store::write(at("b.sqlite"), study_of()); }), HasSubstr("another process is writing"));
  fs::create_symlink("d.sqlite", at("c.sqlite"));
  const Store ahead = Store::write(at("c.sqlite"), study_of());  // of a link that led nowhere
  EXPECT_THAT(error_of([&] { Store::write(at("d.sqlite"), study_of()); }), HasSubstr("another process is writing"));
}

TEST_F(StoreTest, HasTablesAndNothingElse) {
  const std::string path = file_with("a.sqlite", {0});
  change(
      path,
      "DROP TABLE stretches; CREATE VIEW stretches AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) "
      "SELECT n AS stretch FROM r");
  EXPECT_THAT(error_of([&] { Store::open(path); }), HasSubstr("has other tables than this program writes"));
  EXPECT_THAT(error_of([&] { Store::open(folder_.path().string()); }), HasSubstr("no regular file"));
}

TEST_F(StoreTest, PlaysEachTrialAgain) {
  const Store store = Store::open(file_with("a.sqlite", {0, 2}));
  std::uint64_t next = 0, outcome = 0, outcomes = 0;
  const auto visit = [&](const TrialRecord& record, std::uint64_t first, std::uint64_t count) {
    EXPECT_EQ(first, next) << "in order; of a stretch that the file lacks there is none";
    next = first + count == stretch_trials ? 2 * stretch_trials : first + count;
    for (const std::uint64_t word : record.trials_with(0, 0)) outcome += std::popcount(word);
  };
  each_trial_again(store, example(), 4, TrialRecord(make_layout(example())), visit);
  EXPECT_EQ(next, uneven);
  for (const std::uint64_t stretch : {0, 2}) outcomes += store.read(stretch)->stretch.sum.counts[0];
  EXPECT_EQ(outcome, outcomes);
}

TEST_F(StoreTest, SaysWhereATrialComesToSomethingElse) {
  const std::string path = at("a.sqlite");
  {
    Store store = Store::write(path, study_of());
    PlayedStretch played = *play_stretch(example(), plan_of(uneven), 2);
    played.stretch.hash.front() ^= 1;
    store.put(played.stretch, played.draws);
  }
  const Store store = Store::open(path);
  EXPECT_THAT(error_of([&] {
                each_trial_again(store, example(), 8, TrialRecord(make_layout(example())), [](const auto&...) {});
              }),
              HasSubstr("part 2 comes to other results when played again; see 'detente verify'"));
}

TEST_F(StoreTest, HoldsFiguresByName) {
  const Document document = document_with(example(), result_with(example()));
  {
    Store store = Store::write(at("a.sqlite"), study_of());
    store.put_result(document);
  }
  EXPECT_EQ(Store::open(at("a.sqlite")).digest(), document.result.digest);
  SQLite::Database database(at("a.sqlite"));
  SQLite::Statement query(database, "SELECT kind, name, item, n, k, p, low, high FROM shares ORDER BY rowid");
  int of_nothing = 0;
  for (const NamedShare& share : named_shares(document.result)) {
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
  SQLite::Statement means(database, "SELECT n, mean, sd, low, high FROM means ORDER BY rowid");
  int counted = 0, uncounted = 0;
  for (const NamedMean& mean : named_means(document.result)) {
    ASSERT_TRUE(means.executeStep());
    EXPECT_EQ(means.getColumn(1).isNull(), !mean.mean);
    (mean.sd ? counted : uncounted) += 1;
    for (const int column : {2, 3, 4}) EXPECT_EQ(means.getColumn(column).isNull(), !mean.sd);
  }
  EXPECT_GT(counted, 0);
  EXPECT_GT(uncounted, 0);
}

TEST_F(StoreTest, HoldsWhatWasMeasured) {
  const Document document = document_with(example(), result_with(example()));
  ASSERT_FALSE(document.choices()->effects.empty());
  {
    Store store = Store::write(at("a.sqlite"), study_of());
    EXPECT_FALSE(store.measured());
    store.put_result(document);
    const ChoiceEffects stored = store.measured()->choices;
    EXPECT_EQ(stored.trials, document.choices()->trials);
    ASSERT_EQ(stored.effects.size(), document.choices()->effects.size());
    for (std::size_t i = 0; i < stored.effects.size(); ++i) {
      EXPECT_EQ(stored.effects[i].choice.who, document.choices()->effects[i].choice.who);
      EXPECT_EQ(stored.effects[i].high, document.choices()->effects[i].high);
    }
    EXPECT_TRUE(store.changed_figures(&document).empty());
  }
  change(at("a.sqlite"), "UPDATE choices SET change = change + 0.1 WHERE place = 0");
  EXPECT_FALSE(Store::open(at("a.sqlite")).measured()) << "damaged";
}

TEST_F(StoreTest, HoldsWhatTrialsFailedOf) {
  Result result = result_with(example());
  result.measured = Measured{.left = false, .failure = Failure{17, "it went wrong"}, .choices = {}};
  Store store = Store::write(at("a.sqlite"), study_of());
  store.put_result(document_of(example(), result));
  ASSERT_TRUE(store.measured());
  EXPECT_EQ(store.measured()->failure->trial, 17U);
  EXPECT_EQ(store.measured()->failure->cause, "it went wrong");
}

TEST_F(StoreTest, HoldsNothingMeasuredWhereThereWasNoTime) {
  Result result = result_with(example());
  result.measured = Measured{.left = true, .failure = {}, .choices = {}};
  Store store = Store::write(at("a.sqlite"), study_of());
  store.put_result(document_of(example(), result));
  EXPECT_FALSE(store.measured()) << "it is to be measured by whoever comes next";
}

}  // namespace
}  // namespace detente
