#include "sim/cli/sweep.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/core/plain_text.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"
#include "sim/report/page.h"
#include "sim/report/sweep_report.h"
#include "sim/report/text.h"
#include "sim/scenario/samples.h"
#include "sim/store/store_error.h"
#include "sim/sweep/study_file.h"

namespace detente {

namespace {

// What the study file says, under what the command line says.
Study read_study(const SweepOptions& options, const std::string& text, const std::string& file) {
  Study study;
  if (is_study(text, file))
    study = parse_study(text, file);
  else
    study.scenario = options.scenario;
  study.sets.insert(study.sets.end(), options.sets.begin(), options.sets.end());
  for (const std::string& axis : options.vary) study.axes.push_back(parse_axis(axis));
  if (options.points > 0) study.design.points = options.points;
  if (options.replications > 0) study.design.replications = options.replications;
  if (options.own_luck) study.design.common_luck = false;
  return study;
}

PointList points_of(const SweepOptions& options, Study& study, std::uint64_t seed) {
  const std::string& asked = options.design;
  const std::optional<Method> method = method_of(asked);
  if (method && *method != Method::table) study.design.method = *method;
  if (asked.empty() || asked == method_name(study.design.method)) return {study.axes, study.design, seed};
  if (!asked.ends_with(".csv"))
    throw SweepError(
        fmt::format("\"{}\" is not one of grid, one-at-a-time, latin-hypercube, sobol, morris, nor a table, "
                    "FILE.csv",
                    asked));
  if (!study.axes.empty())
    throw SweepError("a table of points says itself what is varied; leave out --vary and [[sweep]]");
  study.design.method = Method::table;
  return read_points(asked, study.design.replications);
}

// All that is set, at every point or at some.
std::vector<std::string> sets_of(const Study& study, const PointList& points) {
  std::vector<std::string> sets = study.sets;
  for (const Axis& axis : points.axes())
    for (const AxisValue& value : axis.values) sets.insert(sets.end(), value.sets.begin(), value.sets.end());
  for (std::uint64_t i = 0; study.design.method == Method::table && i < points.size(); ++i) {
    const Point point = points.at(i);
    sets.insert(sets.end(), point.sets.begin(), point.sets.end());
  }
  return sets;
}

std::string describe(const PointList& points, std::uint64_t index) {
  std::string text;
  const Point point = points.at(index);
  for (std::size_t axis = 0; axis < points.axes().size(); ++axis)
    text += fmt::format("{}{} = {}", axis == 0 ? "" : ", ", points.axes()[axis].name,
                        point.cells[axis].empty() ? "as it is" : cut(point.cells[axis], 40));
  return plain_line(text);
}

}  // namespace

void write_sweep(const std::string& path, const OutputOptions& options, const SweptRuns& runs,
                 const std::string& command, const PageStyle& style) {
  std::vector<std::string> problems;
  switch (options.format) {
    case Format::json:
      write_result(path, [&](const TextSink& sink) { problems = sweep_json(runs, command, sink); });
      break;
    case Format::csv:
      write_result(path, [&](const TextSink& sink) { problems = sweep_csv(runs, sink, {options.csv_safe}); });
      break;
    case Format::table:
    case Format::markdown:
    case Format::html:
      return write_result(path, sweep_table(runs, style));
  }
  if (options.quiet) return;
  for (const std::string& problem : problems) say(fmt::format("detente: {}\n", problem));
}

namespace {

void add_options(CLI::App& app, SweepOptions& options) {
  add_scenario(app, options, "scenario or study file (TOML), - for standard input");
  app.add_option("--vary", options.vary, "A:B:N numbers, A:B a range, [V, V] values; may be repeated")
      ->type_name("ADDRESS=VALUES")
      ->allow_extra_args(false);
  app.add_option("--design", options.design, "grid (default), one-at-a-time, latin-hypercube, sobol, morris, FILE.csv")
      ->type_name("DESIGN");
  add_count(app, "--points", options.points, "of latin-hypercube and sobol; of morris the trajectories", 1, points_max);
  add_count(app, "--replications", options.replications, "of every point, with luck of their own (default 1)", 1,
            points_max);
  app.add_flag("--own-luck", options.own_luck, "each point has its own luck instead of all the same");
  add_trials(app, options);
  add_seed(app, options.seed);
  add_play(app, options);
  add_output(app, options, report_formats());
  add_progress(app, options.progress_json);
  add_shard(app, options);
  app.footer(
      "Values multiply in a grid. Lists hold TOML values, labels in quotes; += and -= change lists:\n"
      "  detente sweep scenarios/first-steps.toml --vary parties.rebels.reservation=0.2:0.8:7\n"
      "  detente sweep scenarios/doha-2-2024.toml --vary 'stages.convening.rounds=[1, 3, 6]' \\\n"
      "      --vary 'stages.convening.invited+=[[], \"nrf\"]' --format csv --out nrf.csv\n"
      "A study file holds the same; see docs/format.md. With --out FILE.sqlite every finished\n"
      "part is kept there, and the same command goes on where one was stopped.");
}

// Prepared before anything is played.
int run(const SweepOptions& options, const std::string& line) {
  check_files(options, {options.scenario}, {options.design});
  const PageStyle style = page_style(options);
  SweepPlan plan;
  plan.text = read_text(options.scenario);
  plan.file = shown_path(options.scenario);
  Study study;
  std::optional<PointList> points;
  try {
    study = read_study(options, plan.text, plan.file);
    plan.run.seed = options.seed ? *options.seed : study.seed.value_or(plan.run.seed);
    check_varied_once(study);
    points = points_of(options, study, plan.run.seed);
  } catch (const SweepError& error) {
    throw UsageError(error.what());
  }
  if (study.scenario != options.scenario) {
    check_readable(study.scenario);
    check_apart(written_by(options), study.scenario);
    plan.text = read_text(study.scenario);
    plan.file = study.scenario;
    if (is_study(plan.text, plan.file)) throw UsageError(fmt::format("'{}' is a study, not a scenario", plan.file));
  }
  const std::string folder = folder_of(study.scenario);
  plan.samples = samples_in(folder);
  if (!options.out.empty()) check_samples_apart(written_by(options), plan.text, sets_of(study, *points), folder);
  stop_on_signals();
  plan.sets = study.sets;
  plan.design = study.design;
  plan.run.precision = options.precision > 0 ? options.precision : study.precision.value_or(0);
  plan.run.trials = options.trials || (!study.trials && !study.precision) ? options.trials_max()
                                                                          : study.trials.value_or(trials_for_precision);
  plan.run.threads = options.threads;
  plan.run.lanes = options.lanes;
  plan.run.stop = &stop_flag();
  try {
    if (is_store_name(options.out)) {
      const std::vector<Diagnostic> warnings = look_for_mistakes(*points, plan);  // in samples, too
      if (!options.quiet && options.format != Format::json) print_diagnostics(warnings);
      plan.samples = read_samples(samples_named(plan.text, sets_of(study, *points)), folder);
      return sweep_stored(options, *points, plan, line, style);
    }
    const RunPlan all = whole_of(plan.run, points->size() * plan.replications());
    Progress progress(all, options);
    const SweepResult result = sweep(*points, plan, [&](std::uint64_t trials) { progress.show(trials); });
    progress.end();
    if (!options.quiet && options.format != Format::json) print_diagnostics(result.warnings);
    if (result.finished > 0) write_sweep(options.out, options, runs_of(*points, plan, result), line, style);
    if (result.error) std::rethrow_exception(result.error);
    return result.stopped() ? exit_after_stop() : exit_ok;
  } catch (const PointError& error) {
    if (options.format != Format::json)
      say(fmt::format("at point {} ({}):\n", error.point(), describe(*points, error.point())));
    const bool is_table = study.design.method == Method::table;
    throw placed(is_table ? placed_in_table(error, options.design) : error.error(), study);
  }
}

}  // namespace

const Command sweep_command{"sweep", "play a scenario at many values and compare the outcomes",
                            with<SweepOptions, add_options, run>};

}  // namespace detente
