#include "sim/cli/store.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/cli/shard.h"
#include "sim/cli/stop.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"
#include "sim/report/build_info.h"
#include "sim/report/sweep_report.h"
#include "sim/report/text.h"
#include "sim/scenario/load.h"
#include "sim/scenario/samples.h"

namespace detente {

namespace {

RunPlan how_of(const PlayOptions& options) {
  RunPlan how;
  how.threads = options.threads;
  how.lanes = options.lanes;
  how.stop = &stop_flag();
  return how;
}

// SQLite finds rows by the order of their keys, and a damaged key misleads it.
void check_kept(const std::string& path, const std::vector<std::uint64_t>& played,
                const std::vector<std::uint64_t>& whole) {
  if (!std::includes(whole.begin(), whole.end(), played.begin(), played.end()))
    throw StoreError(fmt::format(
        "'{}' is damaged: what is written there is not found again; remove it, and the same command plays all", path));
}

// Plays into the file; once it has all, report(store, stock, progress) is the exit status. model: as for PartPlayer.
template <class Report>
int play_stored(const StoreOptions& options, RunPlan how, const StoredStudy& study, const PointList& points,
                const Model* model, Report report) {
  stop_on_signals();
  const Shard shard = options.shard.empty() ? shard_of_environment() : *parse_shard(options.shard);
  const std::string path = shard_path(options.out, shard);
  std::vector<std::string> others = shard_files(options.out);
  std::erase(others, path);
  Store store = Store::write(path, study, points);
  const std::vector<std::uint64_t> missing = share_of_shard(missing_parts(store, others), shard);
  RunPlan shown = study.plan.run;
  shown.trials = trials_of(study, missing);
  Progress progress(shown, options);
  how.progress = [&](std::uint64_t done) { progress.show(done); };
  play_into(store, points, how, missing, model);
  Stock stock = take_stock(store);
  tell_runs(store, points, stock, model);
  if (!stop_flag()) check_kept(path, missing, stock.whole);
  if (stock.runs_told.size() == study.runs()) return report(store, stock, progress);
  progress.end();
  store.close();
  if (!options.quiet)
    say(fmt::format("'{}' has {}; {}\n", path, told_stock(study, stock),
                    stop_flag() ? "the same command goes on"
                                : fmt::format("'detente merge {} FILES' brings all together", options.out)));
  return stop_flag() ? exit_after_stop() : exit_ok;
}

}  // namespace

int run_stored(const RunOptions& options, const std::string& command, const PageStyle& style) {
  if (options.precision > 0 || options.budget > 0)
    throw UsageError("a results file is of so many trials; leave out --precision and --budget, and use --trials");
  SweepPlan plan{.text = read_text(options.scenario), .file = shown_path(options.scenario), .sets = options.sets};
  plan.run.seed = options.seed;
  plan.run.trials = options.trials_max();
  const std::string folder = folder_of(options.scenario);
  parse_scenario(plan.text, plan.file, plan.sets, samples_in(folder));  // says what is wrong with its samples
  check_samples_apart(written_by(options), plan.text, plan.sets, folder);
  plan.samples = read_samples(samples_named(plan.text, plan.sets), folder);
  const Model model = compile(parse_scenario(plan.text, plan.file, plan.sets, plan.samples));
  if (!options.quiet) print_diagnostics(model.scenario.warnings);
  const PointList point = single_point();
  const StoredStudy study = stored_study(StudyKind::run, command, build_info().version, point, plan, model.canonical);
  return play_stored(options, how_of(options), study, point, &model,
                     [&](Store& store, const Stock&, Progress& progress) {
                       const Document document = finish(options, store, model, progress);
                       progress.end();
                       store.close();
                       write_stdout(report_text(options, document, command, style));
                       return stopped_measuring(document.result, store.path()) ? exit_after_stop() : exit_ok;
                     });
}

int sweep_stored(const SweepOptions& options, const PointList& points, const SweepPlan& plan,
                 const std::string& command, const PageStyle& style) {
  const StoredStudy study = stored_study(StudyKind::sweep, command, build_info().version, points, plan,
                                         canonical_text(scenario_at(points, plan, 0)));
  return play_stored(options, how_of(options), study, points, nullptr,
                     [&](Store& store, const Stock& stock, Progress& progress) {
                       progress.end();
                       store.close();
                       write_sweep({}, options, runs_of(store, points, stock), command, style);
                       return exit_ok;
                     });
}

void check_plays(const Store& store, const PointList& points) try {
  const StoredStudy& study = store.study();
  const StoredStudy now = stored_study(study.kind, study.command, build_info().version, points, study.plan,
                                       canonical_text(scenario_at(points, study.plan, 0)));
  if (const std::string difference = study.difference(now); !difference.empty())
    throw StoreError(
        fmt::format("'{}' cannot be played again as it was: {}; this program is another", store.path(), difference));
} catch (const PointError& error) {
  refuse_scenario(store.path(), error.error());
}

Model model_of(const Store& store) try {
  const PointList points = store.points();
  check_plays(store, points);
  return compile(scenario_at(points, store.study().plan, 0));
} catch (const ScenarioError& error) {
  refuse_scenario(store.path(), error);
}

void refuse_scenario(const std::string& path, const ScenarioError& error) {
  throw StoreError(fmt::format("'{}' cannot be played again: {}", path, error.diagnostics()[0].cause));
}

SweptRuns runs_of(const Store& store, const PointList& points, const Stock& stock) {
  return {points, store.study().plan, store.study().runs(), stock.runs_told.size(),
          [&store](const std::function<void(const SweepRun&)>& visit) {
            store.each_run([&](std::uint64_t, const StoredRun* stored) {
              if (stored) visit(stored->run);
            });
          }};
}

std::string told_stock(const StoredStudy& study, const Stock& stock) {
  const std::string begun = stock.begun ? fmt::format(", and {} of others", counted(stock.begun, "trial")) : "";
  if (study.kind == StudyKind::run)
    return fmt::format("{} of {} parts{}", grouped(stock.whole.size()), grouped(study.parts()), begun);
  const std::uint64_t told = stock.runs_told.size() * study.per_run(Level::part),
                      others = stock.whole.size() - std::min<std::uint64_t>(told, stock.whole.size());
  return fmt::format("{} of {} runs{}{}", grouped(stock.runs_told.size()), grouped(study.runs()),
                     others ? fmt::format(", and {} of others", counted(others, "part")) : "", begun);
}

std::uint64_t trials_of(const StoredStudy& study, const std::vector<std::uint64_t>& parts) {
  std::uint64_t trials = 0;
  for (const std::uint64_t part : parts) trials += study.trials_of(Level::part, part);
  return trials;
}

Document finish(const PlayOptions& options, Store& store, const Model& model, Progress& progress) {
  Result result = stored_result(store, model);
  result.plan.threads = options.threads;
  result.plan.lanes = options.lanes;
  result.plan.stop = &stop_flag();
  result.measured = stored_measured(store, model, result);
  if (!result.measured) result.measured = measure(model, result, progress.of_choices());
  Document document = document_of(model, std::move(result));
  store.put_report(document);
  return document;
}

bool stopped_measuring(const Result& result, const std::string& path) {
  if (!stop_flag() || !result.measured || !result.measured->left) return false;
  say(fmt::format(
      "detente: '{}' has all trials; stopped before its fixed choices were measured, the same command goes on\n",
      path));
  return true;
}

}  // namespace detente
