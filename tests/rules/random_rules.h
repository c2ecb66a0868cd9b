// Random well-typed expressions over the example's names, and what they mean, evaluated the slow way: over the tree, by
// name, one trial at a time.
#pragma once

#include <cstdint>
#include <string>

#include "tests/rules/example.h"

namespace detente {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  int below(int bound) { return static_cast<int>(next() % static_cast<std::uint64_t>(bound)); }
  bool coin() { return below(2) == 1; }

 private:
  std::uint64_t next();  // splitmix64
  std::uint64_t state_;
};

std::string random_condition(Random& random, int depth);
std::string random_number(Random& random, int depth);

// A trial's state; every number is small and often equal to another, so that comparisons and divisors meet their edges.
struct RandomTrial {
  std::vector<double> numbers;
  std::vector<std::uint8_t> flags;
  explicit RandomTrial(Random& random);
};

// Conditions give 0 or 1. zero_division is set if a division by zero gave 0.
double reference_value(const Expression& expression, const Node& node, const RandomTrial& trial, bool& zero_division);

}  // namespace detente
