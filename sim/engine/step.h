// The trial's life: drawn, stepped through its stages round by round, read once at the end.
#pragma once

#include "sim/engine/leave.h"
#include "sim/engine/state.h"

namespace detente {

// Puts the lanes' next trials into `state` (see State::reset) and draws everything uncertain.
template <class Real>
void start(const Model& model, State<Real>& state, std::uint64_t seed, std::uint64_t first_trial, int count);

// One round of the current stage; begins and ends stages as they come, and reads the outcome after the last.
// No allocation, no I/O, no exception. To be called until state.finished.
template <class Real>
void step(const Model& model, State<Real>& state);

// The whole trial, unless it is left between two rounds; then it returns false, and `state` is of no use.
template <class Real>
bool play(const Model& model, State<Real>& state, std::uint64_t seed, std::uint64_t first_trial, int count,
          const Leave* leave = nullptr) {
  start(model, state, seed, first_trial, count);
  while (!state.finished) {
    if (leave && leave->due()) return false;
    step(model, state);
  }
  return true;
}

}  // namespace detente
