// A study of one model: blocks of trials over threads, merged in block order, the same bits however many threads.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "sim/study/measured.h"
#include "sim/study/tally.h"

namespace detente {

struct RunPlan {
  std::uint64_t trials = 100'000;  // 1..2^48, at most
  std::uint64_t seed = 1;
  int threads = 0;             // 0: as many as the machine has
  int lanes = 8;               // trials at a time a thread: 1, 4, 8 or 16; no effect on the result
  double precision = 0;        // if not 0: ends when all outcomes' intervals are this narrow (half width)
  double budget = 0;           // if not 0: seconds after which it ends, see `stop`
  bool keeps_outcomes = true;  // those of the first trials, of which drivers() tells what matters
  // When it turns true, blocks begun are finished if that is a matter of moments (sim/engine/leave.h), and of a block
  // that takes longer the trials from its first that are complete are kept.
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::uint64_t trials_done)> progress;  // called after every merged block, by one thread at a time
};

enum class Ending { trials, precision, budget, interrupt };

struct Result {
  RunPlan plan;
  std::uint64_t trials =
      0;  // played: all that were asked for, unless ended before; then those from the first that were complete
  Ending ending = Ending::trials;
  Layout layout;
  Block total;                   // sums added in block order
  TrialOutcomes trial_outcomes;  // of the first outcome_blocks (sim/study/stretch.h), if they are kept
  std::string digest;            // SHA-256 in hexadecimal digits
  double seconds = 0;
  std::optional<Measured> measured;  // by measure(); none: it was not asked for
  bool stopped() const { return trials < plan.trials; }
  std::span<const std::uint64_t> outcome_counts() const;
  double widest_half_width() const;  // of the outcomes' 95 % intervals; 1/2 where there are no valid trials
  std::uint64_t count(int index) const { return total.counts[index]; }
  std::uint64_t valid() const { return trials - count(layout.failed); }  // trials that did not fail
  int likeliest_outcome() const;
};

// Goes on with fewer threads where the machine gives no more. Throws std::bad_alloc where memory does not suffice even
// for one, and what `progress` throws.
Result simulate(const Model& model, const RunPlan& plan);
Result simulate(const Model& model, const Layout& layout, const RunPlan& plan);  // that of the model

// Plays trials [first, first + count) into a fresh block; what simulate() does to each.
Block play_block(const Model& model, const Layout& layout, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                 int lanes, TrialOutcomes& outcomes);

}  // namespace detente
