#include "sim/study/measured.h"

#include <algorithm>

#include "sim/core/floating_point.h"
#include "sim/study/simulate.h"

namespace detente {

namespace {

Leave leave_of(const Result& result) {
  if (result.plan.budget <= 0) return Leave(result.plan.stop);
  const std::chrono::duration<double> rest(std::max(0.0, result.plan.budget - result.seconds) + 0.5);
  return Leave(result.plan.stop, Leave::Clock::now() + std::chrono::duration_cast<Leave::Clock::duration>(rest));
}

}  // namespace

bool fits(const Measured& measured, const Model& model, const Result& result) {
  const bool fails = result.valid() < result.trials;
  if (measured.failure && (!fails || measured.failure->trial >= std::min(result.trials, failure_trials_max) ||
                           measured.failure->cause.empty()))
    return false;
  const std::uint64_t trials = result.valid() > 0 ? trials_for_choices(result.trials) : 0;
  const std::vector<FixedChoice> choices = trials > 0 ? fixed_choices(model) : std::vector<FixedChoice>{};
  return measured.choices.trials == trials &&
         std::ranges::equal(measured.choices.effects, choices, {}, &ChoiceEffect::choice);
}

Measured measure(const Model& model, const Result& result, const ChoiceProgress& progress) {
  const DefaultFloatingPoint floating_point;
  const Leave leave = leave_of(result);
  Measured measured;
  if (result.valid() < result.trials) {
    const FailureSearch search = first_failure(model, result.plan.seed, result.trials, leave);
    measured.failure = search.found;
    measured.left = search.left;
  }
  measured.choices = measure_choices(model, result, leave, progress);
  measured.left = measured.left || measured.choices.left;
  return measured;
}

}  // namespace detente
