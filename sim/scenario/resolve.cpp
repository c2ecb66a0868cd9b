#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/core/tolerance.h"
#include "sim/scenario/reader.h"

namespace detente {

namespace {

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
  return list;
}

}  // namespace

const TomlNode& table_in(const TomlNode& node, std::string_view key) {
  static const TomlNode none;
  const TomlNode* found = node.find(key);
  return found && found->is(TomlKind::table) ? *found : none;
}

std::string text_in(const TomlNode& node, std::string_view key) {
  const TomlNode* found = node.find(key);
  return found ? found->text : "";
}

void Reader::unknown(std::string_view kind, const std::string& name, const Place& place,
                     const std::vector<std::string>& known, std::string remedy) {
  if (!sections_whole_ || names_cut_.contains(name)) return;
  if (const std::string near = nearest_name(name, known); !near.empty()) {
    remedy = fmt::format("did you mean '{}'?", near);
  } else if (remedy.empty()) {
    remedy = known.empty()        ? fmt::format("the scenario has no {}", kind)
             : known.size() <= 20 ? fmt::format("there are: {}", listed(known))
                                  : fmt::format("use the name of {} of this scenario", kind);
  }
  findings_.error(place, fmt::format("there is no {} '{}'", kind, name), std::move(remedy));
}

int Reader::party(const TomlNode& node) {
  const int index = index_of(party_names_, node.text);
  if (index < 0) unknown("party", node.text, node.place, party_names_);
  return index;
}

std::vector<int> Reader::parties(const TomlNode* list, std::string_view path) {
  std::vector<int> found;
  if (!list) return found;
  for (const TomlNode& item : list->items) {
    if (item.broken) continue;
    const int index = party(item);
    if (index >= 0 && std::find(found.begin(), found.end(), index) != found.end())
      findings_.error(item.place, fmt::format("'{}' is named twice in '{}'", item.text, path), "name it once");
    else if (index >= 0)
      found.push_back(index);
  }
  return found;
}

std::vector<int> Reader::sorted_parties(const TomlNode* list, std::string_view path) {
  std::vector<int> found = parties(list, path);
  std::sort(found.begin(), found.end());
  return found;
}

int Reader::issue(const std::string& name, const Place& place) {
  const int index = index_of(issue_names_, name);
  if (index < 0) unknown("issue", name, place, issue_names_);
  return index;
}

// Of a range: the value itself.
int Reader::step_of(const TomlNode& level, const Issue& range, int issue) {
  if (!level.is_number()) {
    findings_.error(level.place, fmt::format("'{}' has a range, and no option called '{}'", range.name, level.text),
                    fmt::format("give a number from {} to {}", range.low, range.high));
    return -1;
  }
  if (std::isnan(this->level(level, issue))) return -1;
  const int index = range.nearest(level.number());
  if (std::abs(range.value(index) - level.number()) <= tolerance * std::max(1.0, range.high - range.low)) return index;
  if (level.number() > range.value(range.size() - 1)) {
    findings_.error(
        level.place, fmt::format("{} is beyond the last value of '{}'", level.number(), range.name),
        fmt::format("use {:.13g} or less, or give the issue another 'step'", range.value(range.size() - 1)));
    return -1;
  }
  const int other = std::clamp(level.number() > range.value(index) ? index + 1 : index - 1, 0, range.size() - 1);
  findings_.error(level.place, fmt::format("{} is between two values of '{}'", level.number(), range.name),
                  fmt::format("use {:.13g} or {:.13g}, or give the issue another 'step'",
                              range.value(std::min(index, other)), range.value(std::max(index, other))));
  return -1;
}

int Reader::labelled(const TomlNode& level, int issue) const {
  if (issue < 0 || level.text.empty()) return -1;
  return scenario_.issues[issue].called(level.text);
}

bool Reader::is_label_elsewhere(const TomlNode& number, int issue, const std::string& or_else) {
  const IssueOption* option = issue < 0 ? nullptr : scenario_.issues[issue].called_elsewhere(number.number());
  if (!option) return false;
  findings_.error(
      number.place,
      fmt::format("'{}' is the label of an option of '{}' that does not lie at {} but at {}", option->label,
                  scenario_.issues[issue].name, number.number(), option->value),
      fmt::format("write the label of the option meant, such as \"{}\", in quotes{}", option->label, or_else));
  return true;
}

// The option named by its label or by its exact place on the scale.
int Reader::option(const TomlNode* level, int issue) {
  if (!level || issue < 0) return -1;
  const Issue& scale = scenario_.issues[issue];
  if (scale.is_range()) return step_of(*level, scale, issue);
  if (const int index = labelled(*level, issue); index >= 0) return index;
  if (level->is_number() && is_label_elsewhere(*level, issue, "")) return -1;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < scale.options.size(); ++i) {
    if (level->is_number() && std::abs(scale.options[i].value - level->number()) <= tolerance)
      return static_cast<int>(i);
    labels.push_back(scale.options[i].label);
  }
  if (doubtful_.contains(scale.name)) return -1;
  if (level->is_number()) {
    findings_.error(level->place, fmt::format("no option of '{}' lies at {}", scale.name, level->number()),
                    fmt::format("use one of {}", listed(labels)));
    return -1;
  }
  std::string remedy = fmt::format("the options of '{}' are {}", scale.name, listed(labels));
  for (const Issue& other : scenario_.issues)
    for (const IssueOption& option : other.options)
      if (option.label == level->text) remedy = fmt::format("that is an option of '{}'; {}", other.name, remedy);
  unknown(fmt::format("option of '{}' called", scale.name), level->text, level->place, labels, remedy);
  return -1;
}

double Reader::level(const TomlNode& level, int issue) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (issue < 0) return none;
  const Issue& scale = scenario_.issues[issue];
  if (!level.is_number() || labelled(level, issue) >= 0) {
    const int index = option(&level, issue);
    return index < 0 ? none : scale.value(index);
  }
  if (is_label_elsewhere(level, issue, "")) return none;
  if (level.number() >= scale.low && level.number() <= scale.high) return level.number();
  if (doubtful_.contains(scale.name)) return none;
  findings_.error(level.place, fmt::format("{} is not on the scale of '{}'", level.number(), scale.name),
                  fmt::format("its scale goes from {} to {}", scale.low, scale.high));
  return none;
}

// Whether a word of the condition is a name that has been reported already, or that was cut off.
bool Reader::reads_doubtful_name(const std::string& text) const {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  for (std::size_t end = 0, begin; (begin = text.find_first_of(letters, end)) != std::string::npos;) {
    end = std::min(text.find_first_not_of(letters, begin), text.size());
    if (names_cut_.contains(text.substr(begin, end - begin))) return true;
  }
  return std::any_of(doubtful_.begin(), doubtful_.end(),
                     [&](const std::string& name) { return !name.empty() && text.find(name) != std::string::npos; });
}

std::string Reader::label_hint(const std::string& text, int issue) const {
  std::vector<std::string> labels;
  for (const IssueOption& option : scenario_.issues[issue].options) labels.push_back(option.label);
  if (labels.empty()) return "";
  const std::string near = nearest_name(text, labels);
  return near.empty() ? fmt::format("options are called {}", listed(labels))
                      : fmt::format("or did you mean the option '{}'?", near);
}

std::optional<Rule> Reader::rule(const TomlNode* node, RuleType type, RuleScope scope, const std::string& hint) {
  if (!sections_whole_ || !node || node->broken || reads_doubtful_name(node->text)) return std::nullopt;
  RuleResult made = make_rule(node->text, symbols_, type, scope);
  for (RuleError& error : made.errors)
    findings_.error(findings_.inside(node->place, node->text, error.offset, error.length), std::move(error.cause),
                    error.remedy + (hint.empty() || error.remedy.empty() ? "" : "; ") + hint);
  for (const RuleError& planned : made.planned)
    findings_.later(findings_.inside(node->place, node->text, planned.offset, planned.length), planned.cause,
                    "use another condition");
  made.rule.place = node->place;
  return made.ok() ? std::optional(std::move(made.rule)) : std::nullopt;
}

std::optional<Rule> Reader::condition(const TomlNode* node, RuleScope scope) {
  return rule(node, RuleType::boolean, scope);
}

std::vector<Rule> Reader::conditions(const TomlNode* list) {
  std::vector<Rule> found;
  if (!list) return found;
  for (const TomlNode& item : list->items)
    if (std::optional<Rule> made = condition(&item)) found.push_back(std::move(*made));
  return found;
}

}  // namespace detente
