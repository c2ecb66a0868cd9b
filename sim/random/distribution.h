// A number as a scenario states it: exact, or how it is spread.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace detente {

enum class Family { exact, uniform, triangular, pert, normal, lognormal, beta, choice, samples, quantiles };

constexpr std::size_t sample_count_max = 100'000;

struct Distribution {
  Family family = Family::exact;
  // exact {v}; uniform {a, b}; triangular, pert {low, mode, high}; normal {mean, sd}; lognormal {mean, sd} of the
  // logarithm; beta {a, b}; choice, samples, quantiles {}
  std::vector<double> parameters;
  double min = -std::numeric_limits<double>::infinity();  // values beyond are set to the bound, not drawn again
  double max = std::numeric_limits<double>::infinity();
  std::vector<double> values;  // choice, samples; quantiles: ascending
  // choice: of each value, normalised; samples: empty, all alike; quantiles: the share that lies below, from 0 to 1.
  std::vector<double> weights;
  std::string rows;  // samples: the file of which one row a trial is drawn for all its columns; "": drawn apart
  // Values beyond do not occur: what is drawn is the quantile function between the bounds, spread over all of 0..1.
  bool rejects = false;

  bool operator==(const Distribution&) const = default;
};

// What is wrong with it, one sentence; empty if nothing is.
std::string validate(const Distribution& distribution);

// The middle of it, cut at the bounds: the exact value, mode, mean or median, whichever its family is stated by.
double centre(const Distribution& distribution);

}  // namespace detente
