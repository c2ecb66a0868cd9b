// How much the search in a trial may be, so that no trial takes longer than some seconds.
#pragma once

#include "sim/model/model.h"

namespace detente {

// moving: names, numbers and operators of the expressions that are read in every round. Throws ScenarioError where the
// rounds of all stages together are more than limits::trial_steps.
void check_effort(const Model& model, std::int64_t moving);

}  // namespace detente
