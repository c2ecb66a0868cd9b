// A study of one model: blocks of trials over threads, merged in block order, the same bits however many threads.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "sim/study/tally.h"

namespace detente {

struct RunPlan {
  std::uint64_t trials = 100'000;  // 1..2^48
  std::uint64_t seed = 1;
  int threads = 0;                          // 0: as many as the machine has
  int lanes = 8;                            // trials at a time a thread: 1, 4, 8 or 16; no effect on the result
  const std::atomic<bool>* stop = nullptr;  // when it turns true, blocks begun are finished and the rest left
  std::function<void(std::uint64_t trials_done)> progress;  // called after every merged block, by one thread at a time
};

struct Result {
  RunPlan plan;
  std::uint64_t trials = 0;  // played: all that were asked for, unless stopped; always whole blocks from the first
  Layout layout;
  Block total;  // sums added in block order
  DrawCounts draws;
  std::string digest;  // SHA-256 in hexadecimal digits
  double seconds = 0;
  bool stopped() const { return trials < plan.trials; }
  std::uint64_t count(int index) const { return total.counts[index]; }
  std::uint64_t valid() const { return trials - count(layout.failed); }  // trials that did not fail
  int likeliest_outcome() const;
};

Result simulate(const Model& model, const RunPlan& plan);

// Plays trials [first, first + count) into a fresh block; what simulate() does to each.
Block play_block(const Model& model, const Layout& layout, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                 int lanes, DrawCounts& draws);

}  // namespace detente
