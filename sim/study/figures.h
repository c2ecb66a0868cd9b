// What a result came to, by name.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "sim/stats/exact_sum.h"
#include "sim/study/simulate.h"

namespace detente {

struct NamedShare {
  // "outcome", "event", "held" and "agreed" of "STAGE", "attendance" of "STAGE.PARTY"
  std::string kind, name;
  std::uint64_t count = 0, of = 0;
};

// In order of: outcomes, events, stages held (of the trials that did not fail), agreed and attendance (of those that
// held the stage).
std::vector<NamedShare> named_shares(const Model& model, const Result& result);

struct NamedMean {
  std::string kind, name;      // "rounds" of "STAGE", "utility" of "STAGE.PARTY", "variable"
  std::uint64_t of = 0;        // trials
  std::optional<double> mean;  // none of no trials
  std::optional<double> sd;    // of the trials; none of one trial, and of utilities, whose squares are not counted
  // mean, sd, low, high: 95 % interval of the mean (normal approximation), none without a standard deviation.
  std::array<std::optional<double>, 4> figures() const;
};

// In order of: rounds (of the trials that held the stage), utilities (of those in which the party took part in it),
// variables at the end (of the trials that did not fail).
std::vector<NamedMean> named_means(const Model& model, const Result& result);

// Of a variable at the end of the trials that did not fail; zero if all did. The quantile within 1.6 % of its size.
Moments moments_at_end(const Result& result, std::size_t variable);
double quantile_at_end(const Result& result, std::size_t variable, double p);

}  // namespace detente
