// One trial played again with everything written down that a reader needs to follow it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/engine/model.h"
#include "sim/engine/protocols.h"
#include "sim/model/trial.h"

namespace detente {

// What time has brought: after a round, or in the pause before a stage.
struct TickTold {
  std::vector<int> struck;                   // shocks
  std::vector<std::pair<int, int>> shifted;  // issues that they have moved, and to what
};

struct RoundTold : TickTold {
  std::vector<int> options;       // [place], of the terms or the draft
  std::vector<bool> moved;        // [place], since the round before; in round 1 since what held
  RoomRound room;                 // what the protocol tells of it
  std::vector<double> variables;  // during the round
  bool same() const;              // nothing has moved
};

struct StageTold {
  int stage = 0;
  bool reached = false, held = false, agreed = false;
  double days = 0;  // of the trial before it begins, or as its turn comes and it does not
  std::optional<TickTold> pause{};
  std::vector<int> before{};  // [place], option in force as the stage begins
  RoomStage room{};
  std::vector<RoundTold> rounds{};
};

struct Story {
  std::uint64_t seed = 0, trial = 0;
  std::vector<StageTold> stages{};
  std::vector<int> settled{};  // option by issue
  int outcome = 0;
  std::vector<bool> events{};
  std::vector<double> variables{};  // at the end
  std::vector<int> struck{};        // shocks that have struck
  std::optional<Fault> failed{};    // of what, if it did
};

Story replay(const Model& model, std::uint64_t seed, std::uint64_t trial);

}  // namespace detente
