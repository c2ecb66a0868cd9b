#include "sim/cli/sensitivity.h"

#include <fmt/format.h>

#include "sim/cli/exit_code.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/stop.h"
#include "sim/report/sensitivity_report.h"
#include "sim/report/text.h"

namespace detente {

namespace {

// None: the likeliest, whichever that will be.
std::optional<int> outcome_of(const Options& options, const Model& model) {
  if (options.outcome.empty()) return {};
  std::vector<std::string> names;
  for (const NamedRule& outcome : model.scenario.outcomes) {
    if (outcome.name == options.outcome) return static_cast<int>(names.size());
    names.push_back(outcome.name);
  }
  const std::string nearest = nearest_name(options.outcome, names);
  throw UsageError(fmt::format("there is no outcome \"{}\"; {}", options.outcome,
                               nearest.empty() ? "there are: " + join(names) : "did you mean \"" + nearest + "\"?"));
}

}  // namespace

int run_sensitivity(const Options& options, const Model& model, const std::string& command, const PageStyle& style) {
  const std::optional<int> asked = outcome_of(options, model);
  RunPlan plan;
  plan.trials = options.trials;
  plan.seed = options.seed;
  plan.threads = options.threads;
  plan.lanes = options.lanes;
  plan.stop = &stop_flag();
  RunPlan most = plan;  // whole blocks, if every input matters
  most.trials = (plan.trials + block_trials - 1) / block_trials * block_trials * (source_count(model) + 2);
  Progress progress(most, options);
  plan.progress = [&](std::uint64_t done) { progress.show(done); };
  stop_on_signals();
  const SensitivityResult result = sensitivity(model, plan);
  progress.end();
  const int outcome = asked.value_or(result.base.likeliest_outcome());
  write_result(options.out, options.format == Format::json ? json_text(sensitivity_json(model, result, command))
                            : options.format == Format::csv
                                ? sensitivity_csv(model, result, {options.csv_safe})
                                : sensitivity_table(model, result, outcome, command, style));
  return stop_flag() ? exit_after_stop() : exit_ok;
}

}  // namespace detente
