#include "sim/store/play.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "sim/core/floating_point.h"
#include "sim/store/committer.h"
#include "sim/study/threads.h"

namespace detente {

namespace {

class Playing {
 public:
  Playing(Store& store, const RunPlan& how, std::span<const std::uint64_t> parts)
      : store_(store), how_(how), committer_(store, mutex_) {
    if (is_run()) return;
    for (const std::uint64_t part : parts) lacking_[run_of(part)] = store.study().per_run(Level::part);
    for (const std::uint64_t part : store.indices(Level::part))
      if (const auto of = lacking_.find(run_of(part)); of != lacking_.end() && !std::ranges::binary_search(parts, part))
        --of->second;
  }

  void play(std::uint64_t part, PartPlayer& player) {
    std::uint64_t shown = 0;  // trials of it
    const BlockKeeper keeper{[&](std::uint64_t block) {
                               const std::lock_guard lock(mutex_);
                               return store_.read(Level::block, block);
                             },
                             [&](const Kept& block) {
                               const std::lock_guard lock(mutex_);
                               store_.keep(block);
                               shown += show(block.trials);
                             }};
    const std::optional<Kept> done = player.play(part, keeper);
    if (!done) return;
    const std::uint64_t run = run_of(part);
    std::optional<SweepRun> told;
    if (is_run()) told = player.told_of(run, [&](std::uint64_t) { return std::optional<Kept>(done); });
    const std::lock_guard lock(mutex_);
    committer_.put(*done);
    if (!is_run()) {
      committer_.flush();
      if (--lacking_[run] == 0) told = told_of(store_, run, player);
    }
    if (told) committer_.put(*std::move(told));
    show(done->trials - shown);
  }

  void end() {
    committer_.end();
    committer_.flush();
  }

 private:
  bool is_run() const { return store_.study().per_run(Level::part) == 1; }
  std::uint64_t run_of(std::uint64_t part) const { return store_.study().run_of(Level::part, part); }

  std::uint64_t show(std::uint64_t more) {
    trials_ += more;
    if (how_.progress) how_.progress(trials_);
    return more;
  }

  Store& store_;
  const RunPlan& how_;
  std::mutex mutex_;
  Committer committer_;
  std::map<std::uint64_t, std::uint64_t> lacking_;  // by run, of those that are played: parts that are not there yet
  std::uint64_t trials_ = 0;
};

// Calls take(index, player) for these in turn.
template <class Take>
void take_all(const StoredStudy& study, const PointList& points, const RunPlan& how,
              std::span<const std::uint64_t> indices, const Model* model, Take take) {
  const DefaultFloatingPoint floating_point;
  RunPlan each = how;
  each.threads = threads_each(how.threads, indices.size());
  take_turns(indices.size(), how.threads, how.stop, [&] {
    const auto player = std::make_shared<PartPlayer>(study, points, each, model);
    return [&, player](std::uint64_t turn) { take(indices[turn], *player); };
  });
}

}  // namespace

std::vector<std::uint64_t> missing_parts(const Store& store, const std::vector<std::string>& others) {
  std::vector<bool> lacks(store.study().parts(), true);
  const auto take_off = [&](const Store& file) {
    file.each(Level::part, [&](std::uint64_t part, const Kept* kept) {
      if (kept) lacks[part] = false;
    });
  };
  take_off(store);
  for (const std::string& path : others) {
    try {
      const Store other = Store::open(path);
      if (other.study().is_same(store.study())) take_off(other);
    } catch (const StoreError&) {
      continue;  // no help, then; whoever merges it will be told why
    }
  }
  std::vector<std::uint64_t> missing;
  for (std::uint64_t part = 0; part < lacks.size(); ++part)
    if (lacks[part]) missing.push_back(part);
  return missing;
}

void play_into(Store& store, const PointList& points, const RunPlan& how, std::span<const std::uint64_t> parts,
               const Model* model) {
  Playing playing(store, how, parts);
  take_all(store.study(), points, how, parts, model,
           [&](std::uint64_t part, PartPlayer& player) { playing.play(part, player); });
  playing.end();
}

void play_again(const StoredStudy& study, const PointList& points, const RunPlan& how, Level level,
                std::span<const std::uint64_t> indices,
                const std::function<void(const Kept& played, PartPlayer& by)>& visit, const Model* model) {
  std::mutex mutex;
  take_all(study, points, how, indices, model, [&](std::uint64_t index, PartPlayer& player) {
    const std::optional<Kept> played = level == Level::part ? player.play(index) : player.play_block(index);
    const std::lock_guard lock(mutex);
    if (played) visit(*played, player);
  });
}

bool each_trial_again(
    const Store& store, const Model& model, int lanes, TrialRecord record,
    const std::function<void(const TrialRecord& record, std::uint64_t first, std::uint64_t count)>& visit,
    const std::atomic<bool>* stop) {
  const DefaultFloatingPoint floating_point;
  const Layout layout = make_layout(model);
  const std::unique_ptr<Player> player = make_player(model, layout, lanes);
  Leave leave(stop);
  const std::uint64_t seed = store.study().plan.run.seed;
  for (const std::uint64_t index : store.indices(Level::part)) {
    const std::optional<Kept> stored = store.read(Level::part, index);
    if (!stored) continue;
    StretchSum sum;
    for (std::uint64_t done = 0; done < stored->trials; done += block_trials) {
      Block block = make_block(layout, index * stretch_blocks + done / block_trials);
      const std::uint64_t first = block.index * block_trials;
      const auto count = std::min<std::uint64_t>(block_trials, stored->trials - done);
      record.clear();
      leave.begin();
      if (leave.stopped() || !player->play_into(block, nullptr, seed, first, count, &record, &leave)) return false;
      sum.add(block);
      visit(record, first, count);
    }
    if (sum.finish().hash != stored->hash)
      throw StoreError(fmt::format("'{}': part {} comes to other results when played again; see 'detente verify'",
                                   store.path(), index));
  }
  return true;
}

Stock take_stock(const Store& store) {
  Stock stock;
  const bool is_single = store.study().runs() == 1;
  store.in_one_look([&] {
    store.each(Level::part, [&](std::uint64_t part, const Kept* kept) {
      (kept ? stock.whole : stock.damaged).push_back(part);
      if (kept) stock.trials += kept->trials;
    });
    store.each(Level::block, [&](std::uint64_t block, const Kept* kept) {
      if (kept && !std::binary_search(stock.whole.begin(), stock.whole.end(), block / stretch_blocks))
        stock.begun += kept->trials;
    });
    store.each_run([&](std::uint64_t run, const StoredRun* stored) {
      (stored ? stock.runs_told : stock.runs_damaged).push_back(run);
      if (stored && is_single && stock.whole.size() == store.study().parts()) stock.digest = stored->run.digest;
    });
  });
  return stock;
}

std::vector<std::uint64_t> untold_runs(const StoredStudy& study, const Stock& stock) {
  std::vector<std::uint64_t> untold;
  const std::uint64_t per_run = study.per_run(Level::part);
  for (std::size_t first = 0, end; first < stock.whole.size(); first = end) {
    const std::uint64_t run = stock.whole[first] / per_run;
    for (end = first; end < stock.whole.size() && stock.whole[end] / per_run == run;) ++end;
    if (end - first == per_run && !std::ranges::binary_search(stock.runs_told, run)) untold.push_back(run);
  }
  return untold;
}

void tell_runs(Store& store, const PointList& points, Stock& stock, const Model* model) {
  const DefaultFloatingPoint floating_point;
  PartPlayer player(store.study(), points, {}, model);
  for (const std::uint64_t run : untold_runs(store.study(), stock)) {
    std::optional<SweepRun> told = told_of(store, run, player);
    if (!told) continue;
    if (store.study().runs() == 1) stock.digest = told->digest;
    store.keep(*std::move(told));
    stock.runs_told.push_back(run);
    std::erase(stock.runs_damaged, run);
  }
  std::sort(stock.runs_told.begin(), stock.runs_told.end());
}

std::optional<SweepRun> told_of(const Store& store, std::uint64_t run, PartPlayer& player) {
  return player.told_of(run, [&](std::uint64_t part) { return store.read(Level::part, part); });
}

Result stored_result(const Store& store, const Model& model) {
  const DefaultFloatingPoint floating_point;
  const StoredStudy& study = store.study();
  std::uint64_t last = 0;  // that was read
  const auto read = [&](std::uint64_t part) { return store.read(Level::part, last = part); };
  std::optional<Result> result = PartPlayer(study, single_point(), {}, &model).result_of(0, read);
  if (!result)
    throw StoreError(fmt::format("'{}' lacks {}; the run's command plays what is missing", store.path(),
                                 study.name_of(Level::part, last)));
  return *std::move(result);
}

std::optional<Measured> stored_measured(const Store& store, const Model& model, const Result& result) {
  std::optional<Measured> measured = store.measured();
  return measured && fits(*measured, model, result) ? measured : std::nullopt;
}

Document stored_document(const Store& store, const Model& model) {
  Result result = stored_result(store, model);
  result.measured = stored_measured(store, model, result);
  return document_of(model, std::move(result));
}

}  // namespace detente
