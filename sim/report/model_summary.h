// What `detente check` prints: the scenario as the program understands it.
#pragma once

#include "sim/engine/model.h"
#include "sim/report/page.h"

namespace detente {

// A line of it.
inline void print_entry(Page& page, std::string_view name, std::string_view text) { page.entry(name, text, 16); }

std::string model_summary(const Model& model, PageStyle style);

// The same of a scenario that cannot be compiled, without what only the compiled model knows.
std::string scenario_summary(const Scenario& scenario, PageStyle style);

}  // namespace detente
