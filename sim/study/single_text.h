// What studies make of a single-text stage: how it ends where nobody moves, who is asked for what, and which of its
// choices are fixed.
#pragma once

#include <optional>
#include <vector>

#include "sim/protocols/single_text/plan.h"
#include "sim/study/alternative.h"
#include "sim/study/facts.h"

namespace detente::single_text {

// Also settles who attends; none: it is not held.
std::optional<Standstill> stand_still(const Plan& plan, const Stage& stage, Facts& facts);
void add_duties(const Plan& plan, Duties& duties);
// stage: its place.
void add_choices(const Settings& settings, const Scenario& scenario, std::size_t stage,
                 std::vector<Alternative>& found);

}  // namespace detente::single_text
