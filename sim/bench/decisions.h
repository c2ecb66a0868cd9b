// How many party decisions a trial takes: one party evaluating one package once.
#pragma once

#include <vector>

#include "sim/engine/model.h"

namespace detente {

struct StageWorkload {
  double trials = 0;     // share of trials that play the stage
  double decisions = 0;  // per trial that plays it
};

// Of each stage, mean over the first `trials` trials of seed 1.
std::vector<StageWorkload> workloads(const Model& model, int trials);

// What a trial is made of, whatever way an engine goes about it: inputs drawn, cells of the stages' tables of worths,
// and distinct candidates of the exact search times the parties that judge them. Means over the first `trials` trials.
struct Reference {
  double inputs = 0, cells = 0, decisions = 0;
};
Reference reference(const Model& model, int trials);

}  // namespace detente
