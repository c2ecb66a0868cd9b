// First-order sensitivity from given data: how much of an outcome's variance goes with one input alone.
#pragma once

#include <cstdint>
#include <span>

namespace detente {

struct Sensitivity {
  double index = 0;  // Var(E[Y | X]) / Var(Y), corrected for bias; near 0 or slightly below where there is no effect
  double noise = 0;  // standard error of `index`
};

// hits[bin] of counts[bin] trials had the outcome, with X in equal parts of its distribution. One-way analysis of
// variance (Plischke, Borgonovo & Smith 2013, EJOR 226:536-550, given-data estimators): with M bins, N trials,
//   index = (SSB - (M - 1) MSW) / SST,  noise = sqrt(2 (M - 1) + 4 N max(index, 0)) / N,
// the standard deviation of the non-central chi-square that SSB / MSW follows. No variance at all gives {0, 0}.
Sensitivity first_order(std::span<const std::uint64_t> hits, std::span<const std::uint64_t> counts);

}  // namespace detente
