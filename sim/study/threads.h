// Threads as far as the machine gives them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace detente {

// threads: 0 stands for as many as the machine has.
std::uint64_t thread_count(int threads);
// How many of them each of so many turns (below) has while all are taken.
int threads_each(int threads, std::uint64_t turns);

// Threads beside the one that has them.
class Helpers {
 public:
  Helpers() = default;
  Helpers(Helpers&&) = delete;
  ~Helpers() { join(); }

  // More that work(), until so many have been asked for in all. One that the machine does not give is left out.
  void start(std::uint64_t count, const std::function<void()>& work);
  void join();
  bool none() const { return threads_.empty(); }

 private:
  std::vector<std::thread> threads_;
  std::uint64_t asked_ = 0;
};

// Takes turns 0 to `turns` - 1, begun in order, each once, by at most `threads` threads (as above), of which this is
// one. hire(): what a thread takes them with. None is begun once `stop` is true, or one has thrown; when all are over,
// what the lowest of those turns has thrown is thrown.
void take_turns(std::uint64_t turns, int threads, const std::atomic<bool>* stop,
                const std::function<std::function<void(std::uint64_t turn)>()>& hire);

}  // namespace detente
