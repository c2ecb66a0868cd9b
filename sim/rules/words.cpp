#include "sim/rules/words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>

#include "sim/core/error.h"

namespace detente {

namespace {

constexpr int any_number = std::numeric_limits<int>::max();
constexpr std::size_t listed_names_limit = 8;

constexpr std::array<Function, 21> functions = {{
    {"abs", Argument::number, RuleType::number, nullptr, 1, 1, "abs(x)"},
    {"accepts", Argument::party, RuleType::boolean, &Slots::accepts, 1, 1, "accepts(party)"},
    {"agreed", Argument::stage, RuleType::boolean, &Slots::agreed, 1, 1, "agreed(stage)"},
    {"attends", Argument::party, RuleType::boolean, &Slots::attends, 1, 1, "attends(party)"},
    {"breached-by", Argument::party, RuleType::boolean, nullptr, 1, 1, "breached-by(party)", true},
    {"clamp", Argument::number, RuleType::number, nullptr, 3, 3, "clamp(x, low, high)"},
    {"extensions", Argument::stage, RuleType::number, nullptr, 1, 1, "extensions(stage)", true},
    {"gap", Argument::stage, RuleType::number, &Slots::gap, 1, 1, "gap(stage)"},
    {"held", Argument::stage, RuleType::boolean, &Slots::held, 1, 1, "held(stage)"},
    {"if", Argument::number, RuleType::number, nullptr, 3, 3, "if(condition, a, b)"},
    {"max", Argument::number, RuleType::number, nullptr, 2, any_number, "max(x, y)"},
    {"min", Argument::number, RuleType::number, nullptr, 2, any_number, "min(x, y)"},
    {"offered", Argument::issue, RuleType::number, &Slots::offered, 1, 1, "offered(issue)"},
    {"ratified", Argument::stage, RuleType::boolean, nullptr, 1, 1, "ratified(stage)", true},
    {"reservation", Argument::party, RuleType::number, &Slots::reservation, 1, 1, "reservation(party)"},
    {"rounds-used", Argument::stage, RuleType::number, &Slots::rounds_used, 1, 1, "rounds-used(stage)"},
    {"shocked", Argument::shock, RuleType::boolean, &Slots::shocked, 1, 1, "shocked(shock)"},
    {"snapped-back", Argument::stage, RuleType::boolean, nullptr, 1, 1, "snapped-back(stage)", true},
    {"text", Argument::issue, RuleType::number, &Slots::text, 1, 1, "text(issue)"},
    {"tranches", Argument::stage, RuleType::number, nullptr, 1, 1, "tranches(stage)", true},
    {"utility", Argument::party, RuleType::number, &Slots::utility, 1, 1, "utility(party)"},
}};

constexpr std::array<std::string_view, 7> words = {"and", "or", "not", "true", "false", "round", "status-quo"};

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found =
      std::find_if(functions.begin(), functions.end(), [&](const Function& function) { return function.name == name; });
  return found == functions.end() ? nullptr : &*found;
}

std::vector<std::string> function_names() {
  std::vector<std::string> names;
  for (const Function& function : functions) names.emplace_back(function.name);
  return names;
}

std::span<const std::string_view> language_words() { return words; }

std::string_view noun(Argument kind) {
  switch (kind) {
    case Argument::party:
      return "party";
    case Argument::stage:
      return "stage";
    case Argument::issue:
      return "issue";
    case Argument::shock:
      return "shock";
    case Argument::number:
      break;
  }
  return "number";
}

std::string_view plural(Argument kind) {
  switch (kind) {
    case Argument::party:
      return "parties";
    case Argument::stage:
      return "stages";
    case Argument::issue:
      return "issues";
    case Argument::shock:
      return "shocks";
    case Argument::number:
      break;
  }
  return "numbers";
}

std::vector<std::string> names_of(const Symbols& symbols, Argument kind) {
  if (kind == Argument::party) return symbols.parties;
  if (kind == Argument::stage) return symbols.stages;
  if (kind == Argument::shock) return symbols.shocks;
  std::vector<std::string> names;
  for (const IssueSymbol& issue : symbols.issues) names.push_back(issue.name);
  if (kind == Argument::number)
    for (const std::vector<std::string>* more : {&symbols.parameters, &symbols.variables})
      names.insert(names.end(), more->begin(), more->end());
  return names;
}

int index_of(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

std::string what_is(std::string_view name, const Symbols& symbols) {
  if (index_of(names_of(symbols, Argument::issue), name) >= 0) return "an issue";
  if (index_of(symbols.parties, name) >= 0) return "a party";
  if (index_of(symbols.stages, name) >= 0) return "a stage";
  if (index_of(symbols.parameters, name) >= 0) return "a parameter";
  if (index_of(symbols.variables, name) >= 0) return "a variable";
  if (index_of(symbols.shocks, name) >= 0) return "a shock";
  if (find_function(name)) return "a function";
  if (std::find(words.begin(), words.end(), name) != words.end()) return "a word of the language";
  return "";
}

std::string nearest_remedy(std::string_view name, const std::vector<std::string>& names, std::string_view plural) {
  if (const std::string near = nearest_name(name, names); !near.empty()) return fmt::format("did you mean '{}'?", near);
  if (names.empty() || names.size() > listed_names_limit) return "";
  return fmt::format("the {} are '{}'", plural, fmt::join(names, "', '"));
}

}  // namespace detente
