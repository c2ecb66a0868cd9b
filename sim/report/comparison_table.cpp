#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/report/build_info.h"
#include "sim/report/comparison.h"
#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/study/digest.h"

namespace detente {

namespace {

constexpr int value_width = 24;

// What stands in one of the two columns of a value.
std::string value_text(const std::optional<std::string>& value, const std::vector<std::string>& own,
                       const std::vector<std::string>& other) {
  if (!value) return "(none)";
  if (own.empty() && other.empty()) return cut(*value, value_width);
  return own.empty() ? "" : cut("with " + join(own), value_width);
}

void print_scenario_difference(Page& page, const Compared& compared, std::size_t variant) {
  const ScenarioDifference& difference = compared.differences[variant];
  page.heading("WHAT DIFFERS: " + compared.names[variant + 1]);
  Grid grid{{"address", "<reference", "<variant"}, {}};
  for (const ValueDifference& at : difference.values)
    grid.add({at.address, value_text(at.before, at.removed, at.added), value_text(at.after, at.added, at.removed)});
  if (!grid.rows.empty()) page.grid(grid);
  if (difference.plays_alike)
    page.paragraph("Nothing that a trial depends on.");
  else if (grid.rows.empty())
    page.paragraph("Nothing but an order that matters: that of outcomes, stages or shocks.");
}

// "+0.53" with as many digits as the interval supports.
struct Digits {
  explicit Digits(const Difference& difference, double scale) {
    const double half_width = scale * (difference.high - difference.low) / 2;
    if (half_width > 0) count = std::clamp(1 - static_cast<int>(std::floor(std::log10(half_width))), 0, 12);
  }
  std::string plain(double value) const { return fmt::format("{:.{}f}", value, count); }
  std::string change(double value) const {
    const std::string text = fmt::format("{:+.{}f}", value, count);
    return text.find_first_of("123456789") == std::string::npos ? "0" : text;
  }
  int count = 1;
};

std::string narrower_text(const Difference& difference) {
  return difference.saving > 0 ? fmt::format("{:.1f}", std::sqrt(difference.saving)) : "";
}

std::string measure_text(const Measure& measure) {
  switch (measure.kind) {
    case MeasureKind::agreed:
      return measure.name + ": agreed";
    case MeasureKind::came:
      return fmt::format("{}: {} came", measure.name, measure.party);
    case MeasureKind::rounds:
      return measure.name + ": rounds used";
    case MeasureKind::utility:
      return fmt::format("{}: utility of {}", measure.name, measure.party);
    default:
      return measure.name;
  }
}

std::string share_cell_of(double share, std::uint64_t pairs) {
  return share_text(share_of(static_cast<std::uint64_t>(std::llround(share * static_cast<double>(pairs))), pairs));
}

void add_row(Grid& grid, const MeasureDifference& at) {
  const Difference& difference = at.difference;
  const double scale = is_share(at.measure.kind) ? 100 : 1;
  const Digits digits(difference, scale);
  std::vector<std::string> cells{(difference.clear() ? "> " : "  ") + measure_text(at.measure)};
  for (const double value : {at.before, at.after})
    cells.push_back(is_share(at.measure.kind) ? share_cell_of(value, at.pairs) : digits.plain(value));
  if (at.differing == 0) {
    cells.insert(cells.end(), {"0", "no trial differs", ""});
  } else {
    cells.push_back(digits.change(scale * difference.change));
    cells.push_back(
        fmt::format("[{}, {}]", digits.change(scale * difference.low), digits.change(scale * difference.high)));
    cells.push_back(narrower_text(difference));
  }
  grid.add(std::move(cells), difference.clear() ? Tone::strong : Tone::plain);
}

// Measures of these kinds; of `quiet` kinds only those that differ in some trial, and how many others there are.
void print_measures(Page& page, const VariantComparison& variant, const std::string& heading, MeasureKind first,
                    MeasureKind last, bool quiet) {
  Grid grid{{"", "reference", "variant", is_share(first) ? "points" : "change", "<95 % interval", "narrower"}, {}};
  std::uint64_t alike = 0;
  for (const MeasureDifference& at : variant.differences) {
    if (at.measure.kind < first || at.measure.kind > last || at.pairs == 0) continue;
    if (quiet && at.differing == 0)
      ++alike;
    else
      add_row(grid, at);
  }
  if (grid.rows.empty() && alike == 0) return;
  page.heading(heading);
  if (!grid.rows.empty()) page.grid(grid);
  if (alike > 0)
    page.paragraph(fmt::format("{} the same in every trial.", counted(alike, "figure") + (alike == 1 ? " is" : " are")),
                   2, 0, Tone::quiet);
}

// Outcomes and events that only one of the two has.
void print_lone(Page& page, const Result& result, const std::vector<Measure>& measures, const char* whose) {
  for (const Measure& measure : measures) {
    if (measure.kind > MeasureKind::event) continue;
    const int begin = measure.kind == MeasureKind::outcome ? result.layout.outcomes : result.layout.events;
    page.paragraph(fmt::format("Only the {} has the {} \"{}\": {}.", whose, kind_name(measure.kind), measure.name,
                               share_and_interval(share_of(result.count(begin + measure.index), result.valid()))),
                   2, 2);
  }
}

// Three digits are enough to judge by.
std::string rounded(double trials) {
  const double unit = std::pow(10.0, std::max(0.0, std::floor(std::log10(std::max(trials, 1.0))) - 2));
  return grouped(static_cast<std::uint64_t>(std::round(trials / unit) * unit));
}

void print_saving(Page& page, const VariantComparison& variant) {
  double least = 0, most = 0;
  for (const MeasureDifference& at : variant.differences) {
    if (at.measure.kind != MeasureKind::outcome || at.difference.saving == 0 || at.differing == 0) continue;
    const double needed = at.difference.saving * static_cast<double>(at.pairs);
    least = least == 0 ? needed : std::min(least, needed);
    most = std::max(most, needed);
  }
  if (most == 0) return;
  const auto pairs = static_cast<double>(variant.pairs);
  const std::string range = rounded(least) == rounded(most) ? rounded(most) : rounded(least) + " to " + rounded(most);
  page.paragraph(fmt::format("With independent draws it would take {} trials of each scenario to know the differences "
                             "of outcomes as well: the common luck saved {}.",
                             range,
                             most <= pairs    ? "none"
                             : least == most  ? rounded(most - pairs)
                             : least <= pairs ? "up to " + rounded(most - pairs)
                                              : rounded(least - pairs) + " to " + rounded(most - pairs)),
                 2);
}

void print_variant(Page& page, const Compared& compared, const Comparison& comparison, std::size_t index) {
  const VariantComparison& variant = comparison.variants[index];
  const std::string& name = compared.names[index + 1];
  print_measures(page, variant, "OUTCOMES: " + name, MeasureKind::outcome, MeasureKind::outcome, false);
  print_lone(page, comparison.reference(), variant.only_before, "reference");
  print_lone(page, comparison.results[index + 1], variant.only_after, "variant");
  print_saving(page, variant);
  if (variant.failed > 0)
    page.paragraph(fmt::format("{} left out: a trial failed in one of the two or in both.",
                               counted(variant.failed, "pair") + (variant.failed == 1 ? " is" : " are")),
                   2, 0, Tone::alarm);
  print_measures(page, variant, "EVENTS: " + name, MeasureKind::event, MeasureKind::event, false);
  print_measures(page, variant, "STAGES: " + name, MeasureKind::agreed, MeasureKind::came, true);
  print_measures(page, variant, "MEANS: " + name, MeasureKind::rounds, MeasureKind::variable, true);
}

void print_header(Page& page, const Compared& compared, const Comparison* comparison) {
  page.heading(fmt::format("{} compared with {}", join({compared.names.begin() + 1, compared.names.end()}),
                           compared.names.front()));
  if (!comparison) return;
  const Result& reference = comparison->reference();
  page.paragraph(
      fmt::format("{} each, seed {}, with the same luck", counted(reference.trials, "trial"), reference.plan.seed), 0);
  if (reference.stopped())
    page.paragraph(fmt::format("Stopped after {} of {} trials; complete blocks only.", grouped(reference.trials),
                               grouped(reference.plan.trials)),
                   0, 0, Tone::alarm);
  page.gap();
  Grid grid{{"", "failed", "<digest"}, {}};
  for (std::size_t i = 0; i < compared.names.size(); ++i) {
    const Result& result = comparison->results[i];
    grid.add({compared.names[i] + (i == 0 ? " (the reference)" : ""), grouped(result.count(result.layout.failed)),
              result.digest.substr(0, 16)});
  }
  page.grid(grid);
}

void print_provenance(Page& page, const Compared& compared, const Comparison& comparison, const std::string& command) {
  const BuildInfo& build = build_info();
  page.heading("PROVENANCE");
  for (std::size_t i = 0; i < compared.names.size(); ++i) {
    page.entry("scenario", fmt::format("{}, SHA-256 {}", compared.names[i], sha256(compared.models[i].canonical)));
    page.entry("result", fmt::format("digest {}", comparison.results[i].digest));
  }
  page.entry("program",
             fmt::format("detente {}, {}, {}, {}", build.version, build.compiler, build.instructions, build.flags));
  if (!command.empty()) page.entry("command", command);
}

}  // namespace

const char* kind_name(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::outcome:
      return "outcome";
    case MeasureKind::event:
      return "event";
    case MeasureKind::agreed:
      return "agreed";
    case MeasureKind::came:
      return "came";
    case MeasureKind::rounds:
      return "rounds";
    case MeasureKind::utility:
      return "utility";
    case MeasureKind::variable:
      return "variable";
  }
  return "";
}

double trials_saved(const MeasureDifference& at) {
  return at.difference.saving == 0 ? 0 : (at.difference.saving - 1) * static_cast<double>(at.pairs);
}

std::string comparison_table(const Compared& compared, const Comparison* result, const std::string& command,
                             PageStyle style) {
  Page page(style);
  print_header(page, compared, result);
  for (std::size_t variant = 0; variant < compared.differences.size(); ++variant) {
    print_scenario_difference(page, compared, variant);
    if (result) print_variant(page, compared, *result, variant);
  }
  if (!result) return page.take();
  page.gap();
  page.paragraph(
      "> the difference is clear: its interval, of paired trials, leaves out zero. Each interval is right 19 times in "
      "20 for itself; of twenty differences that are none, one will look clear. narrower: how many times the interval "
      "is narrower than with independent draws. Means are over the trials of which both have one: a stage both hold, a "
      "party that takes part in both.",
      2, 0, Tone::quiet);
  print_provenance(page, compared, *result, command);
  page.gap();
  page.paragraph(ethics_note, 0, 0, Tone::quiet);
  return page.take();
}

}  // namespace detente
