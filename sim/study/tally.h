// Counting finished trials.
#pragma once

#include "sim/model/state.h"
#include "sim/study/layout.h"

namespace detente {

// What a block of trials came to.
struct Block {
  std::uint64_t index = 0;
  std::vector<std::uint64_t> counts;  // by Layout
  std::vector<double> sums;           // by Layout, added in order of trial
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
void add(const Model& model, const Layout& layout, const State<Real>& state, Block& block, DrawCounts* draws);

}  // namespace detente
