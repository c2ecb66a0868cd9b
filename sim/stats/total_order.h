// Total-order sensitivity: how much of an outcome's variance goes with an input, alone and together with others.
#pragma once

#include <cstdint>

namespace detente {

struct Estimate {
  double value = 0, low = 0, high = 0;  // 95 % interval
};

// Pairs of trials that differ in one input's draw alone; pairs are independent of each other.
struct PairCount {
  std::uint64_t pairs = 0;
  std::uint64_t differing = 0;  // one of the two has the outcome
  std::uint64_t hits = 0;       // trials of either that have it
};

// E[(f - f')^2] / (2 Var f), f and f' equal but for one input (Jansen 1999, Comput. Phys. Commun. 117:35-43; Saltelli
// et al. 2010, Comput. Phys. Commun. 181:259-270); of a share, (differing / pairs) / (2 p (1 - p)), p = hits / 2 pairs.
// The interval is the delta method's, 1.96 times the standard deviation of the estimate's influence function over the
// root of the pairs; where fewer than 30 pairs differ, or fewer than 30 have the outcome in both trials or in neither,
// it follows from Wilson's of that share. None is above 1. No variance at all gives {0, 0, 0}.
Estimate total_order(const PairCount& count);

}  // namespace detente
