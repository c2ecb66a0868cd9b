// The blocks of a study: dealt out in order to any number of threads, taken back in order of index.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "sim/study/simulate.h"

namespace detente {

struct BlockRange {
  std::uint64_t index = 0;
  std::uint64_t first = 0, count = 0;  // trials
};

// What one thread plays with.
class BlockWorker {
 public:
  virtual ~BlockWorker() = default;
  // Plays the block. The function returned adds it to the whole: it is called once, in order of index, by one thread at
  // a time.
  virtual std::function<void()> play(const BlockRange& range) = 0;
  // Adds what does not depend on order, by one thread at a time, when there are no more blocks.
  virtual void finish() {}
};

// Says when the run is over. No block beyond the next look of a run with a precision is begun before that look is
// decided, so that none is played in vain.
class BlockQueue {
 public:
  // enough: at each look, whether the precision is reached; a run without one is never asked.
  explicit BlockQueue(const RunPlan& plan, std::function<bool()> enough = {});

  // Plays all blocks on this thread and on as many helpers as the plan says and the machine gives. Throws
  // std::bad_alloc where memory does not suffice for a first worker, and whatever a worker or `progress` throws.
  void play(const std::function<std::unique_ptr<BlockWorker>()>& hire);

  // Once all are played: trials of whole blocks from the first, why it ended, and how long it took.
  std::uint64_t trials() const { return trials_; }
  Ending ending() const { return ending_; }
  double seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;
  void work(BlockWorker& worker);
  std::optional<BlockRange> next();  // none: the run is over for this thread
  void give(std::uint64_t index, std::function<void()> add);
  void look();
  void end(Ending ending);
  double seconds_since_begin() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  const RunPlan& plan_;
  const std::function<bool()> enough_;
  const Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, std::function<void()>> waiting_;
  std::uint64_t given_ = 0, merged_ = 0;
  std::uint64_t look_ = std::numeric_limits<std::uint64_t>::max();  // blocks at the next look
  bool over_ = false;
  std::exception_ptr error_;
  std::uint64_t trials_ = 0;
  Ending ending_ = Ending::trials;
  double seconds_ = 0;
};

}  // namespace detente
