#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/report.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/report/trials_csv.h"

namespace detente {

namespace {

// An export that is stopped: rows end where they end, and a file is left as it was.
struct Stopped {};

struct ExportOptions : ShowOptions {
  bool each_trial = false;  // a row for each trial
};

int export_trials(const ExportOptions& options) {
  const Store store = Store::open(options.results);
  if (store.study().kind != StudyKind::run)
    throw UsageError("--each-trial is of a file of a run; 'detente run --set ... --out' makes one of a point");
  const Model model = model_of(store);
  stored_result(store, model);  // throws where trials are missing
  stop_on_signals();
  const RunPlan plan = store.study().plan_of(0);
  Progress progress(plan, options);
  const auto produce = [&](const TextSink& sink) {
    const Layout layout = make_layout(model);
    const TrialsCsv table(model, layout, sink, {options.csv_safe});
    const bool ended = each_trial_again(
        store, model, plan.lanes, TrialRecord(layout, model.inputs.size() + model.chances.size()),
        [&](const TrialRecord& record, std::uint64_t first, std::uint64_t count) {
          table.write(record, first, count);
          progress.show(first + count);
        },
        &stop_flag());
    if (!ended) throw Stopped{};
  };
  try {
    options.out.empty() ? write_result({}, produce) : write_file(options.out, produce);  // it can be had again
  } catch (const Stopped&) {
    progress.end();
    return exit_after_stop();
  }
  progress.end();
  return exit_ok;
}

void add_options(CLI::App& app, ExportOptions& options) {
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

int run(const ExportOptions& options, const std::string&) {
  check_files(options, {}, with_companions(options.results));
  return options.each_trial ? export_trials(options) : show_results(options, page_style(options));
}

}  // namespace

const Command export_command{"export", "write what a results file holds as CSV", with<ExportOptions, add_options, run>};

}  // namespace detente
