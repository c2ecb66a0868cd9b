// How many party decisions a trial takes: one party evaluating one package once.
#pragma once

#include <vector>

#include "sim/model/model.h"

namespace detente {

struct StageWorkload {
  double trials = 0;     // share of trials that play the stage
  double decisions = 0;  // per trial that plays it
};

// Of each stage, mean over the first `trials` trials of seed 1.
std::vector<StageWorkload> workloads(const Model& model, int trials);

}  // namespace detente
