// Leaving trials that nobody waits for any more, however long they take.
#pragma once

#include <atomic>
#include <chrono>

namespace detente {

// Asked between the rounds of a trial. What is begun is finished where that is a matter of moments: a block of most
// scenarios takes less than the patience below, so that a run that is stopped ends with whole blocks.
class Leave {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Leave(const std::atomic<bool>* stop, Clock::time_point deadline = Clock::time_point::max())
      : stop_(stop), deadline_(deadline) {}

  // What is played next has the whole patience.
  void begin() {
    begun_ = Clock::now();
    processor_begun_ = processor_seconds();
  }
  bool stopped() const { return stop_ && stop_->load(std::memory_order_relaxed); }
  bool late() const { return deadline_ != Clock::time_point::max() && Clock::now() >= deadline_; }
  bool due() const { return (stopped() || late()) && impatient(); }
  // Whether what is played has taken long, for itself: a thread that waits for a processor takes no time of one.
  bool impatient() const {
    return Clock::now() - begun_ > std::chrono::duration<double>(patience) &&
           processor_seconds() - processor_begun_ > patience;
  }

 private:
  static constexpr double patience = 0.2;  // seconds
  static double processor_seconds();       // of this thread

  const std::atomic<bool>* stop_;
  Clock::time_point deadline_;
  Clock::time_point begun_ = Clock::now();
  double processor_begun_ = processor_seconds();
};

}  // namespace detente
