// Whether a condition can fail or hold at all, by trying every combination of the values that it may read.
#pragma once

#include <functional>
#include <vector>

#include "sim/rules/program.h"

namespace detente {

// What each slot may hold. Nothing: anything, so that no condition that reads it is decided.
struct Domains {
  std::vector<std::vector<double>> numbers;
  std::vector<std::vector<bool>> flags;
};

// `budget`: instructions that may still be spent; what would go beyond them is left undecided.
class Always {
 public:
  explicit Always(long long budget) : budget_(budget) {}

  // Whether `claim` holds of the conditions' values whatever they read; false where that is not decided.
  bool holds(const std::vector<const Program*>& conditions, const Domains& domains,
             const std::function<bool(const std::vector<bool>&)>& claim);

 private:
  long long budget_;
};

}  // namespace detente
