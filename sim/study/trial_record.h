// What each trial of a block comes to, figure by figure, kept one by one.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/engine/state.h"
#include "sim/study/layout.h"

namespace detente {

constexpr int record_words = block_trials / 64;
using RecordWords = std::array<std::uint64_t, record_words>;  // one bit a trial

// Allocated once, for one block after the other.
class TrialRecord {
 public:
  // Of the figures of a layout, and of so many draws: all of the model's, or none.
  explicit TrialRecord(const Layout& layout, std::size_t draws = 0);

  // Forgets the last block.
  void clear();
  // Adds the state's trials, of which `trial` of this block is the first: a multiple of the number of lanes.
  template <class Real>
  void add(const Model& model, const State<Real>& state, std::uint64_t trial);

  const std::vector<Figure>& figures() const { return figures_->list; }
  // One bit a trial: of() looks at one.
  static bool of(const std::uint64_t* words, std::uint64_t trial) { return words[trial / 64] >> (trial % 64) & 1; }
  const std::uint64_t* played() const { return played_.data(); }  // and not failed
  const std::uint64_t* failed() const { return failed_.data(); }
  // Of those played without failing: a share: it holds; else: there is a number.
  const std::uint64_t* holds(std::size_t figure) const { return &holds_[figure * record_words]; }
  // Of a choice, number or size: those counted in this place of it.
  RecordWords trials_with(std::size_t figure, int place) const;
  // Not of a share. Of a choice: the label's index.
  double number(std::size_t figure, int trial) const { return at(place_[figure], trial); }
  // That of an input, or after them that of a chance, uniform on 0..1.
  double draw(std::size_t draw, int trial) const { return at(numbers_before_draws_ + draw, trial); }

 private:
  double at(std::size_t place, int trial) const {
    return numbers_[place * block_trials + static_cast<std::size_t>(trial)];
  }

  std::shared_ptr<const Figures> figures_;
  std::vector<std::size_t> place_;  // [figure] that is no share, in numbers_
  std::size_t numbers_before_draws_ = 0;
  bool draws_ = false;
  std::vector<std::uint64_t> played_, failed_;
  std::vector<std::uint64_t> holds_;  // [figure][word]
  std::vector<double> numbers_;       // [figure that is no share, then draw][trial]
};

}  // namespace detente
