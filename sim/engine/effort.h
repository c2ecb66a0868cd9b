// How much the search in a trial may be, so that no trial takes longer than some seconds, and no round,
// within which it cannot be left, longer than one.
#pragma once

#include "sim/engine/model.h"

namespace detente {

// moving: names, numbers and operators of the expressions that are read in every round. Throws ScenarioError where a
// round is more than limits::round_steps, or the rounds of all stages together more than limits::trial_steps.
void check_effort(const Model& model, std::int64_t moving);

}  // namespace detente
