#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/core/error.h"
#include "sim/report/json.h"
#include "sim/report/model_summary.h"

namespace detente {

namespace {

struct CheckOptions : ScenarioOptions, OutputOptions {};

void add_options(CLI::App& app, CheckOptions& options) {
  add_scenario(app, options);
  add_output(app, options, {"table", "json", "markdown", "html"});
  app.footer("Example:\n  detente check scenarios/doha-2-2024.toml");
}

// The diagnostics are what is asked for; mistakes are no failure to write them.
int check_as_json(const CheckOptions& options) {
  std::vector<Diagnostic> found;
  int status = exit_ok;
  try {
    const Scenario scenario = load(options, options);
    if (scenario.unplayed.empty()) compile(scenario);  // it has the last word on conditions of many issues
    found = scenario.warnings;
  } catch (const ScenarioError& error) {
    found = error.diagnostics();
    status = exit_scenario;
  }
  write_result(options.out, json_text(json_diagnostics(found)));
  return status;
}

// What cannot be played can still be looked at.
int run(const CheckOptions& options, const std::string&) {
  check_files(options, {options.scenario});
  if (options.format == Format::json) return check_as_json(options);
  const Scenario scenario = load(options, options);
  if (!options.quiet) print_diagnostics(scenario.warnings);
  write_result(options.out, scenario.unplayed.empty() ? model_summary(compile(scenario), page_style(options))
                                                      : scenario_summary(scenario, page_style(options)));
  return exit_ok;
}

}  // namespace

const Command check_command{"check", "look for mistakes and print the scenario as it is understood",
                            with<CheckOptions, add_options, run>};

}  // namespace detente
