// Differences between two variants that are played with the same luck, trial against trial, and how much that saves.
//
// All intervals are 95 % and those of Agresti & Min 2005 (Statistics in Medicine 24:729-740), who add half a pair to
// each cell of the table of pairs: good for few pairs and near no difference at all, where Wald's is not.
#pragma once

#include <cmath>
#include <cstdint>

namespace detente {

struct Difference {
  double change = 0;         // the second minus the first
  double low = 0, high = 0;  // of its interval
  // Variance of the change with independent draws over that with common ones, at equal trials, both as the interval
  // takes them: the interval is sqrt(saving) times narrower, and independent draws would need `saving` times the
  // trials. Below 1 where common luck drives the two apart; 0 where nothing varies and there is nothing to save.
  double saving = 0;
  bool clear() const { return low > 0 || high < 0; }  // zero lies outside
};

// Pairs of trials by whether something holds in the first and in the second.
struct PairCounts {
  std::uint64_t both = 0, lost = 0, gained = 0, neither = 0;
  std::uint64_t total() const { return both + lost + gained + neither; }
  void merge(const PairCounts& other);
};

// change, low and high within -1..1; without any pairs [-1, 1].
Difference difference_of(const PairCounts& pairs);

// Pairs of numbers, one of each trial of either variant: means, and sums of squared distances from them (Welford 1962,
// Technometrics 4:419-420; merged as in Chan, Golub & LeVeque 1983, The American Statistician 37:242-247). The result
// depends on the order in which blocks are merged, so that is theirs.
struct PairMoments {
  std::uint64_t total = 0, differing = 0;  // pairs
  // The numbers below are in units of 2^unit, so that squares have doubles: 0 for those of ordinary size, else -600 or
  // 600, whichever suits the greatest of them.
  int unit = 0;
  // Means. That of the changes is kept beside the others, whose difference would cancel.
  double before = 0, after = 0, change = 0;
  double before_squares = 0, after_squares = 0, change_squares = 0;
  void add(double first, double second);
  void merge(const PairMoments& other);
  double mean_before() const { return std::ldexp(before, unit); }
  double mean_after() const { return std::ldexp(after, unit); }
};

// The variance is that of the changes trial by trial, and the two halves of a pair that Agresti and Min add differ by
// the root mean square of the changes that are not zero: where all are -1 or 1, the interval is that for counts. Zero
// in [0, 0] where no pair differs, or there is none.
Difference difference_of(const PairMoments& pairs);

}  // namespace detente
