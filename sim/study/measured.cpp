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

Measured measure(const Model& model, const Result& result, const ChoiceProgress& progress) {
  const DefaultFloatingPoint floating_point;
  const Leave leave = leave_of(result);
  Measured measured;
  if (result.valid() < result.trials) measured.failure = first_failure(model, result.plan.seed, result.trials, leave);
  measured.choices = measure_choices(model, result, leave, progress);
  return measured;
}

}  // namespace detente
