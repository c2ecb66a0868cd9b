#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/report/build_info.h"
#include "sim/report/comparison.h"
#include "sim/report/describe.h"
#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/study/digest.h"
#include "sim/study/figures.h"

namespace detente {

namespace {

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

// A figure of a party in a stage is named "STAGE.PARTY".
std::pair<std::string, std::string> stage_and_party(const std::string& name) {
  const std::size_t dot = name.find('.');
  return {name.substr(0, dot), dot == std::string::npos ? "" : name.substr(dot + 1)};
}

// Figures of one kind and place, such as the utilities in a stage, stand under one line; "" if it stands for itself.
std::string group_of(const RowName& about) {
  const auto& [kind, name, item] = about;
  if (kind == "outcome" || kind == "event") return "";
  if (kind == "agreed") return kind;
  if (kind == "rounds") return "rounds used in";
  if (kind == "variable") return "at the end";
  std::string words = kind == "zone" ? "acceptable packages" : kind;
  std::replace(words.begin(), words.end(), '_', ' ');
  if (!item.empty()) return words + ": " + name;
  const auto [stage, party] = stage_and_party(name);
  if (party.empty()) return words;
  return kind == "attendance" ? "came to " + stage : words + " in " + stage;
}

std::string label_of(const RowName& about) {
  if (!about.item.empty()) return about.item;
  if (about.kind == "outcome" || about.kind == "event") return about.name;
  const auto [stage, party] = stage_and_party(about.name);
  return party.empty() ? stage : party;
}

Share paired_share(const FigureDifference& at, double share) {
  return share_of(static_cast<std::uint64_t>(std::llround(share * static_cast<double>(at.pairs))), at.pairs);
}

// narrower: whether to say how much.
void add_row(Grid& grid, const FigureDifference& at, bool narrower) {
  const Difference& difference = at.difference;
  const bool share = at.share;
  const double scale = share ? 100 : 1;
  const int decimals = decimals_of(difference, scale), least = share ? 1 : 2;
  const auto value = [&](double one) {
    return share ? narrow_share_text(paired_share(at, one)) : number_text(one, decimals, least);
  };
  const auto change = [&](double one) { return signed_text(scale * one, decimals, least); };
  std::vector<std::string> cells{(difference.clear() ? "> " : "  ") + label_of(at.about), value(at.before),
                                 value(at.after), change(difference.change),
                                 fmt::format("[{}, {}]", change(difference.low), change(difference.high))};
  if (narrower) cells.push_back(narrower_text(difference));
  grid.add(std::move(cells), difference.clear() ? Tone::strong : Tone::plain);
}

enum class Section { outcomes, events, stages, others, means };

Section section_of(const FigureDifference& at) {
  const std::string& kind = at.about.kind;
  if (!at.share) return Section::means;
  if (kind == "outcome") return Section::outcomes;
  if (kind == "event") return Section::events;
  return kind == "agreed" || kind == "attendance" ? Section::stages : Section::others;
}

// Whether others on the page say as much.
bool is_repetition(const RowName& about) {
  const std::string& kind = about.kind;
  return kind == "reached" || kind == "held" || kind == "took_part" || kind == "accepted" || kind == "rounds" ||
         (kind == "zone" && about.item != "0");  // of these two the mean is told
}

// The figures of a section that differ in some trial, group by group in the order in which groups begin, and which do
// not; of the others, those that differ clearly.
void print_figures(Page& page, const VariantComparison& variant, const std::string& heading, Section section) {
  const bool others = section == Section::others;
  std::vector<std::string> groups, alike;
  std::map<std::string, std::vector<const FigureDifference*>> rows;
  for (const FigureDifference& at : variant.differences) {
    if (section_of(at) != section || at.pairs == 0 || (others && is_repetition(at.about))) continue;
    const std::string group = group_of(at.about);
    if (!rows.contains(group)) groups.push_back(group);
    rows[group];
    if (others && !at.difference.clear()) continue;
    if (at.differing == 0) {
      alike.push_back(fmt::format("{} ({})", at.about.name, share_text(paired_share(at, at.before))));
      continue;
    }
    rows[group].push_back(&at);
  }
  std::erase_if(groups, [&](const std::string& group) { return rows[group].empty(); });
  if (groups.empty() && alike.empty()) return;
  page.heading(heading);
  Grid grid{{"", "reference", "variant", section == Section::means ? "change" : "points", "<95 % interval"}, {}};
  if (!others) grid.titles.emplace_back("narrower");
  for (const std::string& group : groups) {
    if (!group.empty()) grid.add({group});
    for (const FigureDifference* at : rows[group]) add_row(grid, *at, !others);
  }
  if (!groups.empty()) page.grid(grid);
  if (others)
    page.paragraph("Shares of all trials, whatever their stage came to; the clear ones. --format csv has the others.",
                   2, 0, Tone::quiet);
  if (alike.empty()) return;
  const std::string which = section <= Section::events ? join(alike, "; ") : counted(alike.size(), "figure");
  page.paragraph("The same in every trial: " + which + ".", 2, 2, Tone::quiet);
}

// Outcomes and events that only one of the two has.
void print_lone(Page& page, const Result& result, const std::vector<RowName>& names, const char* whose) {
  const std::vector<NamedShare> shares = named_shares(result);
  for (const RowName& name : names) {
    if (name.kind != "outcome" && name.kind != "event") continue;
    const auto found = std::ranges::find_if(shares, [&](const NamedShare& share) { return *share.row == name; });
    page.paragraph(fmt::format("Only the {} has the {} \"{}\": {}.", whose, name.kind, name.name,
                               share_and_interval(share_of(found->count, found->of))),
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
  for (const FigureDifference& at : variant.differences)
    if (section_of(at) == Section::outcomes && at.difference.saving > 0 && at.differing > 0)
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
  print_figures(page, variant, "OUTCOMES: " + name, Section::outcomes);
  if (variant.differences.empty() || section_of(variant.differences.front()) != Section::outcomes) {
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
  print_figures(page, variant, "EVENTS: " + name, Section::events);
  print_figures(page, variant, "STAGES: " + name, Section::stages);
  print_figures(page, variant, "WHAT ELSE CHANGED: " + name, Section::others);
  print_figures(page, variant, "MEANS: " + name, Section::means);
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

double trials_saved(const FigureDifference& at) {
  return at.difference.saving == 0 ? 0 : (at.difference.saving - 1) * static_cast<double>(at.pairs);
}

std::string comparison_table(const Compared& compared, const Comparison* result, const std::string& command,
                             PageStyle style) {
  Page page;
  print_header(page, compared, result);
  for (std::size_t variant = 0; variant < compared.differences.size(); ++variant) {
    print_scenario_difference(page, compared, variant,
                              result ? difference_limit : compared.differences[variant].values.size());
    if (result) print_variant(page, compared, *result, variant);
  }
  if (!result) return write(page, style);
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
  return write(page, style);
}

}  // namespace detente
