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

// X has few values. hits[value] of counts[value] trials had the outcome. One-way analysis of variance (Plischke,
// Borgonovo & Smith 2013, EJOR 226:536-550, given-data estimators): with M values, N trials,
//   index = (SSB - (M - 1) MSW) / SST.
// noise: by the delta method (the variance of the index's influence function over the trials), less what chance adds to
// that, 4 (M - 1) / N^2, and with the variance of chi-square that is all there is without an effect, 2 (M - 1) / N^2.
// No variance at all gives {0, 0}.
Sensitivity first_order_by_value(std::span<const std::uint64_t> hits, std::span<const std::uint64_t> counts);

// X has as many values as there are trials. in_order[i]: which outcome came of the trial with the i-th smallest X; the
// index is that of `outcome`. With y the N trials that had it or not, in a ring, and p their mean,
//   C(k) = the mean of y[i] y[i + k], and C(0+), where the least-squares line through C(1) to C(K) meets 0,
//   index = (C(0+) - p^2) / (p (1 - p)), less what chance makes of it, -1 / (N - 1).
// C(1) for C(0+) is the estimator of ranks (Gamboa, Gremaud, Klein & Lagnoux 2022, Bernoulli 28:2343-2370). A step of
// E[Y | X] takes as many pairs from C(k) as k counts: the line takes it back (Mueller & Stadtmueller 1999, Ann.
// Statist. 27:299-337), so that an outcome which X decides in runs of K trials or more has an index of exactly 1,
// however rare. With h the trials that had the outcome or had it not, whichever are fewer, K is h / 32, but h / 4 up to
// 32, and 3 at least. What X does within fewer trials is told in part; a wave, of four to the whole range, 1 % of its
// index too much. noise: the root of Var(f^2 - c f) + E[(2 f - c)^2 f (1 - f)] + A E[(f (1 - f))^2], over N (p (1 -
// p))^2, with f = E[Y | X], c = 2 p + index (1 - 2 p), and A the sum of the squared weights of C(1) to C(K) in C(0+).
// Powers of f are told by how often neighbours have the outcome together; the last of the three has one such pair at
// least. No variance at all gives {0, 0}, and a single trial of its kind, which tells nothing, {0, 1}.
Sensitivity first_order_by_rank(std::span<const std::uint8_t> in_order, std::uint8_t outcome);

}  // namespace detente
