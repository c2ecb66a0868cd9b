#include "sim/store/merge.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/say.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/report/json.h"
#include "sim/report/text.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

struct MergeOptions : ResultsOptions, NoticeOptions {  // the results file is the one to write
  std::vector<std::string> merged;                     // those to read
  Format format = Format::table;
};

// Throws StoreError unless all are of one study, before anything is written.
void check_all(const std::vector<std::string>& files) {
  std::optional<Store> first;
  for (const std::string& path : files) {
    try {
      Store file = Store::open(path);
      if (first)
        check_same(first->study(), first->path(), file.study(), path);
      else
        first.emplace(std::move(file));
    } catch (const EmptyStore&) {
      continue;  // told when it is merged
    }
  }
}

// Makes what is told of whole runs, where that did not come with their parts, and of a run what is measured for it.
// Whether a signal came before all was measured.
bool conclude(const MergeOptions& options, Store& store, Stock& stock) {
  const StoredStudy& study = store.study();
  const bool is_run = study.kind == StudyKind::run;
  if (is_run ? stock.whole.size() < study.parts() : untold_runs(study, stock).empty()) return false;
  const PointList points = store.points();
  std::optional<Model> model;
  try {
    if (is_run)
      model.emplace(model_of(store));
    else
      check_plays(store, points);
  } catch (const StoreError& error) {
    if (!options.quiet) say(fmt::format("detente: '{}' has no tables of figures: {}\n", options.results, error.what()));
    return false;
  }
  try {
    tell_runs(store, points, stock, is_run ? &*model : nullptr);
  } catch (const PointError& error) {
    refuse_scenario(store.path(), error.error());
  }
  if (!is_run) return false;
  stop_on_signals();
  Progress progress(study.plan.run, options);
  progress.show(study.plan.run.trials);
  const Document document = finish({}, store, *model, progress);
  progress.end();
  return stopped_measuring(document.result, options.results);
}

void say_merged(const MergeOptions& options, const StoredStudy& study, const Stock& stock, const Merged& all) {
  const std::string& digest = stock.digest;
  if (options.format == Format::json)
    write_stdout(json_text(object({{"format", json_format},
                                   {"file", options.results},
                                   {"parts", stock.whole.size()},
                                   {"parts_asked", study.parts()},
                                   {"runs", stock.runs_told.size()},
                                   {"runs_asked", study.runs()},
                                   {"new", all.added},
                                   {"repeated", all.repeated},
                                   {"damaged", all.damaged},
                                   {"digest", digest.empty() ? Json() : Json(digest)}})));
  else if (!options.quiet)
    say(fmt::format("'{}' has {}; {} new, {} dropped as the same{}\n", options.results, told_stock(study, stock),
                    counted(all.added, "part"), all.repeated, digest.empty() ? "" : "; digest " + digest));
}

int merge_results(const MergeOptions& options) {
  const std::string& out = options.results;
  if (!is_store_name(out)) throw UsageError(fmt::format("'{}' is to be written; call it FILE.sqlite", out));
  std::vector<std::string> files = options.merged;
  if (std::error_code ignored; fs::exists(out, ignored)) files.insert(files.begin(), out);
  check_all(files);
  std::optional<Store> store;
  Merged all;
  for (const std::string& input : options.merged) {
    std::optional<Store> from;
    try {
      from.emplace(Store::open(input));
    } catch (const EmptyStore& error) {
      if (!options.quiet) say(fmt::format("detente: {}; it is left out\n", error.what()));
      continue;
    }
    if (!store) store.emplace(Store::write(out, from->study(), from->points()));
    const Merged merged = merge_into(*store, *from);
    if (merged.damaged > 0 && !options.quiet)
      say(fmt::format("detente: '{}': {} left out, damaged\n", input, counted(merged.damaged, "part")));
    all.added += merged.added;
    all.repeated += merged.repeated;
    all.damaged += merged.damaged;
  }
  if (!store) throw StoreError("there is nothing in any of these files");
  Stock stock = take_stock(*store);
  const bool stopped = conclude(options, *store, stock);
  say_merged(options, store->study(), stock, all);
  store->close();
  return stopped ? exit_after_stop() : exit_ok;
}

void add_options(CLI::App& app, MergeOptions& options) {
  app.add_option("OUT", options.results, "the file to write, FILE.sqlite; it may have some parts already")
      ->required()
      ->type_name("");
  app.add_option("RESULTS", options.merged, "files of the same run or sweep, whose parts it takes")
      ->required()
      ->type_name("");
  add_format(app, options.format, {"table", "json"});
  add_quiet(app, options.quiet, "say nothing but what is wrong");
  app.footer(
      "Machines can share a run or a sweep, each with a part and a file of its own; batch systems\n"
      "(Slurm arrays, Open MPI, PMI) say themselves which part:\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e6 --out all.sqlite --shard 1/2\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e6 --out all.sqlite --shard 2/2\n"
      "  detente merge all.sqlite all.*-of-2.sqlite\n"
      "Where two files have the same trials they must agree to the bit.");
}

int run(const MergeOptions& options, const std::string&) {
  const std::vector<std::string> written =
      is_store_name(options.results) ? with_companions(options.results) : std::vector{options.results};
  for (const std::string& input : options.merged)
    for (const std::string& part : with_companions(input)) check_apart(written, part);
  return merge_results(options);
}

}  // namespace

const Command merge_command{"merge", "bring the results files of one run or sweep together",
                            with<MergeOptions, add_options, run>};

}  // namespace detente
