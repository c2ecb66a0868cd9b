#include "sim/study/threads.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <new>
#include <system_error>

#include "sim/core/floating_point.h"

namespace detente {

std::uint64_t thread_count(int threads) {
  return threads > 0 ? static_cast<std::uint64_t>(threads) : std::max(1U, std::thread::hardware_concurrency());
}

int threads_each(int threads, std::uint64_t turns) {
  const std::uint64_t all = thread_count(threads);
  return static_cast<int>(all / std::clamp<std::uint64_t>(turns, 1, all));
}

void Helpers::start(std::uint64_t count, const std::function<void()>& work) {
  const auto one_more = [&] {
    try {
      threads_.reserve(threads_.size() + 1);  // so that nothing can fail once it runs
      threads_.emplace_back([work] {
        const DefaultFloatingPoint floating_point;
        work();
      });
      return true;
    } catch (const std::system_error&) {
      return false;
    } catch (const std::bad_alloc&) {
      return false;
    }
  };
  while (asked_ < count && one_more()) ++asked_;
  asked_ = std::max(asked_, count);
}

void Helpers::join() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void take_turns(std::uint64_t turns, int threads, const std::atomic<bool>* stop,
                const std::function<std::function<void(std::uint64_t)>()>& hire) {
  std::atomic<std::uint64_t> next = 0;
  std::atomic<bool> failed = false;
  std::mutex mutex;
  std::exception_ptr error;
  std::uint64_t error_turn = turns;
  const auto over = [&] { return failed || (stop && stop->load(std::memory_order_relaxed)); };
  const auto work = [&] {
    std::uint64_t turn = turns;
    try {
      const std::function<void(std::uint64_t)> worker = hire();
      while (!over() && (turn = next++) < turns) worker(turn);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!error || turn < error_turn) error = std::current_exception();
      error_turn = std::min(turn, error_turn);
      failed = true;
    }
  };
  if (turns == 0) return;
  Helpers helpers;
  helpers.start(std::min(thread_count(threads), turns) - 1, work);
  work();
  helpers.join();
  if (error) std::rethrow_exception(error);
}

}  // namespace detente
