// What an outcome depends on, input by input: alone, and together with others.
#pragma once

#include "sim/stats/sensitivity.h"
#include "sim/stats/total_order.h"
#include "sim/study/simulate.h"
#include "sim/study/together.h"

namespace detente {

// All trials are played once more for every source of chance, with that one drawn anew and everything else as it was.
// Inputs that are drawn together (sim/study/together.h) are one source: all of them are drawn anew at once.
// A source that changes hardly any trial of the first blocks is left at those, unless it changes one of the first
// rare_trials of an outcome that fewer have there.
constexpr std::uint64_t screening_blocks = 4;
constexpr double screening_share = 0.001;  // of the trials: as many or fewer changed, whatever the outcome,
constexpr double screening_index = 0.01;   // and no outcome's total-order index is greater.
constexpr std::uint64_t rare_trials = 8;

struct SourceEffect {
  std::string address;    // of inputs that are drawn together those of all, with " + " between
  NotAlone not_alone;     // of inputs that are drawn together: which, and why none has an index by itself
  Provenance provenance;  // of inputs that are drawn together the least confidence of any
  bool luck = false;      // left to chance in each trial, rather than something we do not know
  bool screened_out = false;
  std::vector<Estimate> total;  // by outcome
  std::vector<Sensitivity>
      alone;  // by outcome: first order, from given data; none of a process, shock or several inputs
};

struct SensitivityResult {
  Result base;                        // what `simulate` comes to with the same plan
  std::vector<SourceEffect> sources;  // those drawn, in the model's order; none where the run was stopped early
  std::uint64_t trials = 0;           // played in all
};

// plan.trials are rounded up to whole blocks. plan.progress is told trials of (sources + 2) times as many, at most, and
// rare_trials of each source and outcome.
// Throws std::bad_alloc, and what plan.progress throws.
SensitivityResult sensitivity(const Model& model, const RunPlan& plan);

// How many sources there are.
std::size_t source_count(const Model& model);

}  // namespace detente
