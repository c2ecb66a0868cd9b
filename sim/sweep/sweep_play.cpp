#include "sim/sweep/sweep_play.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "sim/study/threads.h"

namespace detente {

namespace {

constexpr std::chrono::milliseconds commit_interval{200};
constexpr std::size_t runs_waiting_most = 64, rows_waiting_most = 4096;

// Runs may be so short that committing each would take longer than playing it, and so long that none may wait for the
// next: what waits is therefore committed by the clock, and before it is much. What finds no room together is written
// run by run, until one does not fit.
class Committer {
 public:
  explicit Committer(SweepStore& store) : store_(store), threads_(start_threads(1, [this] { work(); })) {}
  ~Committer() { end(); }
  Committer(Committer&&) = delete;

  void put(const SweepRun& run) {
    const std::lock_guard lock(mutex_);
    if (error_) std::rethrow_exception(error_);
    waiting_.push_back(run);
    rows_waiting_ += run.shares.size() + run.means.size();
    if (threads_.empty() || waiting_.size() >= runs_waiting_most || rows_waiting_ >= rows_waiting_most) write();
    if (error_) std::rethrow_exception(error_);
  }

  void finish() {
    end();
    if (!error_) write();
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void work() {
    std::unique_lock lock(mutex_);
    while (!error_ && !ended_.wait_for(lock, commit_interval, [this] { return over_; })) write();
  }

  void write() {
    try {
      for (const SweepRun& run : waiting_) store_.put(run);
      store_.commit();
    } catch (...) {
      error_ = std::current_exception();
      write_what_fits();
    }
    waiting_.clear();
    rows_waiting_ = 0;
  }

  void write_what_fits() {
    try {
      store_.roll_back();
      for (const SweepRun& run : waiting_) {
        store_.put(run);
        store_.commit();
      }
    } catch (const StoreError&) {
      store_.roll_back();
    }
  }

  void end() {
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    ended_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  SweepStore& store_;
  std::vector<SweepRun> waiting_;
  std::size_t rows_waiting_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::exception_ptr error_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::vector<std::uint64_t> missing_runs(const SweepStore& store, const std::vector<std::string>& others) {
  std::vector<bool> lacks(store.study().runs(), true);
  const auto take_off = [&](const SweepStore& file) {
    file.read_all([&](std::uint64_t place, const StoredRun* run) {
      if (run) lacks[place] = false;
    });
  };
  take_off(store);
  for (const std::string& path : others) {
    try {
      const SweepStore other = SweepStore::open(path);
      if (other.study().difference(store.study()).empty()) take_off(other);
    } catch (const StoreError&) {
      continue;  // no help, then; whoever merges it will be told why
    }
  }
  std::vector<std::uint64_t> missing;
  for (std::uint64_t place = 0; place < lacks.size(); ++place)
    if (lacks[place]) missing.push_back(place);
  return missing;
}

SweepResult play_into(SweepStore& store, const PointList& points, SweepPlan plan,
                      const std::function<void(std::uint64_t)>& finished) {
  Committer committer(store);
  plan.take = [&](const SweepRun& run) { committer.put(run); };
  const SweepResult result = play_points(points, plan, finished);
  committer.finish();
  return result;
}

RunStock take_stock(const SweepStore& store) {
  RunStock stock;
  store.read_all([&](std::uint64_t place, const StoredRun* stored) {
    (stored ? stock.whole : stock.damaged).push_back(place);
    if (stored) stock.trials += stored->run.trials;
  });
  return stock;
}

void each_run(const SweepStore& store, const std::function<void(const SweepRun&)>& visit) {
  store.read_all([&](std::uint64_t, const StoredRun* stored) {
    if (stored) visit(stored->run);
  });
}

void check_same(const StoredSweep& one, const std::string& path, const StoredSweep& other,
                const std::string& other_path) {
  if (const std::string difference = other.difference(one); !difference.empty())
    throw StoreError(fmt::format("'{}' is not of the same sweep as '{}': {}", other_path, path, difference));
}

Merged merge_into(SweepStore& store, const SweepStore& from) {
  check_same(store.study(), store.path(), from.study(), from.path());
  Merged merged;
  from.read_all([&](std::uint64_t place, const StoredRun* theirs) {
    if (!theirs) {
      ++merged.damaged;
    } else if (const std::optional<StoredRun> ours = store.read(place)) {
      if (ours->seal != theirs->seal)
        throw StoreError(
            fmt::format("'{}' and '{}' disagree on point {}, replication {}; 'detente verify --share 100%' tells which "
                        "is wrong",
                        store.path(), from.path(), theirs->run.point, theirs->run.replication));
      ++merged.repeated;
    } else {
      store.put(theirs->run);
      ++merged.added;
    }
  });
  store.commit();
  return merged;
}

}  // namespace detente
