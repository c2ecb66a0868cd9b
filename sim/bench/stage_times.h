// Where the time of a trial goes.
#pragma once

#include <atomic>
#include <vector>

#include "sim/engine/model.h"

namespace detente {

// Nanoseconds a trial, of all that are played: of drawing what is uncertain, then of each stage. Of the first `trials`
// trials of seed 1, 8 at a time on this thread. The clock on the wall is all that is quick enough to be asked in
// between, so trials within which the thread had to wait for a processor are left out. Empty if it was stopped, or all
// are.
std::vector<double> stage_times(const Model& model, std::uint64_t trials, const std::atomic<bool>* stop);

}  // namespace detente
