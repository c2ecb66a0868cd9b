#include "sim/study/trial_record.h"

#include <algorithm>
#include <bit>

#include "sim/model/lane_types.h"
#include "sim/study/trial_figures.h"

namespace detente {

namespace {

// Keeps figure by figure in the order of the layout.
struct Keeper {
  std::uint64_t* next_holds;  // the word of the trials
  double* next_number;        // the first trial's
  std::uint64_t shift;        // of the trials in their word

  void share(unsigned lanes) {
    *next_holds |= std::uint64_t{lanes} << shift;
    next_holds += record_words;
  }
  template <class Real>
  void mean(unsigned lanes, const Real& values) {
    share(lanes);
    if (lanes) keep(values);
    next_number += block_trials;
  }
  template <class Real>
  void number(unsigned lanes, const Real& values, int) {
    mean(lanes, values);
  }
  template <class Real>
  void choice(unsigned lanes, const Real& values, int) {
    mean(lanes, values);
  }
  template <class Real>
  void size(unsigned lanes, const Real& values) {
    mean(lanes, values);
  }
  template <class Real>
  void most(unsigned lanes, const Real&) {
    share(lanes);
  }
  void first_of(unsigned lanes) { share(lanes); }
  void none(std::size_t shares) { next_holds += shares * record_words; }
  template <class Real>
  void problems(const State<Real>&) {}
  template <class Real>
  void value(unsigned lanes, const Real& values, int) {
    mean(lanes, values);
  }
  template <class Real>
  void keep(const Real& values) {
    for (int l = 0; l < lane_count<Real>; ++l) next_number[l] = lane(values, l);
  }
};

}  // namespace

TrialRecord::TrialRecord(const Layout& layout, std::size_t draws)
    : figures_(layout.figures),
      played_(record_words),
      failed_(record_words),
      holds_(layout.figures->list.size() * record_words) {
  for (const Figure& figure : layout.figures->list) {
    place_.push_back(numbers_before_draws_);
    if (!figure.is_share()) ++numbers_before_draws_;
  }
  draws_ = draws > 0;
  numbers_.resize((numbers_before_draws_ + draws) * block_trials);
}

void TrialRecord::clear() {
  for (std::vector<std::uint64_t>* words : {&played_, &failed_, &holds_}) std::fill(words->begin(), words->end(), 0);
}

RecordWords TrialRecord::trials_with(std::size_t figure, int place) const {
  const bool size = figures()[figure].type == Figure::Type::size;
  RecordWords words{};
  for (int word = 0; word < record_words; ++word)
    for (std::uint64_t left = holds(figure)[word]; left; left &= left - 1) {
      const int bit = std::countr_zero(left);
      const double counted = number(figure, word * 64 + bit);
      if ((size ? size_bin(static_cast<std::uint64_t>(counted)) : counted) == place)
        words[word] |= std::uint64_t{1} << bit;
    }
  return words;
}

template <class Real>
void TrialRecord::add(const Model& model, const State<Real>& state, std::uint64_t trial) {
  const std::uint64_t word = trial / 64, shift = trial % 64;
  const std::uint64_t active = bits(state.active), failed = bits(state.failed) & active;
  played_[word] |= (active & ~failed) << shift;
  failed_[word] |= failed << shift;
  Keeper keeper{&holds_[word], &numbers_[trial], shift};
  for_figures(model, state, keeper);
  if (!draws_) return;
  for (const auto* draws : {&state.inputs, &state.chances})
    for (std::size_t draw = 0; draw < draws->size(); ++draw, keeper.next_number += block_trials)
      keeper.keep((*draws)[draw]);
}

#define DETENTE_RECORD(Real) template void TrialRecord::add(const Model&, const State<Real>&, std::uint64_t);
DETENTE_FOR_LANE_TYPES(DETENTE_RECORD)

}  // namespace detente
