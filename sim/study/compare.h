// Variants of a scenario, played with the same seed. Draws are addressed by name, so whatever the variants have in
// common meets the same luck, and each trial of one makes a pair with the same trial of another.
#pragma once

#include <span>

#include "sim/stats/paired.h"
#include "sim/study/simulate.h"
#include "sim/study/trial_record.h"

namespace detente {

// One figure of a variant against the reference; of a choice, one of its labels.
struct FigureDifference {
  RowName about;
  bool share = true;             // of all pairs, whatever the figure is of; else a mean
  std::uint64_t pairs = 0;       // shares: neither trial failed; means: and there is a number in both
  std::uint64_t differing = 0;   // of these
  double before = 0, after = 0;  // over the pairs, in the reference and in the variant; 0 of none
  Difference difference;
};

struct VariantComparison {
  std::uint64_t pairs = 0;                       // of trials of which neither failed
  std::uint64_t failed = 0;                      // pairs left out, because one of them failed, or both
  std::vector<FigureDifference> differences;     // of what both have, in the reference's order
  std::vector<RowName> only_before, only_after;  // what only the reference has, or only the variant
};

struct Comparison {
  std::vector<Result> results;              // each as simulate() has it; the reference first
  std::vector<VariantComparison> variants;  // of each result but the first
  const Result& reference() const { return results.front(); }
};

// Block k of all models is played by one thread, then counted in pairs; the same bits for any number of threads and
// lanes. models: two or more. plan: without a precision or a budget. Throws as simulate() does.
Comparison compare(std::span<const Model> models, const RunPlan& plan);

}  // namespace detente
