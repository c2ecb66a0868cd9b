// Counting finished trials.
#pragma once

#include "sim/engine/state.h"
#include "sim/stats/sparse_counts.h"
#include "sim/study/layout.h"

namespace detente {

// What a block of trials came to.
struct Block {
  std::uint64_t index = 0;
  std::vector<std::uint64_t> counts;  // by Layout
  std::vector<double> sums;           // by Layout, added in order of trial
  std::vector<double> maxima = {};    // by Layout
  SparseCounts sparse = {};           // by Layout, once the block is complete
  // Of the trials until then: values at the end, which are counted together. [value][block_trials]
  std::vector<double> numbers = {};
  int number_count = 0;  // of each value
};

// What each trial came to, in order from the first: its outcome, or `no_outcome` where it failed. What was drawn in a
// trial follows from its number, so that this is all that is kept to tell what an outcome depends on.
using TrialOutcomes = std::vector<std::uint8_t>;
constexpr std::uint8_t no_outcome = 0xFF;

// Adds the state's trials; a trial that failed is counted as such and nowhere else. outcomes: null where they are not
// kept.
template <class Real>
void add(const Model& model, const State<Real>& state, Block& block, TrialOutcomes* outcomes);

// Counts what waits for the end of the block: no trial is added after it.
void complete(const Layout& layout, Block& block);

}  // namespace detente
