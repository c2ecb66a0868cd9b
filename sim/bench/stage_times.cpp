#include "sim/bench/stage_times.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "sim/engine/step.h"

namespace detente {

namespace {

using Clock = std::chrono::steady_clock;

double processor_ns() {  // of this thread
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e9 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec);
}

// Between one call of take() and the next.
class StopWatch {
 public:
  double take() {
    const Clock::time_point now = Clock::now();
    return std::chrono::duration<double, std::nano>(now - std::exchange(last_, now)).count();
  }

 private:
  Clock::time_point last_ = Clock::now();
};

// Whether the thread had a processor to itself. What asking for its time takes does not count.
bool undisturbed(double wall, double processor) { return wall < 1.2 * processor + 1000; }

}  // namespace

std::vector<double> stage_times(const Model& model, std::uint64_t trials, const std::atomic<bool>* stop) {
  State<Pack<8>> state(model);
  std::vector<double> sums(model.stages.size() + 1), times(sums.size());
  double counted = 0;
  for (std::uint64_t first = 0; first < trials; first += 8) {
    if (stop && stop->load()) return {};
    std::fill(times.begin(), times.end(), 0.0);
    const double processor = processor_ns();
    StopWatch watch;
    start(model, state, 1, first, 8);
    times[0] = watch.take();
    while (!state.finished) {
      const auto stage = static_cast<std::size_t>(state.stage);
      step(model, state);
      times[std::min(stage + 1, times.size() - 1)] += watch.take();
    }
    double wall = 0;
    for (const double time : times) wall += time;
    if (!undisturbed(wall, processor_ns() - processor)) continue;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += times[i];
    counted += 8;
  }
  if (counted == 0) return {};
  for (double& sum : sums) sum /= counted;
  return sums;
}

}  // namespace detente
