// What studies make of a participation stage: how it ends where nobody moves, who is asked for what, and which of its
// choices are fixed.
#pragma once

#include <optional>
#include <vector>

#include "sim/protocols/participation/plan.h"
#include "sim/study/alternative.h"
#include "sim/study/facts.h"

namespace detente::participation {

// Also settles who attends; none: it is not held.
std::optional<Standstill> stand_still(const Plan& plan, const Stage& stage, Facts& facts);
void add_duties(const Plan& plan, Duties& duties);
// stage: its place.
inline void add_choices(const Settings&, const Scenario&, std::size_t, std::vector<Alternative>&) {}

}  // namespace detente::participation
