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

// At most `count` threads; one that the machine does not give is left out.
std::vector<std::thread> start_threads(std::uint64_t count, const std::function<void()>& work);

// Takes turns 0 to `turns` - 1, begun in order, each once, by at most `threads` threads (as above), of which this is
// one. hire(): what a thread takes them with. None is begun once `stop` is true, or one has thrown; when all are over,
// what the lowest of those turns has thrown is thrown.
void take_turns(std::uint64_t turns, int threads, const std::atomic<bool>* stop,
                const std::function<std::function<void(std::uint64_t turn)>()>& hire);

}  // namespace detente
