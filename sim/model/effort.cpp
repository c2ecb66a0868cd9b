#include "sim/model/effort.h"

#include <fmt/format.h>

#include "sim/scenario/limits.h"

namespace detente {

namespace {

// Steps of one round, each of about the same time: a package for a party, or a name, number or operator of a demand
// that is evaluated for a package. At most, for most of a search is cut short.
std::int64_t steps_of_round(const Model& model, const StageModel& stage) {
  if (stage.protocol == Protocol::single_text) {
    constexpr std::int64_t steps_an_option = 128;  // measured: of the pairs of changes, few are looked at
    return stage.row_count() * (stage.whole_space ? stage.package_count : steps_an_option * stage.option_count());
  }
  constexpr std::int64_t steps_a_call = 2;  // measured: what a demand takes beside its steps
  std::int64_t steps = stage.row_count();
  for (const Demand& demand : stage.demands)
    if (!demand.tabulated && !demand.steady)
      steps +=
          steps_a_call + static_cast<std::int64_t>(model.programs[demand.precondition->program].instructions.size());
  if (stage.attendance_interacts) steps *= static_cast<std::int64_t>(stage.invited.size()) + 1;  // rounds of answers
  return steps * (stage.wanted.empty() ? 1 : stage.package_count);
}

[[noreturn]] void fail(const StageModel& stage, const std::string& what, long long most) {
  Diagnostic diagnostic;
  diagnostic.cause = fmt::format(
      "a trial may take too long: {} a search of more than {} steps (packages of options x parties, and conditions on "
      "each package{})",
      what, most, stage.attendance_interacts ? ", as often as there are guests who wait for each other" : "");
  diagnostic.remedy = stage.protocol == Protocol::single_text && stage.whole_space
                          ? "use fewer rounds, issues or options; with changes = 2 a round searches two changes to the "
                            "draft instead of all packages"
                          : "use fewer rounds, issues, options or parties, or shorter conditions";
  throw ScenarioError({diagnostic});
}

}  // namespace

void check_effort(const Model& model, std::int64_t moving) {
  std::int64_t steps = 0;
  for (const StageModel& stage : model.stages) {
    const std::int64_t round = steps_of_round(model, stage) + moving;
    if (round > limits::round_steps)
      fail(stage, fmt::format("a round of stage '{}' is", stage.name), limits::round_steps);
    steps += stage.rounds * round;
    if (steps > limits::trial_steps)
      fail(stage, fmt::format("up to stage '{}', its rounds are", stage.name), limits::trial_steps);
  }
}

}  // namespace detente
