#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/report/address_list.h"
#include "sim/report/json.h"

namespace detente {

namespace {

struct ListOptions : ScenarioOptions, OutputOptions {};

void add_options(CLI::App& app, ListOptions& options) {
  add_scenario(app, options);
  add_output(app, options, report_formats());
  app.footer("Example:\n  detente list scenarios/doha-2-2024.toml --format csv");
}

int run(const ListOptions& options, const std::string&) {
  check_files(options, {options.scenario});
  const ListedScenario listed = load_listed(options, options);
  if (!options.quiet) print_diagnostics(listed.scenario.warnings);
  write_result(options.out, options.format == Format::json  ? json_text(address_json(listed))
                            : options.format == Format::csv ? address_csv(listed, {options.csv_safe})
                                                            : address_table(listed, page_style(options)));
  return exit_ok;
}

}  // namespace

const Command list_command{"list", "print every value with its address, as --set takes it",
                           with<ListOptions, add_options, run>};

}  // namespace detente
