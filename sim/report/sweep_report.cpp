#include "sim/report/sweep_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/stats/proportion.h"

namespace detente {

namespace {

constexpr std::size_t rows_shown = 100;  // of a page
constexpr int cell_width = 24;

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

// In the column of the outcome; empty where the run knows none of that name.
std::string outcome_cell(const SweepRun& run, const std::string& name) {
  for (const NamedShare& share : run.shares)
    if (share.row->kind == "outcome" && share.row->name == name)
      return narrow_share_text(share_of(share.count, share.of));
  return "";
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
  for (const NamedShare& outcome : run.shares) {
    if (outcome.row->kind != "outcome") continue;
    const Share share = share_of(outcome.count, outcome.of);
    widest = std::max(widest, (share.high - share.low) / 2);
  }
  return widest;
}

// What all runs have to say together, and the first of them.
struct Overview {
  explicit Overview(const RunPlan& asked) : plan(asked), trials_least(asked.trials) {}

  const RunPlan& plan;
  std::vector<SweepRun> first;             // as many as a page shows
  std::vector<std::string> outcome_names;  // in the order in which runs name them
  std::set<std::string> known, met;        // of outcomes; met: any run came to it
  std::uint64_t trials_least, trials_most = 0;
  double widest = 0;                                  // interval of an outcome, half of it
  std::uint64_t missed = 0, failed = 0, clamped = 0;  // runs: without the precision asked for, with such trials

  void add(const SweepRun& run) {
    if (first.size() < rows_shown) first.push_back(run);
    trials_least = std::min(trials_least, run.trials);
    trials_most = std::max(trials_most, run.trials);
    for (const NamedShare& share : run.shares) {
      if (share.row->kind != "outcome") continue;
      if (known.insert(share.row->name).second) outcome_names.push_back(share.row->name);
      if (share.count > 0) met.insert(share.row->name);
    }
    const double half = widest_interval(run);
    widest = std::max(widest, half);
    missed += plan.precision > 0 && half > plan.precision;
    failed += run.failed > 0;
    clamped += run.clamped > 0;
  }

  // Those that any run came to, or the others.
  std::vector<std::string> outcomes(bool whether) const {
    std::vector<std::string> names;
    for (const std::string& name : outcome_names)
      if (met.contains(name) == whether) names.push_back(name);
    return names;
  }

  std::vector<std::string> problems() const {
    std::vector<std::string> problems;
    if (missed > 0)
      problems.push_back(fmt::format("{} did not reach the precision asked for, ± {:.2g} points.",
                                     counted(missed, "run"), 100 * plan.precision));
    if (failed > 0) problems.push_back(counted(failed, "run") + " had trials that failed; shares are of the others.");
    if (clamped > 0) problems.push_back(counted(clamped, "run") + " had numbers out of range that were clamped.");
    return problems;
  }
};

// "500 trials each", "1,024 to 4,096 trials each"
std::string trials_text(const Overview& all) {
  if (all.trials_least < all.trials_most)
    return fmt::format("{} to {} each", grouped(all.trials_least), counted(all.trials_most, "trial"));
  return counted(std::max(all.trials_least, all.trials_most), "trial") + " each";
}

constexpr std::array mean_figures = {"mean", "sd", "low", "high"};

Json to_json(const NamedMean& mean) {
  Json json;
  const auto figures = mean.figures();
  for (std::size_t i = 0; i < figures.size(); ++i)
    json[mean_figures[i]] = figures[i] ? Json(*figures[i]) : Json(nullptr);
  json["of"] = mean.of;
  return json;
}

Json run_json(const PointList& points, const SweepRun& run) {
  Json at = object({{"point", run.point}, {"replication", run.replication}, {"values", points.at(run.point).cells}});
  at["seed"] = run.seed;
  at["trials"] = run.trials;
  at["digest"] = run.digest;
  at["problems"] = object({{"failed_trials", run.failed}, {"trials_with_clamped_numbers", run.clamped}});
  Json shares = Json::object(), means = Json::object();
  for (const NamedShare& share : run.shares) {
    Json& named = shares[share.row->kind][share.row->name];
    (share.row->item.empty() ? named : named[share.row->item]) = to_json(share_of(share.count, share.of));
  }
  for (const NamedMean& mean : run.means) means[mean.row->kind][mean.row->name] = to_json(mean);
  at["shares"] = std::move(shares);
  at["means"] = std::move(means);
  return at;
}

// The text of a list's item as it stands two levels deep.
std::string indented(std::string text) {
  text.pop_back();  // the line end
  std::string deep = "\n    ";
  for (const char c : text) {
    deep += c;
    if (c == '\n') deep += "    ";
  }
  return deep;
}

}  // namespace

SweptRuns runs_of(const PointList& points, const SweepPlan& plan, const SweepResult& result) {
  return {points, plan, result.asked, result.finished, [&result](const std::function<void(const SweepRun&)>& visit) {
            for (const SweepRun& run : result.runs) visit(run);
          }};
}

std::vector<std::string> sweep_csv(const SweptRuns& runs, const TextSink& sink, CsvStyle style) {
  Overview all(runs.plan.run);
  std::vector<std::string> titles{"point", "replication"};
  for (const Axis& axis : runs.points.axes()) titles.push_back(axis.name);
  for (const char* title : {"kind", "name", "item", "share", "mean", "sd", "low", "high", "count", "of", "trials",
                            "failed", "clamped", "seed", "digest"})
    titles.emplace_back(title);
  sink(csv_line(titles, style));
  runs.each([&](const SweepRun& run) {
    all.add(run);
    std::vector<std::string> settings{std::to_string(run.point), std::to_string(run.replication)};
    const Point at = runs.points.at(run.point);
    settings.insert(settings.end(), at.cells.begin(), at.cells.end());
    const auto write = [&](std::vector<std::string> figures) {
      std::vector<std::string> cells = settings;
      cells.insert(cells.end(), figures.begin(), figures.end());
      for (const std::uint64_t whole : {run.trials, run.failed, run.clamped, run.seed})
        cells.push_back(std::to_string(whole));
      cells.push_back(run.digest);
      sink(csv_line(cells, style));
    };
    for (const NamedShare& counted : run.shares) {
      const RowName& row = *counted.row;
      const Share share = share_of(counted.count, counted.of);
      const auto known = [&](double figure) { return counted.of > 0 ? csv_number(figure) : ""; };
      write({row.kind, row.name, row.item, known(share.value), "", "", known(share.low), known(share.high),
             std::to_string(counted.count), std::to_string(counted.of)});
    }
    for (const NamedMean& mean : run.means) {
      const auto [value, sd, low, high] = mean.figures();
      const auto known = [](const std::optional<double>& figure) { return figure ? csv_number(*figure) : ""; };
      write({mean.row->kind, mean.row->name, "", "", known(value), known(sd), known(low), known(high), "",
             std::to_string(mean.of)});
    }
  });
  return all.problems();
}

// The runs are written between what stands before and after them: as one document they would take gigabytes.
std::vector<std::string> sweep_json(const SweptRuns& runs, const std::string& command, const TextSink& sink) {
  Overview all(runs.plan.run);
  const SweepPlan& plan = runs.plan;
  Json json = object({{"format", json_format}});
  json["sweep"] = object({{"design", method_name(plan.design.method)},
                          {"points", runs.points.size()},
                          {"replications", plan.design.replications},
                          {"luck", plan.design.common_luck ? "common" : "own"},
                          {"stopped", runs.stopped()}});
  Json& addresses = json["addresses"] = Json::array();
  for (const Axis& axis : runs.points.axes()) addresses.push_back(axis.name);
  json["runs"] = Json::array();
  json["ethics"] = ethics_note;
  json["run"] = object({{"command", command}});
  json["run"].update(json_build());
  const std::string text = json_text(json), key = "\n  \"runs\": [";
  const std::size_t place = text.find(key) + key.size();
  sink(text.substr(0, place));
  bool first = true;
  runs.each([&](const SweepRun& run) {
    all.add(run);
    sink((std::exchange(first, false) ? "" : ",") + indented(json_text(run_json(runs.points, run))));
  });
  sink((first ? "" : "\n  ") + text.substr(place));
  return all.problems();
}

std::string sweep_table(const SweptRuns& runs, PageStyle style) {
  const PointList& points = runs.points;
  const SweepPlan& plan = runs.plan;
  Overview all(runs.plan.run);
  runs.each([&](const SweepRun& run) { all.add(run); });
  Page page;
  const Design& design = plan.design;
  page.heading(fmt::format("SWEEP of {}", plan.file));
  page.paragraph(
      fmt::format("{} design, {}{}, {}, seed {}, {}", method_name(design.method), counted(points.size(), "point"),
                  design.replications > 1 ? fmt::format(" {} times", design.replications) : "", trials_text(all),
                  plan.run.seed, design.common_luck ? "the same luck at all points" : "luck of its own at each point"),
      0);
  if (runs.stopped())
    page.paragraph(
        fmt::format("Stopped after {} of {} runs; complete ones only.", grouped(runs.finished), grouped(runs.asked)), 0,
        0, Tone::alarm);
  page.gap();
  std::vector<std::string> settings;
  for (std::size_t axis = 0; axis < points.axes().size(); ++axis) settings.push_back(short_name(points.axes(), axis));
  const std::vector<std::string> met = all.outcomes(true), never = all.outcomes(false);
  Grid grid{{join(settings)}, {}};
  for (std::size_t i = 0; i < met.size(); ++i) grid.titles.push_back(letter_of(i));
  for (const SweepRun& run : all.first) {
    std::vector<std::string> cells{settings_text(points.at(run.point))};
    for (const std::string& name : met) cells.push_back(outcome_cell(run, name));
    grid.add(std::move(cells));
  }
  page.grid(grid);
  if (runs.finished > rows_shown)
    page.paragraph(fmt::format("... and {} more; --format csv has all of them", grouped(runs.finished - rows_shown)));
  page.gap();
  for (std::size_t i = 0; i < met.size(); ++i) page.entry(letter_of(i), met[i], 4);
  if (!never.empty()) page.paragraph("Nowhere: " + join(never, "; ") + ".");
  if (runs.finished > 0)
    page.paragraph(fmt::format("95 % intervals (Wilson) are ± {:.2g} points or less; --format csv has each, and all "
                               "other figures.",
                               100 * all.widest),
                   2, 0, Tone::quiet);
  for (const std::string& problem : all.problems()) page.paragraph(problem, 2, 0, Tone::alarm);
  page.gap();
  page.paragraph(ethics_note, 0, 0, Tone::quiet);
  return write(page, style);
}

}  // namespace detente
