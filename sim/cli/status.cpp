#include <fmt/format.h>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/store.h"
#include "sim/core/plain_text.h"
#include "sim/report/json.h"
#include "sim/report/text.h"

namespace detente {

namespace {

struct StatusOptions : ResultsOptions, OutputOptions {};

std::string told_damaged(const Stock& stock) {
  const std::size_t parts = stock.damaged.size(), runs = stock.runs_damaged.size();
  std::string damaged = parts ? counted(parts, "part") : "";
  if (runs) damaged += fmt::format("{}figures of {}", parts ? " and " : "", counted(runs, "run"));
  return damaged.empty() ? "" : damaged + " damaged; the same command puts that right\n";
}

std::string status_text(const StatusOptions& options, const StoredStudy& study, const Stock& stock) {
  const bool is_run = study.kind == StudyKind::run;
  const std::string trials = is_run
                                 ? fmt::format("{} of {} trials", grouped(stock.trials), grouped(study.plan.run.trials))
                                 : counted(stock.trials, "trial");
  return plain_text(fmt::format("{}: {} ({}) of {}{}, seed {}\n{}{}by: {}\n", options.results, trials,
                                told_stock(study, stock), is_run ? "" : "a sweep of ", study.plan.file,
                                study.plan.run.seed, told_damaged(stock),
                                stock.digest.empty() ? "" : fmt::format("digest {}\n", stock.digest), study.command));
}

Json status_json(const StatusOptions& options, const Store& store, const Stock& stock) {
  const StoredStudy& study = store.study();
  return object({{"format", json_format},
                 {"file", options.results},
                 {"kind", kind_name(study.kind)},
                 {"scenario", study.plan.file},
                 {"sha256", study.sha256},
                 {"seed", study.plan.run.seed},
                 {"design", method_name(study.plan.design.method)},
                 {"points", study.points},
                 {"replications", study.plan.design.replications},
                 {"trials", stock.trials},
                 {"trials_of_parts_begun", stock.begun},
                 {"trials_asked", study.runs() * study.plan.run.trials},
                 {"parts", stock.whole.size()},
                 {"parts_asked", study.parts()},
                 {"parts_damaged", stock.damaged.size()},
                 {"runs", stock.runs_told.size()},
                 {"runs_asked", study.runs()},
                 {"runs_damaged", stock.runs_damaged.size()},
                 {"digest", stock.digest.empty() ? Json() : Json(stock.digest)},
                 {"measured", store.measured().has_value()},
                 {"command", study.command},
                 {"version", study.version}});
}

void add_options(CLI::App& app, StatusOptions& options) {
  add_results(app, options);
  add_output(app, options, {"table", "json"});
}

int run(const StatusOptions& options, const std::string&) {
  check_files(options, {}, with_companions(options.results));
  const Store store = Store::open(options.results);
  const Stock stock = take_stock(store);
  write_result(options.out, options.format == Format::json ? json_text(status_json(options, store, stock))
                                                           : status_text(options, store.study(), stock));
  return exit_ok;
}

}  // namespace

const Command status_command{"status", "say how much of its run or sweep a results file has",
                             with<StatusOptions, add_options, run>};

}  // namespace detente
