// What a participation stage tells of one trial: how each guest answered, and why.
#pragma once

#include <vector>

#include "sim/protocols/participation/work.h"

namespace detente::participation {

// A precondition the terms leave unmet, by whoever makes it.
struct PreconditionTold {
  int party = 0;
  int index = 0;  // in PartyModel::preconditions
  bool meant = false;
};

// How a guest answered the terms.
struct AnswerTold {
  int party = 0;
  bool came = false;
  double utility = 0, stay_out = 0;
  bool worse = false;        // the terms are worth less than staying away, to it or who instructs it
  std::vector<int> crossed;  // issues on which they cross a line it or its principal means
  std::vector<PreconditionTold> unmet;
};

struct RoundTold {
  std::vector<AnswerTold> answers;  // in the order of the invitation
};
struct StageTold {};

RoundTold tell_round(const World& world, const Plan& plan, const Work<double>& work);
StageTold tell_stage(const Plan& plan, const Work<double>& work, const Record<double>& record);

}  // namespace detente::participation
