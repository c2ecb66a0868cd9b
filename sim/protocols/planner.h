// The convenor's choice of terms (participation.h says which); the terms go to work.draft.
#pragma once

#include "sim/protocols/guests.h"

namespace detente {

// Round 1: the terms as the file states them, where nothing forbids them to the convenor; else the nearest that may be
// offered.
template <class Real>
void open_offer(const StageModel& stage, State<Real>& state, Guests<Real>& guests);

// Later rounds.
template <class Real>
void plan_offer(const Model& model, const StageModel& stage, State<Real>& state, Guests<Real>& guests);

}  // namespace detente
