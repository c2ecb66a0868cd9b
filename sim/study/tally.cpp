#include "sim/study/tally.h"

#include <algorithm>
#include <bit>

#include "sim/model/lane_types.h"
#include "sim/stats/bins.h"
#include "sim/stats/exact_sum.h"
#include "sim/study/trial_figures.h"

namespace detente {

namespace {

// Adds figure by figure in the order of the layout.
struct Tally {
  Block& block;
  std::uint64_t* next_count = block.counts.data();
  double* next_sum = block.sums.data();
  double* next_most = block.maxima.data();

  void share(unsigned lanes) { *next_count++ += std::popcount(lanes); }
  template <class Real>
  void mean(unsigned lanes, const Real& values) {
    for (unsigned left = lanes; left; left &= left - 1) {
      const double value = lane(values, std::countr_zero(left));
      next_sum[0] += value;
      next_sum[1] += value * value;
    }
    next_sum += 2;
  }
  template <class Real>
  void most(unsigned lanes, const Real& values) {
    share(lanes);
    for (unsigned left = lanes; left; left &= left - 1)
      *next_most = std::max(*next_most, lane(values, std::countr_zero(left)));
    ++next_most;
  }
  // One count a lane, at its own value.
  template <class Real>
  void number(unsigned lanes, const Real& values, int counts) {
    for (unsigned left = lanes; left; left &= left - 1)
      ++next_count[static_cast<int>(lane(values, std::countr_zero(left)))];
    next_count += counts;
  }
  template <class Real>
  void choice(unsigned lanes, const Real& values, int labels) {
    number(lanes, values, labels);
  }
  template <class Real>
  void size(unsigned lanes, const Real& values) {
    for (unsigned left = lanes; left; left &= left - 1)
      ++next_count[size_bin(static_cast<std::uint64_t>(lane(values, std::countr_zero(left))))];
    next_count += size_bin_count;
    mean(lanes, values);
  }
  void first_of(unsigned) {}  // its counts are the choice's
  void none(std::size_t shares) { next_count += shares; }
  template <class Real>
  void problems(const State<Real>& state) {
    const unsigned active = bits(state.active);
    for (const auto* lanes : {&state.failed, &state.clamped, &state.zero_division}) share(bits(*lanes) & active);
  }
  // Waits for the end of the block.
  template <class Real>
  void value(unsigned lanes, const Real& values, int place) {
    double* next = &block.numbers[place * block_trials + static_cast<std::size_t>(block.number_count)];
    for (unsigned left = lanes; left; left &= left - 1) *next++ = lane(values, std::countr_zero(left));
  }
};

}  // namespace

template <class Real>
void add(const Model& model, const State<Real>& state, Block& block, TrialOutcomes* outcomes) {
  const unsigned counted = bits(state.active) & ~bits(state.failed);
  Tally tally{block};
  for_figures(model, state, tally);
  block.number_count += std::popcount(counted);
  if (!outcomes) return;
  for (unsigned left = bits(state.active); left; left &= left - 1) {
    const int l = std::countr_zero(left);
    const bool ended = counted >> l & 1;
    outcomes->push_back(ended ? static_cast<std::uint8_t>(lane(state.outcome, l)) : no_outcome);
  }
}

void complete(const Layout& layout, Block& block) {
  if (block.numbers.empty()) return;
  for (std::size_t value = 0; value < layout.values.size(); ++value) {
    const ValueLayout& at = layout.values[value];
    const std::span<const double> numbers(&block.numbers[value * block_trials],
                                          static_cast<std::size_t>(block.number_count));
    append_sums(numbers, at.sum, at.squares, block.sparse);
    if (!at.range) {
      append_bins(numbers, at.bins, block.sparse);
      continue;
    }
    std::vector<double> steps;
    for (const double number : numbers) steps.push_back(at.range->nearest(number));
    append_bins(steps, at.bins, block.sparse);
  }
  block.sparse.shrink_to_fit();  // many blocks may wait to be merged
  block.numbers = {};
  block.number_count = 0;
}

#define DETENTE_TALLY(Real) template void add(const Model&, const State<Real>&, Block&, TrialOutcomes*);
DETENTE_FOR_LANE_TYPES(DETENTE_TALLY)

}  // namespace detente
