// First-order sensitivity from given data: how much of an outcome's variance goes with one input alone.
#pragma once

#include <cstdint>
#include <span>

namespace detente {

struct Sensitivity {
  double index = 0;  // Var(E[Y | X]) / Var(Y), corrected for bias; near 0 or slightly below where there is no effect
  double noise = 0;  // standard error of `index`
  bool determined() const { return index > 2 * noise; }
};

// hits[bin] of counts[bin] trials had the outcome, with X in equal parts of its distribution. One-way analysis of
// variance (Plischke, Borgonovo & Smith 2013, EJOR 226:536-550, given-data estimators): with M bins, N trials,
//   index = (SSB - (M - 1) MSW) / SST.
// noise: by the delta method (the variance of the index's influence function over the trials), less what chance adds to
// that, 4 (M - 1) / N^2, and with the variance of chi-square that is all there is without an effect, 2 (M - 1) / N^2.
// No variance at all gives {0, 0}.
Sensitivity first_order(std::span<const std::uint64_t> hits, std::span<const std::uint64_t> counts);

}  // namespace detente
