// A line on the terminal for runs that last longer than a second.
#pragma once

#include <chrono>
#include <cstdint>

#include "sim/study/simulate.h"

namespace detente {

class Progress {
 public:
  Progress(const RunPlan& plan, bool shown) : plan_(plan), shown_(shown) {}
  void show(std::uint64_t done);  // by one thread at a time
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  const RunPlan& plan_;
  bool shown_;
  bool on_screen_ = false;
  Clock::time_point begin_ = Clock::now(), last_ = begin_;
};

}  // namespace detente
