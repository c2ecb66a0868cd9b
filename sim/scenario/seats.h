// Who may sit where, as far as a file tells it. Stages are given by their place, parties by their index. Each protocol
// says it of its own settings, by functions of these names.
#pragma once

#include <set>

#include "sim/scenario/scenario.h"

namespace detente {

// Who convenes or mediates; -1: nobody does.
int leader(const Stage& stage);

// Whether it settles who attends.
bool convenes(const Stage& stage);

// Whether the stage names the party as one of those who sit in it.
bool lists(const Stage& stage, int party);

// Who may sit in the stage beside its leader, in some trial.
std::set<int> members(const Scenario& scenario, int stage);

// Who may attend as the stage begins, by the stages before it.
std::set<int> may_attend(const Scenario& scenario, int stage);

// Whether the party convenes a stage.
bool is_convenor(const Scenario& scenario, int party);

}  // namespace detente
