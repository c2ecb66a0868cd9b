// Keeping parts as they are played. They may be so short that committing each would take longer than playing it, and so
// long that none may wait for the next: what waits is therefore committed by the clock, and before it is much.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include "sim/store/store.h"
#include "sim/study/threads.h"

namespace detente {

class Committer {
 public:
  // mutex: held by whoever uses the store meanwhile.
  Committer(Store& store, std::mutex& mutex);
  ~Committer() { end(); }  // keeps what waits
  Committer(Committer&&) = delete;

  // With the mutex held. Throw StoreError where this, or anything before, could not be kept.
  void put(StoreEntry entry);  // within a fifth of a second
  void flush();

  void end();  // without the mutex; no more is put

 private:
  void work();
  void write();

  Store& store_;
  std::mutex& mutex_;
  std::vector<StoreEntry> waiting_;
  std::size_t rows_waiting_ = 0;
  std::condition_variable ended_;
  bool over_ = false;
  std::exception_ptr error_;
  Helpers clock_;
};

}  // namespace detente
