#include "sim/cli/commands.h"
#include "sim/cli/inputs.h"
#include "sim/cli/report.h"
#include "sim/cli/store.h"

namespace detente {

namespace {

void add_options(CLI::App& app, ShowOptions& options) {
  options.format = Format::csv;
  add_results(app, options);
  app.add_flag("--each-trial", options.each_trial, "a row for each trial: what it drew and what it came to");
  add_out(app, options.out);
  add_quiet(app, options.quiet);
  add_csv_safe(app, options.csv_safe);
  add_progress(app, options.progress_json);
  app.footer(
      "The same as 'detente show RESULTS --format csv': one row a figure, for R, pandas or a\n"
      "spreadsheet; see docs/csv.md. Trials are not stored: those of a run are played again,\n"
      "and compared with what the file has of them.");
}

int run(const ShowOptions& options, const std::string&) {
  check_files(options, {}, with_companions(options.results));
  return show_results(options, page_style(options));
}

}  // namespace

const Command export_command{"export", "write what a results file holds as CSV", with<ShowOptions, add_options, run>};

}  // namespace detente
