#include "sim/study/threads.h"

#include <algorithm>
#include <new>
#include <system_error>

#include "sim/core/floating_point.h"

namespace detente {

std::uint64_t thread_count(int threads) {
  return threads > 0 ? static_cast<std::uint64_t>(threads) : std::max(1U, std::thread::hardware_concurrency());
}

std::vector<std::thread> start_threads(std::uint64_t count, const std::function<void()>& work) {
  std::vector<std::thread> threads;
  threads.reserve(count);
  const auto start = [&] {
    try {
      threads.emplace_back([work] {
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
  while (threads.size() < count && start()) continue;
  return threads;
}

}  // namespace detente
