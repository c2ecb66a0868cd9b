// A line on the terminal for runs that last longer than a second.
#pragma once

#include <chrono>
#include <cstdint>

namespace detente {

class Progress {
 public:
  Progress(std::uint64_t trials, bool shown) : trials_(trials), shown_(shown) {}
  void show(std::uint64_t done);  // by one thread at a time
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t trials_;
  bool shown_;
  bool on_screen_ = false;
  Clock::time_point begin_ = Clock::now(), last_ = begin_;
};

}  // namespace detente
