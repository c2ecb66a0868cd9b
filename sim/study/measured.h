// What has to be played for a result beside its trials. Part of the result: played once, kept where the result is, and
// never played again to show it.
#pragma once

#include <optional>

#include "sim/study/choices.h"
#include "sim/study/failure.h"

namespace detente {

struct Measured {
  bool left = false;               // there was no time for all of it
  std::optional<Failure> failure;  // the first of the trials that failed, where it is among the first 65,536
  ChoiceEffects choices;           // on the likeliest outcome
};

// Whether it may be what measure() comes to, but for what would have to be played: who says so may be a stranger.
bool fits(const Measured& measured, const Model& model, const Result& result);

// With the threads and the stop flag of the result's plan. What is not done half a second after its budget is left.
Measured measure(const Model& model, const Result& result, const ChoiceProgress& progress = {});

}  // namespace detente
