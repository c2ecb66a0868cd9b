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
  SparseCounts sparse = {};           // by Layout, once the block is complete
  // Of the trials until then: values at the end, which are counted together. [value][block_trials]
  std::vector<double> numbers = {};
  int number_count = 0;  // of each value
};

constexpr int draw_bin_count = 16;  // equal parts of a draw's range

// How often each outcome followed a draw from each sixteenth of an input's range: what sensitivity is computed from.
// [inputs, then chances][bin][outcome]
struct DrawCounts {
  std::vector<std::uint64_t> counts;
};

// Adds the state's trials; a trial that failed is counted as such and nowhere else. draws: null where they do not
// count.
template <class Real>
void add(const Model& model, const State<Real>& state, Block& block, DrawCounts* draws);

// Counts what waits for the end of the block: no trial is added after it.
void complete(const Layout& layout, Block& block);

}  // namespace detente
