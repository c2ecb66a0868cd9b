// Threads as far as the machine gives them.
#pragma once

#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace detente {

// threads: 0 stands for as many as the machine has.
std::uint64_t thread_count(int threads);

// At most `count` threads; one that the machine does not give is left out.
std::vector<std::thread> start_threads(std::uint64_t count, const std::function<void()>& work);

}  // namespace detente
