// Playing blocks of one model, trial by trial, and counting them.
#pragma once

#include <memory>

#include "sim/study/measures.h"
#include "sim/study/stretch.h"

namespace detente {

Block make_block(const Layout& layout, std::uint64_t index);
DrawCounts make_draw_counts(const Model& model);
void merge(DrawCounts& total, const DrawCounts& draws);

// Plays with one State that lives as long as its thread.
class Player {
 public:
  virtual ~Player() = default;
  // Trials [first, first + count) of a block, added to `block`; what they drew to `draws`, if it is there and the block
  // is one of those whose draws are counted; each for itself to `record`, if there is one.
  virtual void play_into(Block& block, DrawCounts* draws, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                         TrialRecord* record) = 0;
};

// lanes: 1, 4, 8 or 16. Model and layout must outlive the player.
std::unique_ptr<Player> make_player(const Model& model, const Layout& layout, int lanes);

}  // namespace detente
