// Playing while a signal may stop it, and the terminal says how far it is.
#pragma once

#include "sim/cli/progress.h"
#include "sim/cli/stop.h"

namespace detente {

// What simulate_with(plan, progress) comes to, which plays the plan.
template <class Simulate>
auto play_shown(RunPlan plan, const NoticeOptions& options, Simulate simulate_with) {
  Progress progress(plan, options);
  plan.stop = &stop_flag();
  if (progress.shown()) plan.progress = [&](std::uint64_t done) { progress.show(done); };
  stop_on_signals();
  auto result = simulate_with(plan, progress);
  progress.end();
  return result;
}

// The last word, on a terminal, and the exit status.
int conclude(const NoticeOptions& options, const Result& result);

}  // namespace detente
