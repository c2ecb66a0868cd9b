// Playing blocks of one model, trial by trial, and counting them.
#pragma once

#include <memory>

#include "sim/engine/leave.h"
#include "sim/study/stretch.h"
#include "sim/study/trial_record.h"

namespace detente {

Block make_block(const Layout& layout, std::uint64_t index);  // to which trials can be added
Block make_total(const Layout& layout);                       // to which blocks can
TrialOutcomes make_trial_outcomes();                          // with room for those of a block
void merge(TrialOutcomes& total, const TrialOutcomes& next);

// Plays with one State that lives as long as its thread.
class Player {
 public:
  virtual ~Player() = default;
  virtual std::uint64_t lanes() const = 0;
  // Plays trials [first, first + count), at most as many as there are lanes. False if it was left before the end.
  virtual bool play(std::uint64_t seed, std::uint64_t first, std::uint64_t count, const Leave* leave) = 0;
  // Adds what was played last to `block`; what came of each trial to `outcomes`, if it is there and the block is one of
  // those whose outcomes are kept; each trial for itself to `record`, from `place` in it, if there is one.
  virtual void add(Block& block, TrialOutcomes* outcomes, TrialRecord* record, std::uint64_t place) const = 0;
  virtual void complete(Block& block) const = 0;  // no more will be added to it

  // Plays and adds trials [first, first + count) of a block, all that it gets. False if it was left before the end.
  bool play_into(Block& block, TrialOutcomes* outcomes, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                 TrialRecord* record, const Leave* leave = nullptr);
};

// lanes: 1, 4, 8 or 16. Model and layout must outlive the player.
std::unique_ptr<Player> make_player(const Model& model, const Layout& layout, int lanes);

}  // namespace detente
