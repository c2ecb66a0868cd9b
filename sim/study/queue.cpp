#include "sim/study/queue.h"

#include <algorithm>
#include <new>

#include "sim/stats/stopping.h"
#include "sim/study/threads.h"

namespace detente {

namespace {

// A thread may be this many blocks ahead of the merge: bounds what waits, whatever the number of trials.
constexpr std::uint64_t lead_max = 64;

std::uint64_t block_count(std::uint64_t trials) { return (trials + block_trials - 1) / block_trials; }

}  // namespace

BlockQueue::BlockQueue(const RunPlan& plan, std::function<bool()> enough) : plan_(plan), enough_(std::move(enough)) {
  if (plan.precision > 0) look_ = first_look;
}

void BlockQueue::play(const std::function<std::unique_ptr<BlockWorker>()>& hire) {
  const std::unique_ptr<BlockWorker> own = hire();
  const auto help = [&] {
    std::unique_ptr<BlockWorker> worker;
    try {
      worker = hire();
    } catch (const std::bad_alloc&) {
      return;  // the others go on without it
    }
    work(*worker);
  };
  const std::uint64_t wanted = thread_count(plan_.threads);
  std::vector<std::thread> helpers = start_threads(std::min(wanted, block_count(plan_.trials)) - 1, help);
  work(*own);
  for (std::thread& helper : helpers) helper.join();
  if (error_) std::rethrow_exception(error_);
  seconds_ = seconds_since_begin();
}

void BlockQueue::work(BlockWorker& worker) {
  try {
    while (const std::optional<BlockRange> range = next()) give(range->index, worker.play(*range));
    const std::lock_guard lock(mutex_);
    worker.finish();
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    over_ = true;
    changed_.notify_all();
  }
}

std::optional<BlockRange> BlockQueue::next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return over_ || (given_ < merged_ + lead_max && given_ < look_); });
  if (over_ || given_ == block_count(plan_.trials)) return {};
  if (plan_.stop && plan_.stop->load(std::memory_order_relaxed))
    end(Ending::interrupt);
  else if (plan_.budget > 0 && given_ > 0 && seconds_since_begin() >= plan_.budget)
    end(Ending::budget);
  if (over_) return {};
  const std::uint64_t index = given_++, first = index * block_trials;
  return BlockRange{index, first, std::min<std::uint64_t>(block_trials, plan_.trials - first)};
}

void BlockQueue::give(std::uint64_t index, std::function<void()> add) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace(index, std::move(add));
  for (auto first = waiting_.begin(); first != waiting_.end() && first->first == merged_;
       first = waiting_.erase(first)) {
    first->second();
    ++merged_;
    trials_ = std::min(merged_ * block_trials, plan_.trials);
    if (merged_ == look_) look();
    if (plan_.progress) plan_.progress(trials_);
  }
  changed_.notify_all();
}

void BlockQueue::look() {
  look_ = next_look(look_);
  if (trials_ == merged_ * block_trials && enough_()) end(Ending::precision);
}

void BlockQueue::end(Ending ending) {
  ending_ = ending;
  over_ = true;
  changed_.notify_all();
}

}  // namespace detente
