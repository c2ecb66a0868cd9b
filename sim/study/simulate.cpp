#include "sim/study/simulate.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>

#include "sim/core/check.h"
#include "sim/engine/step.h"
#include "sim/stats/proportion.h"
#include "sim/stats/stopping.h"
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

// Takes blocks from the threads in any order and adds them in order of index; says when the run is over. No block
// beyond the next look is begun before that look is decided, so that none is played in vain.
class Merger {
 public:
  Merger(const RunPlan& plan, Result& result) : plan_(plan), result_(result), rule_(plan.precision) {
    if (plan.precision > 0) look_ = first_look;
  }

  // False: the run is over for this thread.
  bool next(std::uint64_t& index) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return over_ || (given_ < merged_ + lead_max && given_ < look_); });
    if (over_ || given_ == block_count(plan_.trials)) return false;
    if (plan_.stop && plan_.stop->load(std::memory_order_relaxed)) return end(Ending::interrupt);
    if (plan_.budget > 0 && given_ > 0 && seconds_since(begin_) >= plan_.budget) return end(Ending::budget);
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
      if (merged_ == look_) look();
      if (plan_.progress) plan_.progress(result_.trials);
    }
    changed_.notify_all();
  }

  void give(const DrawCounts& draws) {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < draws.counts.size(); ++i) result_.draws.counts[i] += draws.counts[i];
  }

  void fail(std::exception_ptr error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
    over_ = true;
    changed_.notify_all();
  }

  // When all threads have ended.
  std::string finish(const std::string& canonical) {
    if (error_) std::rethrow_exception(error_);
    result_.seconds = seconds_since(begin_);
    return digest_.finish(canonical, plan_.seed, result_.trials);
  }

 private:
  using Clock = std::chrono::steady_clock;
  static double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
  }

  bool end(Ending ending) {
    result_.ending = ending;
    over_ = true;
    changed_.notify_all();
    return false;
  }

  void look() {
    look_ = next_look(look_);
    if (result_.trials == merged_ * block_trials && rule_.enough(result_.outcome_counts(), result_.valid()))
      end(Ending::precision);
  }

  const RunPlan& plan_;
  Result& result_;
  Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Block> waiting_;
  std::uint64_t given_ = 0, merged_ = 0;
  std::uint64_t look_ = std::numeric_limits<std::uint64_t>::max();  // blocks at the next look
  StoppingRule rule_;
  bool over_ = false;
  std::exception_ptr error_;
  Digest digest_;
};

// What one thread plays with.
class Worker {
 public:
  Worker(const Model& model, const Result& result)
      : plan_(result.plan),
        layout_(result.layout),
        player_(make_player(model, layout_, plan_.lanes)),
        draws_(make_draw_counts(model)) {}

  void work(Merger& merger) {
    try {
      for (std::uint64_t index = 0; merger.next(index);) {
        Block block = make_block(layout_, index);
        const std::uint64_t first = index * block_trials;
        const std::uint64_t count = std::min<std::uint64_t>(block_trials, plan_.trials - first);
        player_->play_into(block, draws_, plan_.seed, first, count);
        merger.give(std::move(block));
      }
      merger.give(draws_);
    } catch (...) {
      merger.fail(std::current_exception());
    }
  }

 private:
  const RunPlan& plan_;
  const Layout& layout_;
  std::unique_ptr<Player> player_;
  DrawCounts draws_;
};

// At most `count` threads beside this one; one that the machine does not give or that finds no memory is left out.
std::vector<std::thread> start_helpers(std::uint64_t count, const Model& model, const Result& result, Merger& merger) {
  const auto help = [&] {
    std::optional<Worker> worker;
    try {
      worker.emplace(model, result);
    } catch (const std::bad_alloc&) {
      return;
    }
    worker->work(merger);
  };
  std::vector<std::thread> helpers;
  helpers.reserve(count);
  const auto start = [&] {
    try {
      helpers.emplace_back(help);
      return true;
    } catch (const std::system_error&) {
      return false;
    } catch (const std::bad_alloc&) {
      return false;
    }
  };
  while (helpers.size() < count && start()) continue;
  return helpers;
}

}  // namespace

int Result::likeliest_outcome() const {
  const std::span<const std::uint64_t> outcomes = outcome_counts();
  return static_cast<int>(std::max_element(outcomes.begin(), outcomes.end()) - outcomes.begin());
}

std::span<const std::uint64_t> Result::outcome_counts() const {
  return std::span(total.counts).subspan(layout.outcomes, layout.events - layout.outcomes);
}

double Result::widest_half_width() const {
  double widest = valid() > 0 ? 0 : 0.5;
  const double size = static_cast<double>(valid());
  for (const std::uint64_t count : outcome_counts())
    if (valid() > 0) widest = std::max(widest, half_width(static_cast<double>(count) / size, size));
  return widest;
}

Block play_block(const Model& model, const Layout& layout, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                 int lanes, DrawCounts& draws) {
  Block block = make_block(layout, first / block_trials);
  if (draws.counts.empty()) draws = make_draw_counts(model);
  make_player(model, layout, lanes)->play_into(block, draws, seed, first, count);
  return block;
}

Result simulate(const Model& model, const RunPlan& plan) {
  Result result;
  result.plan = plan;
  result.layout = make_layout(model);
  result.total = make_block(result.layout, 0);
  result.draws = make_draw_counts(model);
  Merger merger(result.plan, result);
  Worker worker(model, result);
  const std::uint64_t wanted = plan.threads > 0 ? plan.threads : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::thread> helpers =
      start_helpers(std::min(wanted, block_count(plan.trials)) - 1, model, result, merger);
  worker.work(merger);
  for (std::thread& helper : helpers) helper.join();
  result.digest = merger.finish(model.canonical);
  return result;
}

}  // namespace detente
