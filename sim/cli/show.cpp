#include "sim/cli/commands.h"
#include "sim/cli/inputs.h"
#include "sim/cli/report.h"
#include "sim/cli/store.h"

namespace detente {

namespace {

void add_options(CLI::App& app, ShowOptions& options) {
  add_results(app, options);
  add_output(app, options, report_formats());
}

int run(const ShowOptions& options, const std::string&) {
  check_files(options, {}, with_companions(options.results));
  return show_results(options, page_style(options));
}

}  // namespace

const Command show_command{"show", "report what a results file holds, as 'run' or 'sweep' does",
                           with<ShowOptions, add_options, run>};

}  // namespace detente
