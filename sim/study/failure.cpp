#include "sim/study/failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "sim/engine/step.h"

namespace detente {

namespace {

std::string place_of(const Model& model, const Fault& fault) {
  if (fault.stage >= static_cast<int>(model.stages.size())) return "at the end";
  const std::string& stage = model.stages[fault.stage].name;
  if (fault.round > 0) return fmt::format("in round {} of {}", fault.round, stage);
  return fault.stage == 0 ? fmt::format("before the first round of {}", stage) : fmt::format("as {} begins", stage);
}

}  // namespace

std::string cause_of(const Model& model, const Fault& fault) {
  switch (fault.kind) {
    case Fault::Kind::none:
      break;
    case Fault::Kind::expression:
      return fmt::format("the expression \"{}\" gave no finite number {}", model.program_texts[fault.index],
                         place_of(model, fault));
    case Fault::Kind::variable:
      return fmt::format("variables.{} was no longer a finite number {}", model.variables[fault.index].name,
                         place_of(model, fault));
    case Fault::Kind::utility:
      return fmt::format("the utility of parties.{} was not between 0 and 1 {}",
                         model.parties[model.stages[fault.stage].space().rows[fault.index].party].name,
                         place_of(model, fault));
  }
  return "";
}

std::optional<Failure> failure_of(const Model& model, std::uint64_t seed, std::uint64_t trial) {
  State<double> state(model);
  play(model, state, seed, trial, 1);
  if (!state.failed) return {};
  return Failure{trial, cause_of(model, state.fault)};
}

FailureSearch first_failure(const Model& model, std::uint64_t seed, std::uint64_t trials, const Leave& leave) {
  constexpr int lanes = 8;
  State<Pack<lanes>> state(model);
  const std::uint64_t end = std::min(trials, failure_trials_max);
  for (std::uint64_t first = 0; first < end; first += lanes) {
    const int count = static_cast<int>(std::min<std::uint64_t>(lanes, end - first));
    if (leave.due() || !play(model, state, seed, first, count, &leave)) return {.found = {}, .left = true};
    const unsigned failed = bits(state.failed) & bits(state.active);
    if (failed) return {.found = failure_of(model, seed, first + static_cast<unsigned>(std::countr_zero(failed)))};
  }
  return {};
}

}  // namespace detente
