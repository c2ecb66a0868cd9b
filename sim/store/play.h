// Playing what a file lacks, and telling what it has.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <span>

#include "sim/store/part_player.h"
#include "sim/store/shards.h"
#include "sim/store/store.h"
#include "sim/study/trial_record.h"

namespace detente {

// `how`, `model`: as for PartPlayer, of all threads together.

// Parts that neither the store nor any other file of the same study has, in order.
std::vector<std::uint64_t> missing_parts(const Store& store, const std::vector<std::string>& others);

// Plays these parts, in order; each is committed when it is done, or within a fifth of a second where runs have but
// one, and how.progress told how many trials are. Of a run that then has all its parts the file tells what it came to.
// Once how.stop turns true, parts begun are finished if that takes no time, and the rest left. Throws StoreError and
// PointError; what was done before is kept.
void play_into(Store& store, const PointList& points, const RunPlan& how, std::span<const std::uint64_t> parts,
               const Model* model = nullptr);

// What a run comes to by its parts; none if one is missing or damaged.
std::optional<SweepRun> told_of(const Store& store, std::uint64_t run, PartPlayer& player);

// Plays these, and hands each over with what played it when it is done, by one thread at a time; none that how.stop
// left.
void play_again(const StoredStudy& study, const PointList& points, const RunPlan& how, Level level,
                std::span<const std::uint64_t> indices,
                const std::function<void(const Kept& played, PartPlayer& by)>& visit, const Model* model = nullptr);

// Plays the parts that the file of a single run has again, block by block in order, and hands over what each trial came
// to: `count` of them, from `first`. lanes: as for make_player(). False if `stop` turned true before the end. Throws
// StoreError where a part comes to something else than the file has, and what `visit` throws.
bool each_trial_again(
    const Store& store, const Model& model, int lanes, TrialRecord record,
    const std::function<void(const TrialRecord& record, std::uint64_t first, std::uint64_t count)>& visit,
    const std::atomic<bool>* stop = nullptr);

// What a file has, told without playing or reading the scenario.
struct Stock {
  std::vector<std::uint64_t> whole, damaged;           // parts, in order
  std::vector<std::uint64_t> runs_told, runs_damaged;  // of runs what they came to
  std::uint64_t trials = 0;                            // of the whole parts
  std::uint64_t begun = 0;                             // trials of whole blocks of the others
  std::string digest;                                  // of a single run, if it is told of
};
Stock take_stock(const Store& store);

// Runs that have all parts and are not told of, or not any more; in order.
std::vector<std::uint64_t> untold_runs(const StoredStudy& study, const Stock& stock);

// Has the file tell of them; in the stock, too.
void tell_runs(Store& store, const PointList& points, Stock& stock, const Model* model = nullptr);

// What the parts of the only run come to, the same bits as simulate(). Throws StoreError if one is missing or damaged.
Result stored_result(const Store& store, const Model& model);
// What was measured for it, if that is there and may be so.
std::optional<Measured> stored_measured(const Store& store, const Model& model, const Result& result);
// All that the file says of it; nothing is played.
Document stored_document(const Store& store, const Model& model);

}  // namespace detente
