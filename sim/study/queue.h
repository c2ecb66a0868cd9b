// The blocks of a study: dealt out in order to any number of threads, taken back in order of index. A block that takes
// long is shared: whoever is free plays the next of its trials.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/engine/leave.h"
#include "sim/study/simulate.h"
#include "sim/study/threads.h"

namespace detente {

struct BlockRange {
  std::uint64_t index = 0;
  std::uint64_t first = 0, count = 0;  // trials
};

// What has been added of a block.
class BlockSum {
 public:
  virtual ~BlockSum() = default;
  // No more will be added. Called before merge(), by the thread that added last.
  virtual void complete() {}
  // Adds the block to the whole: called once, in order of index, by one thread at a time. Of a block that was left it
  // has the trials from the first that were added.
  virtual void merge() = 0;
};

// What trials are played with, by one thread at a time.
class BlockWorker {
 public:
  virtual ~BlockWorker() = default;
  virtual std::unique_ptr<BlockSum> begin(const BlockRange& range) = 0;
  // So many trials of a block are played at a time; fewer only at its end.
  virtual std::uint64_t portion() const = 0;
  // False if it was left before the end.
  virtual bool play(const BlockRange& portion, const Leave& leave) = 0;
  // What was played last; portions of a block are added in order, by one thread at a time.
  virtual void add(BlockSum& sum) = 0;
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

  // Once all are played: trials from the first, why it ended, and how long it took. Whole blocks, unless the run was
  // ended within a block that took long.
  std::uint64_t trials() const { return trials_; }
  Ending ending() const { return ending_; }
  double seconds() const { return seconds_; }

 private:
  using Clock = Leave::Clock;
  using Hire = std::function<std::unique_ptr<BlockWorker>()>;
  // A block that is begun and not merged.
  struct Begun {
    BlockRange range;
    std::unique_ptr<BlockSum> sum;
    bool shared = false;
    std::uint64_t dealt = 0, added = 0;                             // trials
    std::map<std::uint64_t, std::unique_ptr<BlockWorker>> waiting;  // with what is to be added after others, by place
    bool whole() const { return added == range.count; }
  };

  void work(std::unique_ptr<BlockWorker> worker, const Hire& hire);
  Begun* next(std::unique_lock<std::mutex>& lock);  // nullptr: the run is over for this thread
  Begun* begin_block();
  Begun* shared_with_more();
  void play_alone(std::unique_lock<std::mutex>& lock, Begun& block, BlockWorker& worker, Leave& leave,
                  const Hire& hire);
  // These return the worker to go on with.
  std::unique_ptr<BlockWorker> play_portion(std::unique_lock<std::mutex>& lock, Begun& block,
                                            std::unique_ptr<BlockWorker> worker, const Leave& leave, const Hire& hire);
  std::unique_ptr<BlockWorker> spare(std::unique_lock<std::mutex>& lock, const Hire& hire);
  void add(Begun& block, std::unique_ptr<BlockWorker>& worker);
  void merge_whole();
  void merge_rest();
  void tell();
  void look();
  void end_if_asked();
  void end(const Leave& left);
  void end(Ending ending);
  void start_helpers(std::uint64_t count, const Hire& hire);
  double seconds_since_begin() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  const RunPlan& plan_;
  const std::function<bool()> enough_;
  const Clock::time_point begin_ = Clock::now();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, Begun> blocks_;                           // by index
  std::vector<std::unique_ptr<BlockWorker>> spare_;                 // workers
  std::uint64_t spares_left_ = 0;                                   // so many may still be hired
  std::uint64_t begun_ = 0, merged_ = 0;                            // blocks
  std::uint64_t look_ = std::numeric_limits<std::uint64_t>::max();  // blocks at the next look
  bool over_ = false;
  std::exception_ptr error_;
  std::uint64_t trials_ = 0;
  Ending ending_ = Ending::trials;
  double seconds_ = 0;
  Helpers helpers_;  // the last, so that they end before what they use
};

}  // namespace detente
