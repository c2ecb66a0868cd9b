#pragma once

#include "sim/model/compiler.h"
#include "sim/protocols/participation/plan.h"

namespace detente::participation {

Plan make_plan(Compiler& compiler, const Stage& stage, const Settings& stated, int index);

// Steps of one round, each of about the same time: a package for a party, or a name, number or operator of a
// precondition that is evaluated for a package. At most, for most of a search is cut short.
std::int64_t steps_of_round(const World& world, const Plan& plan);

}  // namespace detente::participation
