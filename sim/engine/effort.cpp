#include "sim/engine/effort.h"

#include <fmt/format.h>

#include "sim/scenario/limits.h"

namespace detente {

namespace {

[[noreturn]] void fail(const Model& model, std::size_t stage, const std::string& what, long long most) {
  throw ScenarioError({model.scenario.sources.diagnostic(
      Severity::error, model.scenario.stages[stage].place,
      fmt::format("a trial may take too long: {} a search of more than {} steps (packages of options x parties, and "
                  "conditions on each package, as often as there are guests where they wait for each other)",
                  what, most),
      "use fewer rounds, issues, options (of a range a larger 'step') or parties, or shorter conditions; with changes "
      "= 2 a round of single-text searches two changes to the draft instead of all packages")});
}

}  // namespace

void check_effort(const Model& model, std::int64_t moving) {
  std::int64_t steps = 0;
  for (std::size_t i = 0; i < model.stages.size(); ++i) {
    const PlannedStage& stage = model.stages[i];
    const std::int64_t round =
        moving + std::visit([&](const auto& plan) { return steps_of_round(model, plan); }, stage.plan);
    if (round > limits::round_steps)
      fail(model, i, fmt::format("a round of stage '{}' is", stage.name), limits::round_steps);
    steps += stage.rounds * round;
    if (steps > limits::trial_steps)
      fail(model, i, fmt::format("up to stage '{}', its rounds are", stage.name), limits::trial_steps);
  }
}

}  // namespace detente
