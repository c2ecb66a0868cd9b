#include "sim/study/simulate.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "sim/core/check.h"
#include "sim/engine/step.h"
#include "sim/study/digest.h"

namespace detente {

namespace {

// A thread may be this many blocks ahead of the merge: bounds what waits, whatever the number of trials.
constexpr std::uint64_t lead_max = 64;

std::uint64_t block_count(std::uint64_t trials) { return (trials + block_trials - 1) / block_trials; }

DrawCounts make_draw_counts(const Model& model) {
  return {std::vector<std::uint64_t>((model.inputs.size() + model.chances.size()) * draw_bin_count *
                                     model.outcomes.size())};
}

Block make_block(const Layout& layout, std::uint64_t index) {
  return {index, std::vector<std::uint64_t>(layout.count_size), std::vector<double>(layout.sum_size)};
}

void merge(Block& total, const Block& block) {
  for (std::size_t i = 0; i < total.counts.size(); ++i) total.counts[i] += block.counts[i];
  for (std::size_t i = 0; i < total.sums.size(); ++i) total.sums[i] += block.sums[i];
}

// Plays blocks with one State that lives as long as its thread.
class Player {
 public:
  virtual ~Player() = default;
  virtual void play_into(Block& block, DrawCounts& draws, std::uint64_t seed, std::uint64_t first,
                         std::uint64_t count) = 0;
};

template <class Real>
class LanePlayer final : public Player {
 public:
  LanePlayer(const Model& model, const Layout& layout) : model_(model), layout_(layout), state_(model) {}
  void play_into(Block& block, DrawCounts& draws, std::uint64_t seed, std::uint64_t first,
                 std::uint64_t count) override {
    for (std::uint64_t done = 0; done < count; done += lane_count<Real>) {
      play(model_, state_, seed, first + done,
           static_cast<int>(std::min<std::uint64_t>(lane_count<Real>, count - done)));
      add(model_, layout_, state_, block, draws);
    }
  }

 private:
  const Model& model_;
  const Layout& layout_;
  State<Real> state_;
};

std::unique_ptr<Player> make_player(const Model& model, const Layout& layout, int lanes) {
  switch (lanes) {
    case 1:
      return std::make_unique<LanePlayer<double>>(model, layout);
    case 4:
      return std::make_unique<LanePlayer<Pack<4>>>(model, layout);
    case 8:
      return std::make_unique<LanePlayer<Pack<8>>>(model, layout);
    case 16:
      return std::make_unique<LanePlayer<Pack<16>>>(model, layout);
    default:
      fail_check(fmt::format("lanes are 1, 4, 8 or 16, not {}", lanes), std::source_location::current());
  }
}

// Takes blocks from the threads in any order and adds them in order of index.
class Merger {
 public:
  Merger(const RunPlan& plan, Result& result) : plan_(plan), result_(result) {}

  // False: the run is over for this thread.
  bool next(std::uint64_t& index) {
    std::unique_lock lock(mutex_);
    merged_one_.wait(lock, [&] { return given_ < merged_ + lead_max; });
    if (given_ == block_count(plan_.trials) || (plan_.stop && plan_.stop->load(std::memory_order_relaxed)))
      return false;
    index = given_++;
    return true;
  }

  void give(Block block) {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(block.index, std::move(block));
    for (auto first = waiting_.begin(); first != waiting_.end() && first->first == merged_;
         first = waiting_.erase(first)) {
      merge(result_.total, first->second);
      digest_.add(first->second);
      ++merged_;
      result_.trials = std::min(merged_ * block_trials, plan_.trials);
      if (plan_.progress) plan_.progress(result_.trials);
    }
    merged_one_.notify_all();
  }

  void give(const DrawCounts& draws) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < draws.counts.size(); ++i) result_.draws.counts[i] += draws.counts[i];
  }

  Digest& digest() { return digest_; }

 private:
  const RunPlan& plan_;
  Result& result_;
  std::mutex mutex_;
  std::condition_variable merged_one_;
  std::map<std::uint64_t, Block> waiting_;
  std::uint64_t given_ = 0, merged_ = 0;
  Digest digest_;
};

}  // namespace

int Result::likeliest_outcome() const {
  const auto begin = total.counts.begin() + layout.outcomes;
  return static_cast<int>(std::max_element(begin, total.counts.begin() + layout.events) - begin);
}

Block play_block(const Model& model, const Layout& layout, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                 int lanes, DrawCounts& draws) {
  Block block = make_block(layout, first / block_trials);
  if (draws.counts.empty()) draws = make_draw_counts(model);
  make_player(model, layout, lanes)->play_into(block, draws, seed, first, count);
  return block;
}

Result simulate(const Model& model, const RunPlan& plan) {
  const auto begin = std::chrono::steady_clock::now();
  Result result;
  result.plan = plan;
  result.layout = make_layout(model);
  result.total = make_block(result.layout, 0);
  result.draws = make_draw_counts(model);
  Merger merger(plan, result);
  const auto work = [&] {
    const std::unique_ptr<Player> player = make_player(model, result.layout, plan.lanes);
    DrawCounts draws = make_draw_counts(model);
    for (std::uint64_t index = 0; merger.next(index);) {
      Block block = make_block(result.layout, index);
      const std::uint64_t first = index * block_trials;
      player->play_into(block, draws, plan.seed, first, std::min<std::uint64_t>(block_trials, plan.trials - first));
      merger.give(std::move(block));
    }
    merger.give(draws);
  };
  const std::uint64_t wanted = plan.threads > 0 ? plan.threads : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> helpers;
  for (std::uint64_t i = 1; i < std::min(wanted, block_count(plan.trials)); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  result.digest = merger.digest().finish(model.canonical, plan.seed, result.trials);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return result;
}

}  // namespace detente
