#include "sim/study/queue.h"

#include <algorithm>
#include <new>
#include <utility>

#include "sim/stats/stopping.h"

namespace detente {

namespace {

// A thread may be this many blocks ahead of the merge: bounds what waits, whatever the number of trials.
constexpr std::uint64_t lead_max = 64;

std::uint64_t block_count(std::uint64_t trials) { return (trials + block_trials - 1) / block_trials; }

// That of the block at a place.
BlockRange portion_at(const BlockRange& block, std::uint64_t place, const BlockWorker& worker) {
  return {block.index, block.first + place, std::min(worker.portion(), block.count - place)};
}

Leave::Clock::time_point deadline(const RunPlan& plan, Leave::Clock::time_point begin) {
  if (plan.budget <= 0) return Leave::Clock::time_point::max();
  return begin + std::chrono::duration_cast<Leave::Clock::duration>(std::chrono::duration<double>(plan.budget));
}

}  // namespace

BlockQueue::BlockQueue(const RunPlan& plan, std::function<bool()> enough) : plan_(plan), enough_(std::move(enough)) {
  if (plan.precision > 0) look_ = first_look;
}

void BlockQueue::play(const Hire& hire) {
  std::unique_ptr<BlockWorker> own = hire();
  spares_left_ = thread_count(plan_.threads);
  {
    const std::lock_guard lock(mutex_);
    start_helpers(std::min(thread_count(plan_.threads), block_count(plan_.trials)) - 1, hire);
  }
  work(std::move(own), hire);
  helpers_.join();  // none starts another when the run is over
  if (error_) std::rethrow_exception(error_);
  merge_rest();
  if (trials_ == plan_.trials && ending_ != Ending::precision) ending_ = Ending::trials;
  seconds_ = seconds_since_begin();
}

// Until there are as many, as far as the machine gives them.
void BlockQueue::start_helpers(std::uint64_t count, const Hire& hire) {
  helpers_.start(count, [this, &hire] {
    std::unique_ptr<BlockWorker> worker;
    try {
      worker = hire();
    } catch (const std::bad_alloc&) {
      return;  // the others go on without it
    }
    work(std::move(worker), hire);
  });
}

void BlockQueue::work(std::unique_ptr<BlockWorker> worker, const Hire& hire) {
  try {
    Leave leave(plan_.stop, deadline(plan_, begin_));
    std::unique_lock lock(mutex_);
    while (Begun* block = next(lock)) {
      if (block->shared)
        worker = play_portion(lock, *block, std::move(worker), leave, hire);
      else
        play_alone(lock, *block, *worker, leave, hire);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    over_ = true;
    changed_.notify_all();
  }
}

BlockQueue::Begun* BlockQueue::next(std::unique_lock<std::mutex>& lock) {
  const std::uint64_t blocks = block_count(plan_.trials);
  const auto may_begin = [&] { return begun_ < blocks && begun_ < merged_ + lead_max && begun_ < look_; };
  changed_.wait(lock, [&] { return over_ || merged_ == blocks || shared_with_more() || may_begin(); });
  if (merged_ == blocks) return nullptr;
  end_if_asked();
  if (over_) return nullptr;
  Begun* const shared = shared_with_more();
  return shared ? shared : begin_block();
}

BlockQueue::Begun* BlockQueue::begin_block() {
  const std::uint64_t index = begun_++, first = index * block_trials;
  Begun& block = blocks_[index];
  block.range = {index, first, std::min<std::uint64_t>(block_trials, plan_.trials - first)};
  return &block;
}

// The first of them, so that little is lost if the run ends.
BlockQueue::Begun* BlockQueue::shared_with_more() {
  for (auto& [index, block] : blocks_)
    if (block.shared && block.dealt < block.range.count) return &block;
  return nullptr;
}

// As far as patience goes.
void BlockQueue::play_alone(std::unique_lock<std::mutex>& lock, Begun& block, BlockWorker& worker, Leave& leave,
                            const Hire& hire) {
  lock.unlock();
  leave.begin();
  block.sum = worker.begin(block.range);
  std::uint64_t done = 0;
  bool left = false;
  while (done < block.range.count && (done == 0 || !leave.impatient())) {
    const BlockRange portion = portion_at(block.range, done, worker);
    left = !worker.play(portion, leave);
    if (left) break;
    worker.add(*block.sum);
    done += portion.count;
  }
  const std::uint64_t block_size = block.range.count;
  if (done == block_size) block.sum->complete();
  lock.lock();
  block.dealt = block.added = done;
  block.shared = true;
  if (left) end(leave);
  merge_whole();
  if (done < block_size && !over_) start_helpers(thread_count(plan_.threads) - 1, hire);
  changed_.notify_all();
}

std::unique_ptr<BlockWorker> BlockQueue::play_portion(std::unique_lock<std::mutex>& lock, Begun& block,
                                                      std::unique_ptr<BlockWorker> worker, const Leave& leave,
                                                      const Hire& hire) {
  const BlockRange portion = portion_at(block.range, block.dealt, *worker);
  const std::uint64_t place = block.dealt;
  block.dealt += portion.count;
  lock.unlock();
  const bool played = worker->play(portion, leave);
  lock.lock();
  if (!played) {
    end(leave);
    return worker;
  }
  if (block.added != place) {  // those before it are still being played
    block.waiting.emplace(place, std::move(worker));
    return spare(lock, hire);
  }
  add(block, worker);
  for (auto first = block.waiting.begin(); first != block.waiting.end() && first->first == block.added;
       first = block.waiting.erase(first)) {
    add(block, first->second);
    spare_.push_back(std::move(first->second));
  }
  if (block.whole()) {
    block.sum->complete();
    merge_whole();
  } else {
    tell();
  }
  changed_.notify_all();
  return worker;
}

void BlockQueue::add(Begun& block, std::unique_ptr<BlockWorker>& worker) {
  const BlockRange portion = portion_at(block.range, block.added, *worker);
  worker->add(*block.sum);
  block.added += portion.count;
}

// None where the run is over.
std::unique_ptr<BlockWorker> BlockQueue::spare(std::unique_lock<std::mutex>& lock, const Hire& hire) {
  if (spare_.empty() && spares_left_ > 0 && !over_) {
    --spares_left_;
    lock.unlock();
    std::unique_ptr<BlockWorker> hired;
    try {
      hired = hire();
    } catch (const std::bad_alloc&) {
      hired = nullptr;  // one of those that wait will be free
    }
    lock.lock();
    if (hired) return hired;
  }
  changed_.wait(lock, [&] { return over_ || !spare_.empty(); });
  if (spare_.empty()) return nullptr;
  std::unique_ptr<BlockWorker> found = std::move(spare_.back());
  spare_.pop_back();
  return found;
}

void BlockQueue::merge_whole() {
  for (auto first = blocks_.begin(); first != blocks_.end() && first->first == merged_ && first->second.whole();
       first = blocks_.erase(first)) {
    first->second.sum->merge();
    ++merged_;
    trials_ = std::min(merged_ * block_trials, plan_.trials);
    if (merged_ == look_) look();
    if (plan_.progress) plan_.progress(trials_);
  }
}

// What was added of the block after them, when the run has been ended.
void BlockQueue::merge_rest() {
  if (blocks_.empty() || blocks_.begin()->first != merged_) return;
  Begun& block = blocks_.begin()->second;
  if (block.added == 0) return;
  block.sum->complete();
  block.sum->merge();
  trials_ += block.added;
}

// How far it is within a block that takes long.
void BlockQueue::tell() {
  if (!plan_.progress) return;
  const auto first = blocks_.find(merged_);
  plan_.progress(trials_ + (first != blocks_.end() ? first->second.added : 0));
}

void BlockQueue::look() {
  look_ = next_look(look_);
  if (trials_ == merged_ * block_trials && enough_()) end(Ending::precision);
}

void BlockQueue::end_if_asked() {
  if (over_) return;
  if (plan_.stop && plan_.stop->load(std::memory_order_relaxed))
    end(Ending::interrupt);
  else if (plan_.budget > 0 && begun_ > 0 && seconds_since_begin() >= plan_.budget)
    end(Ending::budget);
}

void BlockQueue::end(const Leave& left) {
  if (!over_) end(left.stopped() ? Ending::interrupt : Ending::budget);
}

void BlockQueue::end(Ending ending) {
  ending_ = ending;
  over_ = true;
  changed_.notify_all();
}

}  // namespace detente
