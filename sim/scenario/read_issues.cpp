#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/tolerance.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

void Reader::read_issues() {
  const TomlNode& table = table_in(document_, "issues");
  // All scales before anything that refers to an option, here or elsewhere.
  for (std::size_t i = 0; i < scenario_.issues.size(); ++i)
    if (table.members[i].value.member("range"))
      read_range(scenario_.issues[i], table.members[i].value);
    else
      read_options(scenario_.issues[i], table.members[i].value, table.members[i].place);
  for (const Issue& issue : scenario_.issues) {
    IssueSymbol& symbol = symbols_.issues.emplace_back();
    symbol.name = issue.name;
    for (const IssueOption& option : issue.options) symbol.options.push_back({option.label, option.value});
  }
  for (std::size_t i = 0; i < scenario_.issues.size(); ++i) {
    Issue& issue = scenario_.issues[i];
    const TomlNode& node = table.members[i].value;
    issue.label = text_in(node, "label");
    read_levels(issue, node, static_cast<int>(i));
    issue.controllers = sorted_parties(node.find("controllers"), "controllers");
    issue.trust = number(node, "trust", "issues." + address_part(issue.name) + ".trust");
    if (node.find("trust") && issue.controllers.empty())
      findings_.warning(node.find("trust")->place,
                        fmt::format("nobody controls '{}', so trust has no effect", issue.name),
                        "trust is about what the others believe that controllers deliver: name the controllers");
  }
}

void Reader::read_levels(Issue& issue, const TomlNode& node, int index) {
  const TomlNode *reversion = node.find("reversion"), *floor = node.find("norm-floor");
  if (!issue.is_range()) {
    issue.reversion = std::max(option(reversion, index), 0);
    issue.norm_floor = option(floor, index);
    return;
  }
  issue.held = issue.low;
  if (const double held = reversion ? level(*reversion, index) : issue.low; !std::isnan(held)) {
    issue.reversion = issue.nearest(held);
    issue.held = held;
  }
  if (const double least = floor ? level(*floor, index) : std::nan(""); !std::isnan(least)) {
    issue.floor = least;
    issue.norm_floor = issue.nearest(least);
    if (issue.value(issue.norm_floor) < least - tolerance) ++issue.norm_floor;  // beyond the last where all are
  }
}

void Reader::read_options(Issue& issue, const TomlNode& node, const Place& place) {
  const TomlNode& options = table_in(node, "options");
  bool whole = node.find("options") != nullptr && !options.cut;
  for (const TomlMember& member : options.members) {
    whole &= !member.value.broken;
    if (!member.value.broken) issue.options.push_back({member.key, member.value.number()});
  }
  std::stable_sort(issue.options.begin(), issue.options.end(),
                   [](const IssueOption& a, const IssueOption& b) { return a.value < b.value; });
  if (!whole) doubtful_.insert(issue.name);
  if (whole && issue.options.size() < 2)
    findings_.error(place, fmt::format("issue '{}' has fewer than two options", issue.name),
                    "give it at least two: with one there is nothing to negotiate");
  for (std::size_t i = 1; i < issue.options.size(); ++i) {
    if (issue.options[i].value != issue.options[i - 1].value) continue;
    findings_.error(options.member(issue.options[i].label)->value.place,
                    fmt::format("'{}' lies at {}, as '{}' does", issue.options[i].label, issue.options[i].value,
                                issue.options[i - 1].label),
                    "give each option a place of its own");
  }
}

void Reader::read_range(Issue& issue, const TomlNode& node) {
  const TomlNode* range = node.find("range");
  const bool whole =
      range && std::none_of(range->items.begin(), range->items.end(), [](const TomlNode& item) { return item.broken; });
  if (!whole || range->items.size() != 2 || !(range->items[0].number() < range->items[1].number())) {
    if (whole)
      findings_.error(range->place, fmt::format("this is no range for '{}'", issue.name),
                      "give its lowest and its highest value, as in [0, 36]");
    doubtful_.insert(issue.name);
    return;
  }
  for (const TomlNode& end : range->items)
    if (!(std::abs(end.number()) <= limits::range_end)) {
      findings_.error(
          end.place, fmt::format("{} is out of range", end.number()),
          fmt::format("use numbers from {} to {}, in a larger unit", -limits::range_end, limits::range_end));
      doubtful_.insert(issue.name);
      return;
    }
  issue.low = range->items[0].number();
  issue.high = range->items[1].number();
  issue.unit = text_in(node, "unit");
  const TomlNode* step = node.find("step");
  const double length = issue.high - issue.low;
  issue.step = step ? step->number() : length / 100;
  const bool told_apart = issue.step >= 1e-12 * std::max(std::abs(issue.low), std::abs(issue.high));
  if (told_apart && issue.step <= length && length / issue.step < limits::range_values) return;
  findings_.error(
      step ? step->place : range->place,
      !told_apart ? fmt::format("the step is too small to tell values of '{}' apart", issue.name)
      : issue.step > length
          ? fmt::format("the step is longer than the scale of '{}'", issue.name)
          : fmt::format("the scale of '{}' has more than {} values", issue.name, limits::range_values),
      fmt::format("'step' is the distance of two values that may be in force, such as {:.4g}", length / 100));
  issue.step = length / 100;
  doubtful_.insert(issue.name);
}

void Reader::read_parameters() {
  const TomlNode& table = table_in(document_, "parameters");
  for (Parameter& parameter : scenario_.parameters)
    parameter.value = number(table, parameter.name, "parameters." + address_part(parameter.name));
}

}  // namespace detente
