#include "sim/study/compare.h"

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>

#include "sim/core/check.h"
#include "sim/core/floating_point.h"
#include "sim/study/player.h"
#include "sim/study/queue.h"

namespace detente {

namespace {

// What may be compared: a figure, or one of its counts.
struct Place {
  std::size_t figure = 0;
  int count = -1;
  RowName about;
  bool share = true;
};

std::vector<Place> places_of(const Layout& layout) {
  std::vector<Place> places;
  for (std::size_t i = 0; i < layout.figures->list.size(); ++i) {
    const Figure& figure = layout.figures->list[i];
    if (figure.type != Figure::Type::choice) places.push_back({i, -1, figure.about, figure.is_share()});
    for (int count = figure.least; count < figure.end; ++count) places.push_back({i, count, figure.row(count), true});
  }
  return places;
}

// A figure that two scenarios share: its places in their records.
struct Match {
  Place before, after;
};

// What the pairs of a block, or of all blocks, came to; by match, each in the list of its kind.
struct PairTally {
  std::uint64_t pairs = 0, failed = 0;
  std::vector<PairCounts> shares;
  std::vector<PairMoments> means;

  void merge(const PairTally& other) {
    pairs += other.pairs;
    failed += other.failed;
    for (std::size_t i = 0; i < shares.size(); ++i) shares[i].merge(other.shares[i]);
    for (std::size_t i = 0; i < means.size(); ++i) means[i].merge(other.means[i]);
  }
};

// The trials in which it holds.
RecordWords trials_of(const TrialRecord& record, const Place& place) {
  if (place.count >= 0) return record.trials_with(place.figure, place.count);
  RecordWords words;
  std::copy_n(record.holds(place.figure), record_words, words.begin());
  return words;
}

// How one variant is held against the reference.
class Pairing {
 public:
  Pairing(const Layout& reference, const Layout& variant) {
    const std::vector<Place> before = places_of(reference), after = places_of(variant);
    std::map<std::pair<RowName, bool>, const Place*> there;  // a mean may be about the same as shares
    for (const Place& place : after) there.emplace(std::pair(place.about, place.share), &place);
    for (const Place& place : before) {
      const auto found = there.find({place.about, place.share});
      if (found == there.end()) {
        only_before_.push_back(place.about);
        continue;
      }
      (place.share ? shares_ : means_).push_back({place, *found->second});
      there.erase(found);
    }
    for (const Place& place : after)
      if (there.contains({place.about, place.share})) only_after_.push_back(place.about);
  }

  PairTally empty() const {
    return {.shares = std::vector<PairCounts>(shares_.size()), .means = std::vector<PairMoments>(means_.size())};
  }

  PairTally count(const TrialRecord& before, const TrialRecord& after) const {
    PairTally tally = empty();
    RecordWords pairs;
    for (int word = 0; word < record_words; ++word) {
      pairs[word] = before.played()[word] & after.played()[word];
      tally.pairs += std::popcount(pairs[word]);
      tally.failed += std::popcount(before.failed()[word] | after.failed()[word]);
    }
    for (std::size_t i = 0; i < shares_.size(); ++i)
      add_share(tally.shares[i], pairs, trials_of(before, shares_[i].before), trials_of(after, shares_[i].after));
    for (std::size_t i = 0; i < means_.size(); ++i) add_numbers(tally.means[i], before, after, means_[i]);
    return tally;
  }

  VariantComparison conclude(const PairTally& tally) const {
    VariantComparison variant{.pairs = tally.pairs, .failed = tally.failed};
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      const PairCounts& pairs = tally.shares[i];
      const double n = std::max(1.0, static_cast<double>(pairs.total()));
      variant.differences.push_back(difference(
          shares_[i], pairs.total(), pairs.gained + pairs.lost, static_cast<double>(pairs.both + pairs.lost) / n,
          static_cast<double>(pairs.both + pairs.gained) / n, difference_of(pairs)));
    }
    for (std::size_t i = 0; i < means_.size(); ++i) {
      const PairMoments& pairs = tally.means[i];
      variant.differences.push_back(difference(means_[i], pairs.total, pairs.differing, pairs.mean_before(),
                                               pairs.mean_after(), difference_of(pairs)));
    }
    variant.only_before = only_before_;
    variant.only_after = only_after_;
    return variant;
  }

 private:
  static FigureDifference difference(const Match& match, std::uint64_t pairs, std::uint64_t differing, double before,
                                     double after, const Difference& difference) {
    return {match.before.about, match.before.share, pairs, differing, before, after, difference};
  }

  static void add_share(PairCounts& counts, const RecordWords& pairs, const RecordWords& before,
                        const RecordWords& after) {
    for (int word = 0; word < record_words; ++word) {
      counts.both += std::popcount(pairs[word] & before[word] & after[word]);
      counts.lost += std::popcount(pairs[word] & before[word] & ~after[word]);
      counts.gained += std::popcount(pairs[word] & ~before[word] & after[word]);
      counts.neither += std::popcount(pairs[word] & ~before[word] & ~after[word]);
    }
  }

  static void add_numbers(PairMoments& moments, const TrialRecord& before, const TrialRecord& after,
                          const Match& match) {
    const std::size_t first = match.before.figure, second = match.after.figure;
    for (int word = 0; word < record_words; ++word)
      for (std::uint64_t left = before.holds(first)[word] & after.holds(second)[word]; left; left &= left - 1) {
        const int trial = word * 64 + std::countr_zero(left);
        moments.add(before.number(first, trial), after.number(second, trial));
      }
  }

  std::vector<Match> shares_, means_;
  std::vector<RowName> only_before_, only_after_;
};

// What all threads share.
struct Shared {
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
      for (const Result& result : results) made.emplace_back(result.layout);
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

class PairedSum final : public BlockSum {
 public:
  PairedSum(Shared& shared, std::uint64_t index) : shared_(shared) {
    for (std::size_t i = 0; i < shared.models.size(); ++i) {
      blocks.push_back(make_block(shared.results[i].layout, index));
      outcomes.push_back(make_trial_outcomes());
    }
    records = shared.take_records();
  }

  void complete() override {
    for (std::size_t i = 0; i < blocks.size(); ++i) detente::complete(shared_.results[i].layout, blocks[i]);
    for (std::size_t i = 1; i < records.size(); ++i)
      tallies_.push_back(shared_.pairings[i - 1].count(records[0], records[i]));
    shared_.give_back(std::move(records));
  }

  void merge() override {
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      shared_.collectors[i].add(blocks[i], shared_.results[i].total);
      detente::merge(shared_.results[i].trial_outcomes, outcomes[i]);
    }
    for (std::size_t i = 0; i < tallies_.size(); ++i) shared_.tallies[i].merge(tallies_[i]);
  }

  // By model.
  std::vector<Block> blocks;
  std::vector<TrialOutcomes> outcomes;
  std::vector<TrialRecord> records;

 private:
  Shared& shared_;
  std::vector<PairTally> tallies_;  // [model - 1]
};

class Pairer final : public BlockWorker {
 public:
  explicit Pairer(Shared& shared) : shared_(shared) {
    for (std::size_t i = 0; i < shared.models.size(); ++i)
      players_.push_back(make_player(shared.models[i], shared.results[i].layout, shared.results[i].plan.lanes));
  }

  std::unique_ptr<BlockSum> begin(const BlockRange& range) override {
    return std::make_unique<PairedSum>(shared_, range.index);
  }
  std::uint64_t portion() const override { return players_[0]->lanes(); }
  bool play(const BlockRange& portion, const Leave& leave) override {
    place_ = portion.first % block_trials;
    return std::all_of(players_.begin(), players_.end(), [&](const std::unique_ptr<Player>& player) {
      return player->play(shared_.results[0].plan.seed, portion.first, portion.count, &leave);
    });
  }
  void add(BlockSum& sum) override {
    PairedSum& mine = static_cast<PairedSum&>(sum);
    for (std::size_t i = 0; i < players_.size(); ++i)
      players_[i]->add(mine.blocks[i], &mine.outcomes[i], &mine.records[i], place_);
  }

 private:
  Shared& shared_;
  std::vector<std::unique_ptr<Player>> players_;
  std::uint64_t place_ = 0;  // in the block, of what was played last
};

void begin(Shared& shared, const RunPlan& plan) {
  const std::span<const Model> models = shared.models;
  shared.collectors = std::vector<Collector>(models.size());
  shared.results.reserve(models.size());
  for (const Model& model : models) {
    Result& result = shared.results.emplace_back();
    result.plan = plan;
    result.layout = make_layout(model);
    result.total = make_total(result.layout);
    if (&model == &models.front()) continue;
    shared.pairings.emplace_back(shared.results.front().layout, result.layout);
    shared.tallies.push_back(shared.pairings.back().empty());
  }
}

}  // namespace

Comparison compare(std::span<const Model> models, const RunPlan& plan) {
  const DefaultFloatingPoint floating_point;
  check(models.size() >= 2, "a comparison is of two or more");
  check(plan.precision == 0 && plan.budget == 0, "a comparison plays the trials asked for");
  Shared shared{.models = models};
  begin(shared, plan);
  BlockQueue queue(plan);
  queue.play([&] { return std::make_unique<Pairer>(shared); });
  Comparison comparison;
  for (std::size_t i = 0; i < models.size(); ++i) {
    Result& result = shared.results[i];
    result.trials = queue.trials();
    result.ending = queue.ending();
    result.seconds = queue.seconds();
    result.digest = shared.collectors[i].finish(result.total, models[i].canonical, plan.seed, result.trials);
    if (i > 0) comparison.variants.push_back(shared.pairings[i - 1].conclude(shared.tallies[i - 1]));
  }
  comparison.results = std::move(shared.results);
  return comparison;
}

}  // namespace detente
