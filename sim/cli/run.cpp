#include "sim/cli/run.h"

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/playing.h"
#include "sim/cli/quantities.h"
#include "sim/cli/report.h"
#include "sim/cli/store.h"
#include "sim/store/store_error.h"

namespace detente {

namespace {

void add_options(CLI::App& app, RunOptions& options) {
  add_scenario(app, options);
  add_trials(app, options);
  add_quantity(app, "--budget", options.budget, "end when the time is up: 30s, 2m, 500ms", check_budget, parse_budget)
      ->type_name("TIME");
  add_seed(app, options.seed);
  add_play(app, options);
  add_output(app, options, report_formats());
  add_progress(app, options.progress_json);
  add_shard(app, options);
  app.footer(
      "With --out FILE.sqlite every finished part of the run is kept there, and the same\n"
      "command goes on where one was stopped, or adds to a shorter one:\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e7 --out talks.sqlite");
}

RunPlan plan_of(const RunOptions& options) {
  RunPlan plan;
  plan.trials = options.trials_max();
  plan.precision = options.precision;
  plan.budget = options.budget;
  plan.seed = options.seed;
  plan.threads = options.threads;
  plan.lanes = options.lanes;
  return plan;
}

int run(const RunOptions& options, const std::string& line) {
  check_files(options, {options.scenario});
  if (is_store_name(options.out)) return run_stored(options, line, page_style(options));
  const Model model = load_model(options, options);
  const Document document = play_shown(plan_of(options), options, [&](const RunPlan& plan, Progress& progress) {
    Result result = simulate(model, plan);
    result.measured = measure(model, result, progress.of_choices());
    return document_of(model, std::move(result));
  });
  write_result(options.out, report_text(options, document, line, page_style(options)));
  const int status = conclude(options, document.result);
  const bool unmeasured = stop_flag() && document.result.measured->left;  // the trials are all there
  return status == exit_ok && unmeasured ? exit_after_stop() : status;
}

}  // namespace

const Command run_command{"run", "play a scenario and report its outcomes", with<RunOptions, add_options, run>};

}  // namespace detente
