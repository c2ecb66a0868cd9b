// What `detente check` prints: the scenario as the program understands it.
#pragma once

#include "sim/engine/model.h"
#include "sim/report/page.h"

namespace detente {

std::string model_summary(const Model& model, PageStyle style);

// The same of a scenario that cannot be compiled, without what only the compiled model knows.
std::string scenario_summary(const Scenario& scenario, PageStyle style);

}  // namespace detente
