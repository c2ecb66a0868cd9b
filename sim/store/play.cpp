#include "sim/store/play.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <mutex>

#include "sim/core/floating_point.h"
#include "sim/study/player.h"
#include "sim/study/threads.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".sqlite";

std::string stem_of(const std::string& path) {
  return is_store_name(path) ? path.substr(0, path.size() - extension.size()) : path;
}

// ".sqlite", ".2-of-8.sqlite"
bool is_tail(const std::string& text) {
  int shard_size = 0;  // stays where there is none
  std::sscanf(text.c_str(), ".%*[0-9]-of-%*[0-9]%n", &shard_size);
  return text.substr(shard_size) == extension;
}

// Nothing where it was left.
std::optional<StoredBlock> play_block(Player& player, const Layout& layout, const Model& model, const RunPlan& plan,
                                      std::uint64_t index, const Leave& leave) {
  StoredBlock block{make_block(layout, index), make_draw_counts(model), {}};
  const std::uint64_t first = index * block_trials, count = std::min<std::uint64_t>(block_trials, plan.trials - first);
  if (!player.play_into(block.sum, &block.draws, plan.seed, first, count, nullptr, &leave)) return {};
  return block;
}

// Whether each of so many trials has ended in one way, and nothing was counted more often.
bool can_be(const Block& block, const Layout& layout, std::uint64_t trials) {
  std::uint64_t ended = block.counts[layout.failed];
  const Figure& outcomes = layout.figures->list.front();
  for (int outcome = 0; outcome < outcomes.size; ++outcome) ended += block.counts[outcomes.first + outcome];
  return ended == trials && std::ranges::all_of(block.counts, [&](std::uint64_t count) { return count <= trials; }) &&
         std::ranges::all_of(block.sums, [](double sum) { return std::isfinite(sum); });
}

// Where blocks of a stretch are kept that is not whole.
struct Keeper {
  std::function<std::optional<StoredBlock>(std::uint64_t block)> kept;
  std::function<void(const StoredBlock& block)> keep;
};

// Nothing where it was left. Of a stretch that takes long, whole blocks are kept one by one.
std::optional<PlayedStretch> play(Player& player, const Layout& layout, const Model& model, const RunPlan& plan,
                                  std::uint64_t index, const Keeper& keeper) {
  const Leave leave(plan.stop);
  PlayedStretch played{.draws = make_draw_counts(model)};
  StretchSum sum;
  for (std::uint64_t i = index * stretch_blocks; i < (index + 1) * stretch_blocks; ++i) {
    const std::uint64_t first = i * block_trials;
    if (first >= plan.trials) break;
    std::optional<StoredBlock> block = keeper.kept(i);
    if (!block || !can_be(block->sum, layout, std::min<std::uint64_t>(block_trials, plan.trials - first))) {
      const Leave begun(nullptr);
      block = play_block(player, layout, model, plan, i, leave);
      if (!block) return {};
      if (begun.impatient()) keeper.keep(*block);
    }
    sum.add(block->sum);
    if (!block->draws.counts.empty()) merge(played.draws, block->draws);
  }
  played.stretch = sum.finish();
  return played;
}

const Keeper nowhere{[](std::uint64_t) { return std::nullopt; }, [](const StoredBlock&) {}};

}  // namespace

void describe(StoredStudy& study, const Model& model) {
  const Layout layout = make_layout(model);
  study.canonical = model.canonical;
  study.count_size = static_cast<std::size_t>(layout.count_size);
  study.sum_size = static_cast<std::size_t>(layout.sum_size);
  study.draw_size = make_draw_counts(model).counts.size();
}

std::string shard_path(const std::string& path, const Shard& shard) {
  return shard.of == 1 ? path : fmt::format("{}.{}-of-{}{}", stem_of(path), shard.index, shard.of, extension);
}

std::vector<std::string> shard_files(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  const std::string stem = fs::path(stem_of(path)).filename().string();
  std::vector<std::string> files;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder.empty() ? "." : folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(stem) && is_tail(name.substr(stem.size()))) files.push_back((folder / name).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::uint64_t> missing_stretches(const Store& store, const std::vector<std::string>& others) {
  std::vector<bool> lacks(store.study().stretches(), true);
  const auto take_off = [&](const Store& file) {
    for (const std::uint64_t stretch : file.stretches())
      if (lacks[stretch] && file.read(stretch)) lacks[stretch] = false;
  };
  take_off(store);
  for (const std::string& path : others) {
    try {
      const Store other = Store::open(path);
      if (other.study().difference(store.study()).empty() && other.study().trials == store.study().trials)
        take_off(other);
    } catch (const StoreError&) {
      continue;  // no help, then; whoever merges it will be told why
    }
  }
  std::vector<std::uint64_t> missing;
  for (std::uint64_t stretch = 0; stretch < lacks.size(); ++stretch)
    if (lacks[stretch]) missing.push_back(stretch);
  return missing;
}

std::vector<std::uint64_t> share_of_shard(const std::vector<std::uint64_t>& stretches, const Shard& shard) {
  std::vector<std::uint64_t> share;
  for (const std::uint64_t stretch : stretches)
    if (stretch % shard.of == shard.index - 1) share.push_back(stretch);
  return share;
}

std::optional<PlayedStretch> play_stretch(const Model& model, const RunPlan& plan, std::uint64_t index) {
  const DefaultFloatingPoint floating_point;
  const Layout layout = make_layout(model);
  return play(*make_player(model, layout, plan.lanes), layout, model, plan, index, nowhere);
}

std::optional<StoredBlock> play_block(const Model& model, const RunPlan& plan, std::uint64_t index) {
  const DefaultFloatingPoint floating_point;
  const Layout layout = make_layout(model);
  return play_block(*make_player(model, layout, plan.lanes), layout, model, plan, index, Leave(plan.stop));
}

std::uint64_t play_into(Store& store, const Model& model, const RunPlan& plan,
                        std::span<const std::uint64_t> stretches) {
  const DefaultFloatingPoint floating_point;
  const Layout layout = make_layout(model);
  std::mutex mutex;
  std::uint64_t played = 0, trials = 0;
  const auto tell = [&](std::uint64_t more) {
    trials += more;
    if (plan.progress) plan.progress(trials);
    return more;
  };
  take_turns(stretches.size(), plan.threads, plan.stop, [&] {
    const std::shared_ptr<Player> player = make_player(model, layout, plan.lanes);
    return [&, player](std::uint64_t turn) {
      std::uint64_t told = 0;  // trials of it
      const Keeper keeper{[&](std::uint64_t block) {
                            const std::lock_guard lock(mutex);
                            return store.read_block(block);
                          },
                          [&](const StoredBlock& block) {
                            const std::lock_guard lock(mutex);
                            store.put(block);
                            told += tell(store.study().trials_of_block(block.sum.index));
                          }};
      const std::optional<PlayedStretch> done = play(*player, layout, model, plan, stretches[turn], keeper);
      if (!done) return;
      const std::lock_guard lock(mutex);
      store.put(done->stretch, done->draws);
      ++played;
      tell(store.study().trials_of(stretches[turn]) - told);
    };
  });
  return played;
}

void play_again(const Model& model, const RunPlan& plan, std::span<const std::uint64_t> stretches,
                const std::function<void(std::uint64_t, const PlayedStretch&)>& visit) {
  const DefaultFloatingPoint floating_point;
  const Layout layout = make_layout(model);
  std::mutex mutex;
  take_turns(stretches.size(), plan.threads, plan.stop, [&] {
    const std::shared_ptr<Player> player = make_player(model, layout, plan.lanes);
    return [&, player](std::uint64_t turn) {
      const std::optional<PlayedStretch> played = play(*player, layout, model, plan, stretches[turn], nowhere);
      const std::lock_guard lock(mutex);
      if (played) visit(stretches[turn], *played);
    };
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
  for (const std::uint64_t index : store.stretches()) {
    const std::optional<StoredStretch> stored = store.read(index);
    if (!stored) continue;
    StretchSum sum;
    for (std::uint64_t done = 0; done < stored->trials; done += block_trials) {
      Block block = make_block(layout, index * stretch_blocks + done / block_trials);
      const std::uint64_t first = block.index * block_trials;
      const auto count = std::min<std::uint64_t>(block_trials, stored->trials - done);
      record.clear();
      leave.begin();
      if (leave.stopped() || !player->play_into(block, nullptr, store.study().seed, first, count, &record, &leave))
        return false;
      sum.add(block);
      visit(record, first, count);
    }
    if (sum.finish().hash != stored->stretch.hash)
      throw StoreError(fmt::format("'{}': part {} comes to other results when played again; see 'detente verify'",
                                   store.path(), index));
  }
  return true;
}

Stock take_stock(const Store& store) {
  const StoredStudy& study = store.study();
  Stock stock;
  Digest digest;
  for (const std::uint64_t index : store.stretches()) {
    const std::optional<StoredStretch> stored = store.read(index);
    if (!stored) {
      stock.damaged.push_back(index);
      continue;
    }
    stock.whole.push_back(index);
    stock.trials += stored->trials;
    digest.add(stored->stretch.hash);
  }
  for (const std::uint64_t block : store.blocks())
    if (!std::binary_search(stock.whole.begin(), stock.whole.end(), block / stretch_blocks) && store.read_block(block))
      stock.begun += study.trials_of_block(block);
  if (stock.whole.size() == study.stretches()) stock.digest = digest.finish(study.canonical, study.seed, study.trials);
  return stock;
}

Result stored_result(const Store& store, const Model& model) {
  const DefaultFloatingPoint floating_point;
  const StoredStudy& study = store.study();
  Result result;
  result.plan.seed = study.seed;
  result.plan.trials = result.trials = study.trials;
  result.layout = make_layout(model);
  result.total = make_total(result.layout);
  result.draws = make_draw_counts(model);
  Collector collector;
  for (std::uint64_t index = 0; index < study.stretches(); ++index) {
    const std::optional<StoredStretch> stored = store.read(index);
    if (!stored)
      throw StoreError(fmt::format("'{}' lacks trials {} to {}; the run's command plays what is missing", store.path(),
                                   index * stretch_trials, index * stretch_trials + study.trials_of(index) - 1));
    collector.add(stored->stretch, result.total);
    if (!stored->draws.counts.empty()) merge(result.draws, stored->draws);
  }
  result.digest = collector.finish(result.total, study.canonical, study.seed, study.trials);
  return result;
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
