// A number as a scenario states it: exact, or how it is spread.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace detente {

enum class Family { exact, uniform, triangular, pert, normal, lognormal, beta, choice, samples };

constexpr std::size_t sample_count_max = 100'000;

struct Distribution {
  Family family = Family::exact;
  // exact {v}; uniform {a, b}; triangular, pert {low, mode, high}; normal {mean, sd}; lognormal {mean, sd} of the
  // logarithm; beta {a, b}; choice, samples {}
  std::vector<double> parameters;
  double min = -std::numeric_limits<double>::infinity();  // values beyond are set to the bound, not drawn again
  double max = std::numeric_limits<double>::infinity();
  std::vector<double> values;   // choice, samples
  std::vector<double> weights;  // choice: of each value, normalised; samples: empty, all alike

  bool operator==(const Distribution&) const = default;
};

// What is wrong with it, one sentence; empty if nothing is.
std::string validate(const Distribution& distribution);

// The middle of it: the exact value, mode, mean or median, whichever its family is stated by.
double centre(const Distribution& distribution);

}  // namespace detente
