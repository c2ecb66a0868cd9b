#include "sim/report/sweep_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/report/csv.h"
#include "sim/report/share.h"
#include "sim/report/table.h"
#include "sim/report/text.h"

namespace detente {

namespace {

constexpr std::size_t rows_shown = 100;  // of a page
constexpr int cell_width = 24;

std::string number(double value) { return fmt::format("{}", value); }

// The parts at the end of an address that no other has.
std::string short_name(const std::vector<Axis>& axes, std::size_t index) {
  const std::string& name = axes[index].name;
  for (std::size_t begin = name.rfind('.'); begin != std::string::npos && begin > 0;
       begin = name.rfind('.', begin - 1)) {
    const std::string tail = name.substr(begin + 1);
    const auto alike = std::count_if(axes.begin(), axes.end(), [&](const Axis& other) {
      return other.name == tail || other.name.ends_with("." + tail);
    });
    if (alike == 1) return tail;
  }
  return name;
}

// "A", "B", ..., "AA" for what would not fit above a column.
std::string letter_of(std::size_t index) {
  std::string letters;
  for (++index; index > 0; index = (index - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (index - 1) % 26));
  return letters;
}

// Names of outcomes that any run came to, and of the others, in the order in which runs name them.
struct OutcomesMet {
  std::vector<std::string> met, never;
};

OutcomesMet outcomes_met(const SweepResult& result) {
  std::vector<std::string> names;
  std::set<std::string> known, met;
  for (const SweepRun& run : result.runs)
    for (const NamedShare& count : run.counts) {
      if (count.kind != "outcome") continue;
      if (known.insert(count.name).second) names.push_back(count.name);
      if (count.count > 0) met.insert(count.name);
    }
  OutcomesMet found;
  for (const std::string& name : names) (met.contains(name) ? found.met : found.never).push_back(name);
  return found;
}

// In the column of the outcome; empty where the run knows none of that name.
std::string outcome_cell(const SweepRun& run, const std::string& name) {
  for (const NamedShare& count : run.counts)
    if (count.kind == "outcome" && count.name == name) return narrow_share_text(share_of(count.count, count.of));
  return "";
}

// "500 trials each", "1,024 to 4,096 trials each"
std::string trials_text(const SweepPlan& plan, const SweepResult& result) {
  std::uint64_t least = plan.run.trials, most = 0;
  for (const SweepRun& run : result.runs) {
    least = std::min(least, run.trials);
    most = std::max(most, run.trials);
  }
  return least < most ? fmt::format("{} to {} each", grouped(least), counted(most, "trial"))
                      : counted(std::max(least, most), "trial") + " each";
}

// "side talks, 3, []"
std::string settings_text(const Point& point) {
  std::vector<std::string> cells;
  for (const std::string& cell : point.cells) cells.push_back(cell.empty() ? "as it is" : cut(cell, cell_width));
  return join(cells);
}

// Half of it, of the outcomes.
double widest_interval(const SweepRun& run) {
  double widest = 0;
  for (const NamedShare& count : run.counts) {
    if (count.kind != "outcome") continue;
    const Share share = share_of(count.count, count.of);
    widest = std::max(widest, (share.high - share.low) / 2);
  }
  return widest;
}

double widest_interval(const SweepResult& result) {
  double widest = 0;
  for (const SweepRun& run : result.runs) widest = std::max(widest, widest_interval(run));
  return widest;
}

std::uint64_t runs_with(const SweepResult& result, std::uint64_t SweepRun::* problem) {
  return static_cast<std::uint64_t>(
      std::count_if(result.runs.begin(), result.runs.end(), [&](const SweepRun& run) { return run.*problem > 0; }));
}

}  // namespace

std::string sweep_csv(const PointList& points, const SweepResult& result) {
  std::vector<std::string> titles{"point", "replication"};
  for (const Axis& axis : points.axes()) titles.push_back(axis.name);
  for (const char* title :
       {"kind", "name", "share", "low", "high", "count", "of", "trials", "failed", "clamped", "seed", "digest"})
    titles.emplace_back(title);
  std::string text = csv_line(titles);
  for (const SweepRun& run : result.runs) {
    std::vector<std::string> settings{std::to_string(run.point), std::to_string(run.replication)};
    const Point at = points.at(run.point);
    settings.insert(settings.end(), at.cells.begin(), at.cells.end());
    for (const NamedShare& count : run.counts) {
      std::vector<std::string> cells = settings;
      cells.insert(cells.end(), {count.kind, count.name});
      const Share share = share_of(count.count, count.of);
      if (count.of == 0)
        cells.insert(cells.end(), {"", "", ""});
      else
        cells.insert(cells.end(), {number(share.value), number(share.low), number(share.high)});
      for (const std::uint64_t whole : {count.count, count.of, run.trials, run.failed, run.clamped, run.seed})
        cells.push_back(std::to_string(whole));
      cells.push_back(run.digest);
      text += csv_line(cells);
    }
  }
  return text;
}

Json sweep_json(const PointList& points, const SweepPlan& plan, const SweepResult& result, const std::string& command) {
  Json json{{"format", json_format}};
  json["sweep"] = {{"design", method_name(plan.design.method)},
                   {"points", points.size()},
                   {"replications", plan.design.replications},
                   {"luck", plan.design.common_luck ? "common" : "own"},
                   {"stopped", result.stopped()}};
  Json& addresses = json["addresses"] = Json::array();
  for (const Axis& axis : points.axes()) addresses.push_back(axis.name);
  Json& runs = json["runs"] = Json::array();
  for (const SweepRun& run : result.runs) {
    Json at{{"point", run.point}, {"replication", run.replication}, {"values", points.at(run.point).cells}};
    at["seed"] = run.seed;
    at["trials"] = run.trials;
    at["digest"] = run.digest;
    at["problems"] = {{"failed_trials", run.failed}, {"trials_with_clamped_numbers", run.clamped}};
    at["outcomes"] = at["events"] = at["attendance"] = Json::object();
    for (const NamedShare& count : run.counts)
      at[count.kind == "outcome" ? "outcomes"
         : count.kind == "event" ? "events"
                                 : "attendance"][count.name] = to_json(share_of(count.count, count.of));
    runs.push_back(std::move(at));
  }
  json["ethics"] = ethics_note;
  json["run"] = {{"command", command}};
  json["run"].update(json_build());
  return json;
}

std::string sweep_table(const PointList& points, const SweepPlan& plan, const SweepResult& result, PageStyle style) {
  Page page(style);
  const Design& design = plan.design;
  page.heading(fmt::format("SWEEP of {}", plan.file));
  page.paragraph(
      fmt::format("{} design, {}{}, {}, seed {}, {}", method_name(design.method), counted(points.size(), "point"),
                  design.replications > 1 ? fmt::format(" {} times", design.replications) : "",
                  trials_text(plan, result), plan.run.seed,
                  design.common_luck ? "the same luck at all points" : "luck of its own at each point"),
      0);
  if (result.stopped())
    page.paragraph(fmt::format("Stopped after {} of {} runs; complete ones only.", grouped(result.runs.size()),
                               grouped(result.asked)),
                   0, 0, Tone::alarm);
  page.gap();
  std::vector<std::string> settings;
  for (std::size_t axis = 0; axis < points.axes().size(); ++axis) settings.push_back(short_name(points.axes(), axis));
  const OutcomesMet outcomes = outcomes_met(result);
  Grid grid{{join(settings)}, {}};
  for (std::size_t i = 0; i < outcomes.met.size(); ++i) grid.titles.push_back(letter_of(i));
  for (std::size_t i = 0; i < std::min(result.runs.size(), rows_shown); ++i) {
    const SweepRun& run = result.runs[i];
    std::vector<std::string> cells{settings_text(points.at(run.point))};
    for (const std::string& name : outcomes.met) cells.push_back(outcome_cell(run, name));
    grid.add(std::move(cells));
  }
  page.grid(grid);
  if (result.runs.size() > rows_shown)
    page.paragraph(
        fmt::format("... and {} more; --format csv has all of them", grouped(result.runs.size() - rows_shown)));
  page.gap();
  for (std::size_t i = 0; i < outcomes.met.size(); ++i) page.entry(letter_of(i), outcomes.met[i], 4);
  if (!outcomes.never.empty()) page.paragraph("Nowhere: " + join(outcomes.never, "; ") + ".");
  if (!result.runs.empty())
    page.paragraph(
        fmt::format("95 % intervals (Wilson) are ± {:.2g} points or less; --format csv has each, and events and "
                    "attendance.",
                    100 * widest_interval(result)),
        2, 0, Tone::quiet);
  for (const std::string& problem : sweep_problems(plan, result)) page.paragraph(problem, 2, 0, Tone::alarm);
  page.gap();
  page.paragraph(ethics_note, 0, 0, Tone::quiet);
  return page.take();
}

std::vector<std::string> sweep_problems(const SweepPlan& plan, const SweepResult& result) {
  std::vector<std::string> problems;
  const auto missed = std::count_if(result.runs.begin(), result.runs.end(), [&](const SweepRun& run) {
    return plan.run.precision > 0 && widest_interval(run) > plan.run.precision;
  });
  if (missed > 0)
    problems.push_back(fmt::format("{} did not reach the precision asked for, ± {:.2g} points.",
                                   counted(static_cast<std::uint64_t>(missed), "run"), 100 * plan.run.precision));
  if (const std::uint64_t failed = runs_with(result, &SweepRun::failed))
    problems.push_back(counted(failed, "run") + " had trials that failed; shares are of the others.");
  if (const std::uint64_t clamped = runs_with(result, &SweepRun::clamped))
    problems.push_back(counted(clamped, "run") + " had numbers out of range that were clamped.");
  return problems;
}

}  // namespace detente
