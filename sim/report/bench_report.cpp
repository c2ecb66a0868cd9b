#include "sim/report/bench_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/bench/machine.h"
#include "sim/report/build_info.h"
#include "sim/report/text.h"

namespace detente {

namespace {

const char* pace_name(Pace pace) {
  if (pace == Pace::unclear) return "unclear";
  return pace == Pace::faster ? "faster" : "slower";
}

// "12.3 M"
std::string per_second(double rate) {
  if (rate < 1e6) return grouped(static_cast<std::uint64_t>(std::llround(rate)));
  const auto scaled = [](double size) { return fmt::format("{:.{}f}", size, size < 10 ? 2 : size < 100 ? 1 : 0); };
  return rate < 1e9 ? scaled(rate / 1e6) + " M" : scaled(rate / 1e9) + " G";
}

std::string microseconds(double ns) { return fmt::format("{:.{}f}", ns / 1e3, ns < 1e4 ? 3 : ns < 1e5 ? 2 : 1); }

std::string milliseconds(double seconds) { return fmt::format("{:.{}f} ms", 1e3 * seconds, seconds < 0.01 ? 2 : 0); }

std::string change(double ratio) { return fmt::format("{:+.1f}", 100 * (ratio - 1)); }

void add_runs(Page& page, const BenchResult& result, const BenchScenario& scenario) {
  Grid grid{{"threads", "lanes", "trials/s", "decisions/s", "µs a trial", "<quartiles", "of limit"}, {}};
  for (const BenchRun& run : scenario.runs) {
    const BenchRates rates = rates_of(result, scenario, run);
    const Spread processor = spread_of(run.processor_ns);
    grid.add({fmt::format("{}", run.threads), fmt::format("{}", run.lanes), per_second(rates.trials),
              per_second(rates.decisions), microseconds(processor.median),
              fmt::format("[{}, {}]", microseconds(processor.low), microseconds(processor.high)),
              fmt::format("{:.2f}", rates.share_of_limit)});
  }
  page.grid(std::move(grid));
}

void add_stages(Page& page, const BenchScenario& scenario) {
  double all = 0, most = 0;
  for (const BenchRun& run : scenario.runs) most = std::max(most, run.peak_megabytes);
  for (const StageTime& stage : scenario.stages) all += spread_of(stage.ns).median;
  std::vector<std::string> parts;
  for (const StageTime& stage : scenario.stages) {
    if (all <= 0) break;  // none was undisturbed
    const double ns = spread_of(stage.ns).median;
    parts.push_back(fmt::format("{} {} ({:.0f} %)", stage.stage, microseconds(ns), 100 * ns / all));
  }
  if (!parts.empty()) page.paragraph("By stage, µs a trial: " + join(parts) + ".", 2, 2);
  page.paragraph(fmt::format("Set up: read in {}, compiled in {}. Memory: {:.0f} MB at most.",
                             milliseconds(spread_of(scenario.load_seconds).median),
                             milliseconds(spread_of(scenario.compile_seconds).median), most));
}

void add_scenario(Page& page, const BenchResult& result, const BenchScenario& scenario) {
  if (scenario.runs.empty()) return;
  page.heading(scenario.name);
  add_runs(page, result, scenario);
  add_stages(page, scenario);
  page.paragraph(
      fmt::format("A trial: {:.1f} draws, {:.1f} worths, {:.1f} decisions, which bare kernels do in {} µs; the engine "
                  "takes {:.1f} decisions.",
                  scenario.counted.inputs, scenario.counted.cells, scenario.counted.decisions,
                  microseconds(1e9 * limit_seconds(scenario.counted, result.limit)), scenario.decisions),
      2, 2);
}

std::string lanes_cell(const BenchChange& change) {
  return change.lanes == change.lanes_there ? fmt::format("{}", change.lanes)
                                            : fmt::format("{} ({})", change.lanes, change.lanes_there);
}

std::string interval_cell(const Ratio& time) {
  return time.determined ? fmt::format("[{}, {}]", change(time.low), change(time.high)) : "";
}

void add_against(Page& page, const BenchReport& report) {
  const BenchComparison& against = *report.against;
  page.heading(fmt::format("AGAINST {}", report.against_file));
  Grid grid{{"threads", "<lanes", "µs here", "µs there", "%", "<interval", "<verdict"}, {}};
  std::string scenario;
  bool undetermined = false, other_lanes = false, other_results = false;
  for (const BenchChange& each : against.changes) {
    const bool told = each.pace != Pace::unclear;
    if (each.scenario != scenario) grid.add({scenario = each.scenario});
    grid.add({fmt::format("{}", each.threads), lanes_cell(each), microseconds(each.ns), microseconds(each.ns_there),
              change(each.time.ratio), interval_cell(each.time),
              std::string(told                   ? pace_name(each.pace)
                          : each.time.determined ? "no difference"
                                                 : "cannot be told") +
                  (each.same_results ? "" : "*")},
             each.pace == Pace::slower ? Tone::alarm
             : told                    ? Tone::strong
                                       : Tone::plain);
    undetermined |= !each.time.determined;
    other_lanes |= each.lanes != each.lanes_there;
    other_results |= !each.same_results;
  }
  page.grid(std::move(grid));
  page.paragraph(
      fmt::format("Processor time of a trial; intervals of its change, {:.0f} % for all together. Faster and slower: "
                  "by more than {:.0f} %, all over the interval. No difference: none that can be told from noise.",
                  100 * (1 - BenchComparison::level), 100 * BenchComparison::smallest_change),
      2, 2, Tone::quiet);
  if (other_lanes)
    page.paragraph("Two numbers of lanes: the fastest here against the fastest there, in brackets.", 2, 2, Tone::quiet);
  if (other_results) page.paragraph("*: the digest is another: what is played is not the same.", 2, 2, Tone::alarm);
  if (undetermined)
    page.paragraph("Without an interval: it takes more --repeats to tell any difference.", 2, 2, Tone::alarm);
  if (against.other_machine) page.paragraph("The file is of another machine.", 2, 2, Tone::alarm);
  if (against.other_build) page.paragraph("The file is of another compiler or instruction set.", 2, 2, Tone::quiet);
  if (against.unmatched > 0)
    page.paragraph(fmt::format("The file does not have {} of as many trials, threads and lanes.",
                               counted(against.unmatched, "run")),
                   2, 2, Tone::quiet);
}

Json spread_json(const std::vector<double>& measured) {
  const Spread spread = spread_of(measured);
  return object({{"median", spread.median}, {"low", spread.low}, {"high", spread.high}, {"repeats", measured}});
}

Json run_json_of(const BenchResult& result, const BenchScenario& scenario, const BenchRun& run) {
  const BenchRates rates = rates_of(result, scenario, run);
  return object({{"threads", run.threads},
                 {"lanes", run.lanes},
                 {"trials", run.trials},
                 {"passes", run.passes},
                 {"trials_per_second", rates.trials},
                 {"decisions_per_second", rates.decisions},
                 {"processor_ns", spread_json(run.processor_ns)},
                 {"wall_ns", spread_json(run.ns)},
                 {"share_of_limit", rates.share_of_limit},
                 {"peak_mb", run.peak_megabytes},
                 {"digest", run.digest}});
}

Json scenario_json(const BenchResult& result, const BenchScenario& scenario) {
  Json stages, runs = Json::array();
  for (const StageTime& stage : scenario.stages) stages[stage.stage] = spread_json(stage.ns);
  for (const BenchRun& run : scenario.runs) runs.push_back(run_json_of(result, scenario, run));
  return object({{"load_seconds", spread_json(scenario.load_seconds)},
                 {"compile_seconds", spread_json(scenario.compile_seconds)},
                 {"inputs", scenario.counted.inputs},
                 {"cells", scenario.counted.cells},
                 {"decisions", scenario.counted.decisions},
                 {"decisions_taken", scenario.decisions},
                 {"limit_ns", 1e9 * limit_seconds(scenario.counted, result.limit)},
                 {"stages_ns", stages},
                 {"runs", runs}});
}

Json against_json(const BenchReport& report) {
  Json changes = Json::array();
  for (const BenchChange& each : report.against->changes) {
    const Ratio& time = each.time;
    changes.push_back(object({{"scenario", each.scenario},
                              {"threads", each.threads},
                              {"lanes", each.lanes},
                              {"lanes_there", each.lanes_there},
                              {"processor_ns", each.ns},
                              {"processor_ns_there", each.ns_there},
                              {"ratio", time.ratio},
                              {"low", time.determined ? Json(time.low) : Json()},
                              {"high", time.determined ? Json(time.high) : Json()},
                              {"verdict", pace_name(each.pace)},
                              {"same_results", each.same_results}}));
  }
  return object({{"file", report.against_file},
                 {"level", BenchComparison::level},
                 {"smallest_change", BenchComparison::smallest_change},
                 {"changes", changes},
                 {"unmatched", report.against->unmatched},
                 {"other_machine", report.against->other_machine},
                 {"other_build", report.against->other_build}});
}

}  // namespace

BenchOrigin origin_here() {
  const BuildInfo& build = build_info();
  return {date_of_today(), commit_of(source_folder()), build.version, machine_name(),
          build.compiler,  build.instructions};
}

std::string bench_table(const BenchReport& report, PageStyle style) {
  const BenchOrigin& origin = report.origin;
  Page page;
  page.paragraph(fmt::format("detente {}, commit {}, {}", origin.version, origin.commit, origin.date), 0, 0,
                 Tone::strong);
  page.paragraph(fmt::format("{} · {} · {}", origin.machine, origin.compiler, origin.instructions), 0, 0, Tone::quiet);
  page.paragraph(
      fmt::format("{} by turns, of {} a thread{}", counted(static_cast<unsigned>(report.plan.repeats), "repeat"),
                  counted(report.plan.trials, "trial"), report.result.stopped ? "; stopped before all were done" : ""),
      0, 0, Tone::quiet);
  for (const BenchScenario& scenario : report.result.scenarios) add_scenario(page, report.result, scenario);
  page.gap();
  page.paragraph(
      "trials/s, decisions/s: by the clock. µs a trial: processor time of all threads, the median of the repeats and "
      "their quartiles. of limit: what bare kernels take for as much, of that.",
      2, 2, Tone::quiet);
  if (report.against) add_against(page, report);
  return write(page, style);
}

Json bench_json(const BenchReport& report, const std::string& command) {
  const BenchResult& result = report.result;
  const BenchOrigin& origin = report.origin;
  Json scenarios;
  for (const BenchScenario& scenario : result.scenarios)
    if (!scenario.runs.empty()) scenarios[scenario.name] = scenario_json(result, scenario);
  Json json = object({{"format", json_format},
                      {"date", origin.date},
                      {"commit", origin.commit},
                      {"machine", origin.machine},
                      {"trials", report.plan.trials},
                      {"repeats", report.plan.repeats},
                      {"stopped", result.stopped},
                      {"limit", object({{"draws_per_second", result.limit.draws},
                                        {"cells_per_second", result.limit.cells},
                                        {"decisions_per_second", result.limit.decisions}})},
                      {"scenarios", scenarios}});
  if (report.against) json["against"] = against_json(report);
  Json run = json_build();
  run["command"] = command;
  json["run"] = run;
  return json;
}

}  // namespace detente
