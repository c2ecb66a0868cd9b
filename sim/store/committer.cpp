#include "sim/store/committer.h"

#include <utility>

namespace detente {

namespace {

constexpr std::chrono::milliseconds commit_interval{200};
constexpr std::size_t entries_waiting_most = 128, rows_waiting_most = 4096;

std::size_t rows_of(const StoreEntry& entry) {
  const auto* run = std::get_if<SweepRun>(&entry);
  return run ? run->shares.size() + run->means.size() : 1;
}

}  // namespace

Committer::Committer(Store& store, std::mutex& mutex) : store_(store), mutex_(mutex) {
  clock_.start(1, [this] { work(); });
}

void Committer::put(StoreEntry entry) {
  if (error_) std::rethrow_exception(error_);
  rows_waiting_ += rows_of(entry);
  waiting_.push_back(std::move(entry));
  if (clock_.none() || waiting_.size() >= entries_waiting_most || rows_waiting_ >= rows_waiting_most) flush();
}

void Committer::flush() {
  write();
  if (error_) std::rethrow_exception(error_);
}

void Committer::work() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, commit_interval, [this] { return over_; })) write();
}

void Committer::write() {
  try {
    if (!error_ && !waiting_.empty()) store_.keep(waiting_);
  } catch (...) {
    error_ = std::current_exception();
  }
  waiting_.clear();
  rows_waiting_ = 0;
}

void Committer::end() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    write();
  }
  ended_.notify_all();
  clock_.join();
}

}  // namespace detente
