// What goes with one input alone, from the trials that were played anyway.
#pragma once

#include <span>
#include <vector>

#include "sim/stats/sensitivity.h"
#include "sim/study/simulate.h"

namespace detente {

struct AloneEffect : Sensitivity {
  double low_share = 0;   // the outcome's share where the input lies in its lowest quarter of probability,
  double high_share = 0;  // and in its highest
};

// [draw][place among `outcomes`], draws being the inputs and, numbered after them, the chances. Of the trials whose
// outcomes the result has: an input that has few values, 16 trials or more to each, is told by value, all else by rank.
// Indices are 0 to 1. None of inputs that are drawn together with others (sim/study/together.h). On as many threads as
// the result's plan says. Throws std::bad_alloc.
std::vector<std::vector<AloneEffect>> alone_effects(const Model& model, const Result& result,
                                                    std::span<const int> outcomes);

}  // namespace detente
