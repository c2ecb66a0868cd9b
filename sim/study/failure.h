// Which trial failed first, and of what.
#pragma once

#include <optional>
#include <string>

#include "sim/engine/leave.h"
#include "sim/engine/model.h"
#include "sim/model/trial.h"

namespace detente {

struct Failure {
  std::uint64_t trial = 0;
  std::string cause;  // "the expression "1e300 * heat" gave no finite number in round 2 of talks"
  bool operator==(const Failure&) const = default;
};

// In words; empty if there was none.
std::string cause_of(const Model& model, const Fault& fault);

constexpr std::uint64_t failure_trials_max = 65'536;

struct FailureSearch {
  std::optional<Failure> found;  // none: all went well, as far as they were played
  bool left = false;             // before the end
};
// Plays trials [0, trials), 65,536 at most, until one fails.
FailureSearch first_failure(const Model& model, std::uint64_t seed, std::uint64_t trials, const Leave& leave);

// None if the trial did not fail.
std::optional<Failure> failure_of(const Model& model, std::uint64_t seed, std::uint64_t trial);

}  // namespace detente
