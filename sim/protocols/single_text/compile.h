#pragma once

#include "sim/model/compiler.h"
#include "sim/protocols/single_text/plan.h"

namespace detente::single_text {

// index: of the stage in the scenario.
Plan make_plan(Compiler& compiler, const Stage& stage, const Settings& stated, int index);

// Steps of one round, each of about the same time: a package for a party. At most, for most of a search is cut short.
std::int64_t steps_of_round(const World& world, const Plan& plan);

}  // namespace detente::single_text
