#include "sim/cli/sweep.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/exit_code.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/say.h"
#include "sim/cli/stop.h"
#include "sim/report/page.h"
#include "sim/report/sweep_report.h"
#include "sim/report/text.h"
#include "sim/scenario/bounds.h"
#include "sim/sweep/study_file.h"

namespace detente {

namespace {

// What the study file says, under what the command line says.
Study read_study(const Options& options, const std::string& text, const std::string& file) {
  Study study;
  if (is_study(text, file))
    study = parse_study(text, file);
  else
    study.scenario = options.scenario;
  study.sets.insert(study.sets.end(), options.sets.begin(), options.sets.end());
  for (const std::string& axis : options.sweep.vary) study.axes.push_back(parse_axis(axis));
  if (options.sweep.points > 0) study.design.points = options.sweep.points;
  if (options.sweep.replications > 0) study.design.replications = options.sweep.replications;
  if (options.sweep.own_luck) study.design.common_luck = false;
  return study;
}

PointList points_of(const Options& options, Study& study, std::uint64_t seed) {
  const std::string& asked = options.sweep.design;
  for (const Method method :
       {Method::grid, Method::one_at_a_time, Method::latin_hypercube, Method::sobol, Method::morris})
    if (asked == method_name(method)) study.design.method = method;
  if (asked.empty() || asked == method_name(study.design.method)) return {study.axes, study.design, seed};
  if (!asked.ends_with(".csv"))
    throw SweepError(
        fmt::format("\"{}\" is not one of grid, one-at-a-time, latin-hypercube, sobol, morris, nor a table, "
                    "FILE.csv",
                    asked));
  if (!study.axes.empty())
    throw SweepError("a table of points says itself what is varied; leave out --vary and [[sweep]]");
  study.design.method = Method::table;
  check_apart(asked, options.out);
  return read_points(asked, study.design.replications);
}

std::string describe(const PointList& points, std::uint64_t index) {
  std::string text;
  const Point point = points.at(index);
  for (std::size_t axis = 0; axis < points.axes().size(); ++axis)
    text += fmt::format("{}{} = {}", axis == 0 ? "" : ", ", points.axes()[axis].name,
                        point.cells[axis].empty() ? "as it is" : cut(point.cells[axis], 40));
  std::replace_if(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, '?');
  return text;
}

std::string report_text(const Options& options, const PointList& points, const SweepPlan& plan,
                        const SweepResult& result, const std::string& command, PageStyle style) {
  switch (options.format) {
    case Format::json:
      return json_text(sweep_json(points, plan, result, command));
    case Format::csv:
      return sweep_csv(points, result);
    case Format::markdown:
      style = {.markdown = true};
      break;
    case Format::table:
      break;
  }
  return sweep_table(points, plan, result, style);
}

}  // namespace

int run_sweep(const Options& options, const std::string& command, const PageStyle& style, bool talks) {
  SweepPlan plan;
  plan.text = read_text(options.scenario);
  plan.file = options.scenario == "-" ? "standard input" : options.scenario;
  Study study;
  std::optional<PointList> points;
  try {
    study = read_study(options, plan.text, plan.file);
    plan.run.seed = options.sweep.seed || !study.seed ? options.seed : *study.seed;
    check_varied_once(study);
    points = points_of(options, study, plan.run.seed);
  } catch (const SweepError& error) {
    throw UsageError(error.what());
  }
  if (study.scenario != options.scenario) {
    check_readable(study.scenario);
    check_apart(study.scenario, options.out);
    plan.text = read_text(study.scenario);
    plan.file = study.scenario;
    if (is_study(plan.text, plan.file)) throw UsageError(fmt::format("'{}' is a study, not a scenario", plan.file));
  }
  plan.folder = folder_of(study.scenario);
  plan.sets = study.sets;
  plan.design = study.design;
  plan.run.precision = options.sweep.precision || !study.precision ? options.precision : *study.precision;
  plan.run.trials = options.sweep.trials || (!study.trials && !study.precision)
                        ? options.trials
                        : study.trials.value_or(trials_for_precision);
  plan.run.threads = options.threads;
  plan.run.lanes = options.lanes;
  plan.run.stop = &stop_flag();
  RunPlan all = plan.run;  // as one run
  all.trials *= points->size() * static_cast<std::uint64_t>(plan.design.replications);
  Progress progress(all, talks);
  const SweepResult result = sweep(*points, plan, [&](std::uint64_t done) { progress.show(done * plan.run.trials); });
  progress.clear();
  if (!options.quiet && options.format != Format::json) print_diagnostics(result.warnings);
  if (!result.runs.empty()) write_result(options.out, report_text(options, *points, plan, result, command, style));
  if (options.format == Format::csv || options.format == Format::json)
    for (const std::string& problem : sweep_problems(plan, result))
      if (!options.quiet) say(fmt::format("detente: {}\n", problem));
  if (!result.error) return result.stopped() ? exit_after_stop() : exit_ok;
  try {
    std::rethrow_exception(result.error);
  } catch (const PointError& error) {
    if (options.format != Format::json)
      say(fmt::format("at point {} ({}):\n", error.point(), describe(*points, error.point())));
    throw placed(error.error(), study);
  }
}

}  // namespace detente
