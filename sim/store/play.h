// Playing what a file lacks, and putting the result together again.
#pragma once

#include <atomic>
#include <functional>
#include <optional>

#include "sim/store/store.h"
#include "sim/study/simulate.h"
#include "sim/study/trial_record.h"

namespace detente {

// One of `of` processes that share a study. 1 <= index <= of.
struct Shard {
  std::uint64_t index = 1, of = 1;
};

// Sets what the file is of to that of the model.
void describe(StoredStudy& study, const Model& model);

// "RESULTS.sqlite" as shard 2 of 7 writes it: "RESULTS.2-of-7.sqlite"; one alone writes the file itself.
std::string shard_path(const std::string& path, const Shard& shard);
// The files that exist of what any shards have written of `path`, itself included, in order of name.
std::vector<std::string> shard_files(const std::string& path);

// Stretches that neither the store nor any other file of the same study has, in order.
std::vector<std::uint64_t> missing_stretches(const Store& store, const std::vector<std::string>& others);
// Those of them that this shard plays.
std::vector<std::uint64_t> share_of_shard(const std::vector<std::uint64_t>& stretches, const Shard& shard);

struct PlayedStretch {
  Stretch stretch;
  DrawCounts draws;
};
// Nothing where plan.stop turned true and the rest would have taken long.
std::optional<PlayedStretch> play_stretch(const Model& model, const RunPlan& plan, std::uint64_t index);

// Likewise; whole blocks of a stretch that is not.
std::optional<StoredBlock> play_block(const Model& model, const RunPlan& plan, std::uint64_t index);

// Plays them on plan.threads threads; each is committed when it is done, and plan.progress told how many trials are.
// Once plan.stop turns true, those begun are finished if that takes no time, and the rest left. Returns how many it
// played. Throws StoreError.
std::uint64_t play_into(Store& store, const Model& model, const RunPlan& plan,
                        std::span<const std::uint64_t> stretches);

// Plays them on plan.threads threads, and hands each over when it is done, by one thread at a time; none that plan.stop
// left.
void play_again(const Model& model, const RunPlan& plan, std::span<const std::uint64_t> stretches,
                const std::function<void(std::uint64_t index, const PlayedStretch& played)>& visit);

// Plays the whole ones of the file's stretches again, block by block in order, and hands over what each trial came to:
// `count` of them, from `first`. lanes: as for make_player(). False if `stop` turned true before the end. Throws
// StoreError where a stretch comes to something else than the file has, and what `visit` throws.
bool each_trial_again(
    const Store& store, const Model& model, int lanes, TrialRecord record,
    const std::function<void(const TrialRecord& record, std::uint64_t first, std::uint64_t count)>& visit,
    const std::atomic<bool>* stop = nullptr);

// What a file has, told without playing or reading the scenario.
struct Stock {
  std::vector<std::uint64_t> whole, damaged;  // stretches, in order
  std::uint64_t trials = 0;                   // of the whole ones
  std::uint64_t begun = 0;                    // trials of whole blocks of the others
  std::string digest;                         // of the run; empty unless all stretches are there
};
Stock take_stock(const Store& store);

// What the file's stretches come to, the same bits as simulate(). Throws StoreError if one is missing or damaged.
Result stored_result(const Store& store, const Model& model);
// What was measured for it, if that is there and may be so.
std::optional<Measured> stored_measured(const Store& store, const Model& model, const Result& result);
// All that the file says; nothing is played.
Document stored_document(const Store& store, const Model& model);

}  // namespace detente
