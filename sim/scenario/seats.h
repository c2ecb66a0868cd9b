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

// Whether some convening asks the party to come: it is away until one that asks it is held and it comes.
bool is_invited(const Scenario& scenario, int party);

// Any other attends from the start if it has a voice; one that is there for a what-if only where some stage lists it.
bool attends_from_start(const Scenario& scenario, int party);

// Whether the stage names the party among those who may sit in it.
bool lists(const Stage& stage, int party);

// Who may sit in the stage beside its leader, in some trial: it may attend and, where the stage lists who sits there,
// is listed.
std::set<int> members(const Scenario& scenario, int stage);

// Who may attend as the stage begins: from the start, or by a convening before it.
std::set<int> may_attend(const Scenario& scenario, int stage);

// Whether the party convenes a stage.
bool is_convenor(const Scenario& scenario, int party);

}  // namespace detente
