#include "sim/study/compare.h"

#include <algorithm>
#include <bit>
#include <mutex>

#include "sim/core/check.h"
#include "sim/core/floating_point.h"
#include "sim/study/player.h"
#include "sim/study/queue.h"

namespace detente {

namespace {

// A measure that two scenarios share: its places in their records.
struct Match {
  std::size_t before = 0, after = 0;
};

// What the pairs of a block, or of all blocks, came to; by match, each in the list of its kind.
struct PairTally {
  std::uint64_t pairs = 0, failed = 0;
  std::vector<PairCounts> shares;
  std::vector<PairMoments> numbers;

  void merge(const PairTally& other) {
    pairs += other.pairs;
    failed += other.failed;
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i].merge(other.shares[i]);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i].merge(other.numbers[i]);
  }
};

// How one variant is held against the reference.
class Pairing {
 public:
  Pairing(const Model& reference, const Model& variant)
      : before_(measures_of(reference)), after_(measures_of(variant)) {
    for (std::size_t i = 0; i < before_.size(); ++i) {
      const auto found = std::find_if(after_.begin(), after_.end(),
                                      [&](const Measure& measure) { return measure.asks_as(before_[i]); });
      if (found == after_.end()) continue;
      (is_share(before_[i].kind) ? shares_ : numbers_).push_back({i, static_cast<std::size_t>(found - after_.begin())});
    }
  }

  PairTally empty() const {
    return {.shares = std::vector<PairCounts>(shares_.size()), .numbers = std::vector<PairMoments>(numbers_.size())};
  }

  PairTally count(const TrialRecord& before, const TrialRecord& after) const {
    PairTally tally = empty();
    for (int word = 0; word < record_words; ++word) {
      const std::uint64_t pairs = before.played()[word] & after.played()[word];
      tally.pairs += std::popcount(pairs);
      tally.failed += std::popcount(before.failed()[word] | after.failed()[word]);
      for (std::size_t i = 0; i < shares_.size(); ++i)
        add_share(tally.shares[i], pairs, before.holds(shares_[i].before)[word], after.holds(shares_[i].after)[word]);
      for (std::size_t i = 0; i < numbers_.size(); ++i) add_numbers(tally.numbers[i], before, after, numbers_[i], word);
    }
    return tally;
  }

  VariantComparison conclude(const PairTally& tally) const {
    VariantComparison variant{.pairs = tally.pairs, .failed = tally.failed};
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      const PairCounts& pairs = tally.shares[i];
      const double n = std::max(1.0, static_cast<double>(pairs.total()));
      variant.differences.push_back({.measure = before_[shares_[i].before],
                                     .pairs = pairs.total(),
                                     .differing = pairs.gained + pairs.lost,
                                     .before = static_cast<double>(pairs.both + pairs.lost) / n,
                                     .after = static_cast<double>(pairs.both + pairs.gained) / n,
                                     .difference = difference_of(pairs)});
    }
    for (std::size_t i = 0; i < numbers_.size(); ++i) {
      const PairMoments& pairs = tally.numbers[i];
      variant.differences.push_back({.measure = before_[numbers_[i].before],
                                     .pairs = pairs.total,
                                     .differing = pairs.differing,
                                     .before = pairs.mean_before(),
                                     .after = pairs.mean_after(),
                                     .difference = difference_of(pairs)});
    }
    variant.only_before = lacking(before_, after_);
    variant.only_after = lacking(after_, before_);
    return variant;
  }

 private:
  static void add_share(PairCounts& counts, std::uint64_t pairs, std::uint64_t before, std::uint64_t after) {
    counts.both += std::popcount(pairs & before & after);
    counts.lost += std::popcount(pairs & before & ~after);
    counts.gained += std::popcount(pairs & ~before & after);
    counts.neither += std::popcount(pairs & ~before & ~after);
  }

  static void add_numbers(PairMoments& moments, const TrialRecord& before, const TrialRecord& after, const Match& match,
                          int word) {
    for (std::uint64_t left = before.holds(match.before)[word] & after.holds(match.after)[word]; left;
         left &= left - 1) {
      const int trial = word * 64 + std::countr_zero(left);
      moments.add(before.number(match.before, trial), after.number(match.after, trial));
    }
  }

  static std::vector<Measure> lacking(const std::vector<Measure>& here, const std::vector<Measure>& there) {
    std::vector<Measure> found;
    for (const Measure& measure : here)
      if (std::none_of(there.begin(), there.end(), [&](const Measure& other) { return other.asks_as(measure); }))
        found.push_back(measure);
    return found;
  }

  std::vector<Measure> before_, after_;
  std::vector<Match> shares_, numbers_;
};

// What all threads share.
struct Study {
  std::span<const Model> models;
  std::vector<Pairing> pairings;      // [model - 1]
  std::vector<Result> results;        // [model]
  std::vector<Collector> collectors;  // [model]
  std::vector<PairTally> tallies;     // [model - 1]

  // Records of a block of each model, cleared: as many as there are blocks that are played.
  std::vector<TrialRecord> take_records() {
    const std::lock_guard lock(mutex);
    if (unused.empty()) {
      std::vector<TrialRecord> made;
      for (const Model& model : models) made.emplace_back(measures_of(model));
      return made;
    }
    std::vector<TrialRecord> found = std::move(unused.back());
    unused.pop_back();
    for (TrialRecord& record : found) record.clear();
    return found;
  }
  void give_back(std::vector<TrialRecord> records) {
    const std::lock_guard lock(mutex);
    unused.push_back(std::move(records));
  }

  std::mutex mutex = {};
  std::vector<std::vector<TrialRecord>> unused = {};
};

class Sum final : public BlockSum {
 public:
  Sum(Study& study, std::uint64_t index) : study_(study) {
    for (std::size_t i = 0; i < study.models.size(); ++i) {
      blocks.push_back(make_block(study.results[i].layout, index));
      if (index < drawn_blocks) draws.push_back(make_draw_counts(study.models[i]));
    }
    records = study.take_records();
  }

  void complete() override {
    for (std::size_t i = 0; i < blocks.size(); ++i) detente::complete(study_.results[i].layout, blocks[i]);
    for (std::size_t i = 1; i < records.size(); ++i)
      tallies_.push_back(study_.pairings[i - 1].count(records[0], records[i]));
    study_.give_back(std::move(records));
  }

  void merge() override {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      study_.collectors[i].add(blocks[i], study_.results[i].total);
      if (!draws.empty()) detente::merge(study_.results[i].draws, draws[i]);
    }
    for (std::size_t i = 0; i < tallies_.size(); ++i) study_.tallies[i].merge(tallies_[i]);
  }

  // By model.
  std::vector<Block> blocks;
  std::vector<DrawCounts> draws;  // none where they are not counted
  std::vector<TrialRecord> records;

 private:
  Study& study_;
  std::vector<PairTally> tallies_;  // [model - 1]
};

class Worker final : public BlockWorker {
 public:
  explicit Worker(Study& study) : study_(study) {
    for (std::size_t i = 0; i < study.models.size(); ++i)
      players_.push_back(make_player(study.models[i], study.results[i].layout, study.results[i].plan.lanes));
  }

  std::unique_ptr<BlockSum> begin(const BlockRange& range) override {
    return std::make_unique<Sum>(study_, range.index);
  }
  std::uint64_t portion() const override { return players_[0]->lanes(); }
  bool play(const BlockRange& portion, const Leave& leave) override {
    place_ = portion.first % block_trials;
    return std::all_of(players_.begin(), players_.end(), [&](const std::unique_ptr<Player>& player) {
      return player->play(study_.results[0].plan.seed, portion.first, portion.count, &leave);
    });
  }
  void add(BlockSum& sum) override {
    Sum& mine = static_cast<Sum&>(sum);
    for (std::size_t i = 0; i < players_.size(); ++i)
      players_[i]->add(mine.blocks[i], mine.draws.empty() ? nullptr : &mine.draws[i], &mine.records[i], place_);
  }

 private:
  Study& study_;
  std::vector<std::unique_ptr<Player>> players_;
  std::uint64_t place_ = 0;  // in the block, of what was played last
};

void begin(Study& study, const RunPlan& plan) {
  const std::span<const Model> models = study.models;
  study.collectors = std::vector<Collector>(models.size());
  for (const Model& model : models) {
    Result& result = study.results.emplace_back();
    result.plan = plan;
    result.layout = make_layout(model);
    result.total = make_total(result.layout);
    result.draws = make_draw_counts(model);
    if (&model == &models.front()) continue;
    study.pairings.emplace_back(models.front(), model);
    study.tallies.push_back(study.pairings.back().empty());
  }
}

}  // namespace

Comparison compare(std::span<const Model> models, const RunPlan& plan) {
  const DefaultFloatingPoint floating_point;
  check(models.size() >= 2, "a comparison is of two or more");
  check(plan.precision == 0 && plan.budget == 0, "a comparison plays the trials asked for");
  Study study{.models = models};
  begin(study, plan);
  BlockQueue queue(plan);
  queue.play([&] { return std::make_unique<Worker>(study); });
  Comparison comparison;
  for (std::size_t i = 0; i < models.size(); ++i) {
    Result& result = study.results[i];
    result.trials = queue.trials();
    result.ending = queue.ending();
    result.seconds = queue.seconds();
    result.digest = study.collectors[i].finish(result.total, models[i].canonical, plan.seed, result.trials);
    if (i > 0) comparison.variants.push_back(study.pairings[i - 1].conclude(study.tallies[i - 1]));
  }
  comparison.results = std::move(study.results);
  return comparison;
}

}  // namespace detente
