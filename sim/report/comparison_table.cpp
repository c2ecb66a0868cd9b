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

constexpr int value_width = 26;
constexpr std::size_t difference_limit = 20;  // addresses, where something was played

// What stands in one of the two columns of a value.
std::string value_text(const std::optional<std::string>& value, const std::vector<std::string>& own,
                       const std::vector<std::string>& other) {
  if (!value) return "(none)";
  if (own.empty() && other.empty()) return cut(*value, value_width);
  return own.empty() ? "" : cut("with " + join(own), value_width);
}

// most: addresses.
void print_scenario_difference(Page& page, const Compared& compared, std::size_t variant, std::size_t most) {
  const ScenarioDifference& difference = compared.differences[variant];
  page.heading("WHAT DIFFERS: " + compared.names[variant + 1]);
  Grid grid{{"address", "<reference", "<variant"}, {}};
  for (std::size_t i = 0; i < std::min(most, difference.values.size()); ++i) {
    const ValueDifference& at = difference.values[i];
    grid.add({at.address, value_text(at.before, at.removed, at.added), value_text(at.after, at.added, at.removed)});
  }
  if (!grid.rows.empty()) page.grid(grid);
  if (difference.values.size() > most)
    page.paragraph(fmt::format("and {}; --diff-only lists all.", counted(difference.values.size() - most, "other")));
  if (difference.plays_alike)
    page.paragraph("Nothing that a trial depends on.");
  else if (grid.rows.empty())
    page.paragraph("Nothing but an order that matters: that of outcomes, stages or shocks.");
}

// Decimals that show the leading digit of the interval's half width, or four of a difference without one, and that a
// clear difference leaves out zero. Negative where digits before the point tell as much.
int decimals_of(const Difference& difference, double scale) {
  const auto leading = [&](double value) {
    return value > 0 ? -static_cast<int>(std::floor(std::log10(scale * value))) : 0;
  };
  const double half_width = difference.high / 2 - difference.low / 2;
  int decimals = half_width > 0 ? leading(half_width) : leading(std::abs(difference.change)) + 3;
  if (difference.clear())
    decimals = std::max(decimals, leading(std::min(std::abs(difference.low), std::abs(difference.high))));
  return decimals;
}

// As "0.53" if that is short, with `least` decimals at least, else as "5.3e-20".
std::string number_text(double value, int decimals, int least) {
  constexpr int longest = 11;
  std::string plain = fmt::format("{:.{}f}", value, std::clamp(decimals, least, longest));
  if (display_width(plain) <= longest) return plain;
  if (value == 0) return "0";
  const int further = decimals + static_cast<int>(std::floor(std::log10(std::abs(value))));
  return fmt::format("{:.{}e}", value, std::clamp(further, 0, 14));
}

// "+0.53"
std::string signed_text(double value, int decimals, int least) {
  const std::string text = number_text(value, decimals, least);
  if (text.find_first_of("123456789") == std::string::npos) return "0";
  return value > 0 ? "+" + text : text;
}

std::string narrower_text(const Difference& difference) {
  return difference.saving > 0 ? number_text(std::sqrt(difference.saving), 1, 1) : "";
}

// Figures of one kind and place, such as the utilities in a stage, stand under one line; "" if it stands for itself.
std::string group_of(const Measure& measure) {
  switch (measure.kind) {
    case MeasureKind::came:
      return "came to " + measure.name;
    case MeasureKind::utility:
      return "utility in " + measure.name;
    case MeasureKind::agreed:
      return "agreed";
    case MeasureKind::rounds:
      return "rounds used in";
    case MeasureKind::variable:
      return "at the end";
    default:
      return "";
  }
}

Share paired_share(const MeasureDifference& at, double share) {
  return share_of(static_cast<std::uint64_t>(std::llround(share * static_cast<double>(at.pairs))), at.pairs);
}

void add_row(Grid& grid, const MeasureDifference& at) {
  const Difference& difference = at.difference;
  const bool share = is_share(at.measure.kind);
  const double scale = share ? 100 : 1;
  const int decimals = decimals_of(difference, scale), least = share ? 1 : 2;
  const auto value = [&](double one) {
    return share ? narrow_share_text(paired_share(at, one)) : number_text(one, decimals, least);
  };
  const auto change = [&](double one) { return signed_text(scale * one, decimals, least); };
  const std::string& label = at.measure.party.empty() ? at.measure.name : at.measure.party;
  grid.add({(difference.clear() ? "> " : "  ") + label, value(at.before), value(at.after), change(difference.change),
            fmt::format("[{}, {}]", change(difference.low), change(difference.high)), narrower_text(difference)},
           difference.clear() ? Tone::strong : Tone::plain);
}

// Measures of these kinds that differ in some trial, and which do not.
void print_measures(Page& page, const VariantComparison& variant, const std::string& heading, MeasureKind first,
                    MeasureKind last) {
  Grid grid{{"", "reference", "variant", is_share(first) ? "points" : "change", "<95 % interval", "narrower"}, {}};
  std::vector<std::string> alike;
  std::string group;
  for (const MeasureDifference& at : variant.differences) {
    if (at.measure.kind < first || at.measure.kind > last || at.pairs == 0) continue;
    if (at.differing == 0) {
      alike.push_back(fmt::format("{} ({})", at.measure.name, share_text(paired_share(at, at.before))));
      continue;
    }
    if (const std::string here = group_of(at.measure); here != group) grid.add({group = here});
    add_row(grid, at);
  }
  if (grid.rows.empty() && alike.empty()) return;
  page.heading(heading);
  if (!grid.rows.empty()) page.grid(grid);
  if (alike.empty()) return;
  const std::string which = last <= MeasureKind::event ? join(alike, "; ") : counted(alike.size(), "figure");
  page.paragraph("The same in every trial: " + which + ".", 2, 2, Tone::quiet);
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

// "1,000 to 2,000", or one number where they look alike.
std::string range_text(double least, double most) {
  const std::string low = rounded(least), high = rounded(most);
  return low == high ? low : low + " to " + high;
}

void print_saving(Page& page, const VariantComparison& variant) {
  std::vector<double> needed;
  for (const MeasureDifference& at : variant.differences)
    if (at.measure.kind == MeasureKind::outcome && at.difference.saving > 0 && at.differing > 0)
      needed.push_back(at.difference.saving * static_cast<double>(at.pairs));
  if (needed.empty()) return;
  const auto [least, most] = std::minmax_element(needed.begin(), needed.end());
  const auto saved = [&](double trials) { return std::max(0.0, trials - static_cast<double>(variant.pairs)); };
  page.paragraph(fmt::format("With independent draws it would take {} trials of each scenario to know the differences "
                             "of outcomes as well: the common luck saved {}.",
                             range_text(*least, *most), range_text(saved(*least), saved(*most))),
                 2);
}

void print_variant(Page& page, const Compared& compared, const Comparison& comparison, std::size_t index) {
  const VariantComparison& variant = comparison.variants[index];
  const std::string& name = compared.names[index + 1];
  print_measures(page, variant, "OUTCOMES: " + name, MeasureKind::outcome, MeasureKind::outcome);
  if (variant.differences.empty() || variant.differences.front().measure.kind != MeasureKind::outcome) {
    page.heading("OUTCOMES: " + name);
    page.paragraph("No outcome has the same name in both.", 2, 0, Tone::alarm);
  }
  print_lone(page, comparison.reference(), variant.only_before, "reference");
  print_lone(page, comparison.results[index + 1], variant.only_after, "variant");
  print_saving(page, variant);
  if (variant.failed > 0)
    page.paragraph(fmt::format("{} left out: a trial failed in one of the two or in both.",
                               counted(variant.failed, "pair") + (variant.failed == 1 ? " is" : " are")),
                   2, 0, Tone::alarm);
  print_measures(page, variant, "EVENTS: " + name, MeasureKind::event, MeasureKind::event);
  print_measures(page, variant, "STAGES: " + name, MeasureKind::agreed, MeasureKind::came);
  print_measures(page, variant, "MEANS: " + name, MeasureKind::rounds, MeasureKind::variable);
}

void print_header(Page& page, const Compared& compared, const Comparison* comparison) {
  page.heading(fmt::format("{} compared with {}", join({compared.names.begin() + 1, compared.names.end()}),
                           compared.names.front()));
  if (!comparison) return;
  const Result& reference = comparison->reference();
  page.paragraph(
      fmt::format("{} each, seed {}, with the same luck", counted(reference.trials, "trial"), reference.plan.seed), 0);
  if (reference.stopped())
    page.paragraph(fmt::format("Stopped after {} of {} trials; complete trials only.", grouped(reference.trials),
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

double trials_saved(const MeasureDifference& at) {
  return at.difference.saving == 0 ? 0 : (at.difference.saving - 1) * static_cast<double>(at.pairs);
}

std::string comparison_table(const Compared& compared, const Comparison* result, const std::string& command,
                             PageStyle style) {
  Page page(style);
  print_header(page, compared, result);
  for (std::size_t variant = 0; variant < compared.differences.size(); ++variant) {
    print_scenario_difference(page, compared, variant,
                              result ? difference_limit : compared.differences[variant].values.size());
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
