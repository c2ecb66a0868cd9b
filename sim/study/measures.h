// What a comparison asks of each trial, and the answers of a block of trials, kept one by one.
#pragma once

#include <bit>
#include <string>
#include <vector>

#include "sim/engine/state.h"
#include "sim/study/layout.h"

namespace detente {

enum class MeasureKind {
  outcome,   // the trial ends in it
  event,     // it happens
  agreed,    // the stage ends in agreement
  came,      // the guest comes to the stage
  rounds,    // rounds the stage uses, where it is held
  utility,   // of what the stage ends in to the party, where that takes part (see StageEnd::utility)
  variable,  // at the end
  settled,   // the option of the issue that is in force at the end, counted from 0
  input,     // as drawn
  chance,    // as drawn, uniform on 0..1
};

const char* kind_name(MeasureKind kind);  // "outcome"
constexpr bool is_share(MeasureKind kind) { return kind <= MeasureKind::came; }

// The same question to two scenarios has the same kind, name and party.
struct Measure {
  MeasureKind kind = MeasureKind::outcome;
  std::string name;        // of the outcome, event, stage or variable
  std::string party = {};  // came, utility
  int index = 0;           // of what is named, in the model
  int row = -1;            // came, utility: in the stage
  bool asks_as(const Measure& other) const { return kind == other.kind && name == other.name && party == other.party; }
};

// All but the last three kinds, in the order of the kinds above, within them in the model's.
std::vector<Measure> measures_of(const Model& model);

// Of the last three kinds: every issue, and by address every uncertain number and every chance drawn once a trial.
std::vector<Measure> details_of(const Model& model);

constexpr int record_words = block_trials / 64;

// Allocated once, for one block after the other.
class TrialRecord {
 public:
  explicit TrialRecord(std::vector<Measure> measures);  // shares before numbers

  // Forgets the last block.
  void clear();
  // Adds the state's trials, of which `trial` of this block is the first: a multiple of the number of lanes.
  template <class Real>
  void add(const Model& model, const State<Real>& state, std::uint64_t trial);

  const std::vector<Measure>& measures() const { return measures_; }
  // One bit a trial.
  const std::uint64_t* played() const { return played_.data(); }  // and not failed
  const std::uint64_t* failed() const { return failed_.data(); }
  // Of those played without failing: shares: it is so; numbers: there is one.
  const std::uint64_t* holds(std::size_t measure) const { return &holds_[measure * record_words]; }
  double number(std::size_t measure, int trial) const {
    return numbers_[(measure - share_count_) * block_trials + static_cast<std::size_t>(trial)];
  }

 private:
  std::vector<Measure> measures_;  // shares first
  std::size_t share_count_ = 0;
  std::vector<std::uint64_t> played_, failed_;
  std::vector<std::uint64_t> holds_;  // [measure][word]
  std::vector<double> numbers_;       // [measure that is no share][trial]
};

}  // namespace detente
