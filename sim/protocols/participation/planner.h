// The convenor's choice of terms (play.h says which); the terms go to work.draft.
#pragma once

#include "sim/agents/lot.h"
#include "sim/protocols/participation/guests.h"

namespace detente::participation {

// Round 1: the terms as the file states them, where nothing forbids them to the convenor; else the nearest that may be
// offered.
template <class Real>
void open_offer(const Plan& plan, const Lot<Real>& lot, Work<Real>& work, Guests<Real>& guests);

// Later rounds.
template <class Real>
void plan_offer(const World& world, const StageFrame& stage, const Plan& plan, const Lot<Real>& lot, Work<Real>& work,
                Guests<Real>& guests, int round);

}  // namespace detente::participation
