#include "sim/study/sensitivity.h"

#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/report.h"
#include "sim/cli/stop.h"
#include "sim/report/sensitivity_report.h"
#include "sim/report/text.h"

namespace detente {

namespace {

struct SensitivityOptions : ScenarioOptions, OutputOptions {
  std::string outcome;  // by name; "": the likeliest
  std::uint64_t trials = 16'384, seed = 1;
  int threads = 0;
};

void add_options(CLI::App& app, SensitivityOptions& options) {
  add_scenario(app, options);
  app.add_option("--outcome", options.outcome, "of which outcome (default: the likeliest)")->type_name("NAME");
  add_count(app, "--trials", options.trials, "how often each input is drawn anew (default 16384)", 1, 100'000'000);
  add_seed(app, options.seed);
  add_threads(app, options.threads);
  add_output(app, options, report_formats());
  add_progress(app, options.progress_json);
  app.footer(
      "All trials are played once more for every uncertain input, with that one drawn anew:\n"
      "it takes as many times longer than 'run'. Inputs without effect are left out early.");
}

// None: the likeliest, whichever that will be.
std::optional<int> outcome_of(const SensitivityOptions& options, const Model& model) {
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

int run(const SensitivityOptions& options, const std::string& line) {
  check_files(options, {options.scenario});
  const Model model = load_model(options, options);
  const std::optional<int> asked = outcome_of(options, model);
  RunPlan plan;
  plan.trials = options.trials;
  plan.seed = options.seed;
  plan.threads = options.threads;
  plan.stop = &stop_flag();
  RunPlan most = plan;  // whole blocks, if every input matters
  most.trials = (plan.trials + block_trials - 1) / block_trials * block_trials * (source_count(model) + 2);
  Progress progress(most, options);
  plan.progress = [&](std::uint64_t done) { progress.show(done); };
  stop_on_signals();
  const SensitivityResult result = sensitivity(model, plan);
  progress.end();
  const int outcome = asked.value_or(result.base.likeliest_outcome());
  write_result(options.out, options.format == Format::json ? json_text(sensitivity_json(model, result, line))
                            : options.format == Format::csv
                                ? sensitivity_csv(model, result, {options.csv_safe})
                                : sensitivity_table(model, result, outcome, line, page_style(options)));
  return stop_flag() ? exit_after_stop() : exit_ok;
}

}  // namespace

const Command sensitivity_command{"sensitivity", "say which inputs an outcome depends on, and how much",
                                  with<SensitivityOptions, add_options, run>};

}  // namespace detente
