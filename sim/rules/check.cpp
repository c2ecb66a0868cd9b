#include "sim/rules/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace detente {

namespace {

using Type = std::optional<RuleType>;  // none: an error has been reported

std::string_view name_of(RuleType type) { return type == RuleType::boolean ? "a condition" : "a number"; }

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string in_quotes(std::string_view label) { return fmt::format("'{}'", label); }

class Checker {
 public:
  Checker(const Expression& expression, const Symbols& symbols, RuleScope scope)
      : expression_(expression), symbols_(symbols), slots_(symbols), scope_(scope) {
    result_.meanings.resize(expression.nodes.size());
  }

  CheckResult run(RuleType wanted) {
    const int root = static_cast<int>(expression_.nodes.size()) - 1;
    if (const Type type = type_of(root); type && *type != wanted) {
      report(node(root), fmt::format("this is {}, {} is needed here", name_of(*type), name_of(wanted)),
             wanted == RuleType::boolean ? "compare it with something" : "");
    }
    std::stable_sort(result_.errors.begin(), result_.errors.end(),
                     [](const RuleError& a, const RuleError& b) { return a.offset < b.offset; });
    return std::move(result_);
  }

 private:
  Type type_of(int place) {
    const Node& here = node(place);
    switch (here.kind) {
      case NodeKind::number:
        return constant(place, here.number, RuleType::number);
      case NodeKind::truth:
        return constant(place, here.number, RuleType::boolean);
      case NodeKind::name:
        return name(place);
      case NodeKind::call:
        return call(place);
      case NodeKind::quoted:
        return report(here, fmt::format("no scale for the option '{}' here", here.text),
                      "compare it with an issue, text(issue) or offered(issue) alone");
      case NodeKind::logical_not:
      case NodeKind::logical_and:
      case NodeKind::logical_or:
        return operation(place, RuleType::boolean, RuleType::boolean);
      case NodeKind::negate:
      case NodeKind::add:
      case NodeKind::subtract:
      case NodeKind::multiply:
        return operation(place, RuleType::number, RuleType::number);
      case NodeKind::divide:
        return division(place);
      default:
        return comparison(place);
    }
  }

  Type operation(int place, RuleType takes, RuleType gives) {
    Type result = gives;
    for (const int child : node(place).children)
      if (!expect(child, takes, fmt::format("'{}'", spelling(node(place).kind)))) result.reset();
    result_.meanings[place].kind = Meaning::Kind::operation;
    return result;
  }

  bool expect(int place, RuleType wanted, const std::string& taker) {
    const Type type = type_of(place);
    if (type && *type != wanted) {
      report(node(place),
             fmt::format("{} takes {}, this is {}", taker, wanted == RuleType::boolean ? "conditions" : "numbers",
                         name_of(*type)),
             wanted == RuleType::boolean ? "compare it with something" : "");
    }
    return type == wanted;
  }

  Type division(int place) {
    const Node* divisor = &node(node(place).children[1]);
    while (divisor->kind == NodeKind::negate) divisor = &node(divisor->children[0]);
    if (divisor->kind == NodeKind::number && divisor->number == 0) return report(*divisor, "division by zero", "");
    return operation(place, RuleType::number, RuleType::number);
  }

  // An option takes its number from the issue on the other side.
  Type comparison(int place) {
    const std::vector<int>& sides = node(place).children;
    Type result = RuleType::boolean;
    for (const int side : {0, 1}) {
      const Node& here = node(sides[side]);
      const int issue = scale_of(sides[1 - side]);
      if (issue >= 0 && here.kind == NodeKind::quoted) {
        if (!option(sides[side], issue)) result.reset();
      } else if (issue >= 0 && is_bare_option(here, issue)) {
        result = report(here, fmt::format("'{}' is an option", here.text), fmt::format("quote it: '{}'", here.text));
      } else if (!expect(sides[side], RuleType::number, fmt::format("'{}'", spelling(node(place).kind)))) {
        result.reset();
      }
    }
    result_.meanings[place].kind = Meaning::Kind::operation;
    return result;
  }

  // The issue whose options this can be compared with; -1: none.
  int scale_of(int place) const {
    const Node& here = node(place);
    const std::vector<std::string> issues = names_of(symbols_, Argument::issue);
    if (here.kind == NodeKind::name) return index_of(issues, here.text);
    if (here.kind != NodeKind::call || here.children.size() != 1) return -1;
    const Function* function = find_function(here.text);
    const Node& argument = node(here.children[0]);
    const bool scale = function && function->takes == Argument::issue && argument.kind == NodeKind::name;
    return scale ? index_of(issues, argument.text) : -1;
  }

  Type option(int place, int issue) {
    const Node& here = node(place);
    if (const OptionSymbol* found = find_option(issue, here.text))
      return constant(place, found->value, RuleType::number);
    std::vector<std::string> labels;
    for (const OptionSymbol& candidate : symbols_.issues[issue].options) labels.push_back(candidate.label);
    const std::string& name = symbols_.issues[issue].name;
    for (int other = 0; other < static_cast<int>(symbols_.issues.size()); ++other) {
      if (!find_option(other, here.text)) continue;
      return report(here,
                    fmt::format("'{}' is an option of '{}', not of '{}'", here.text, symbols_.issues[other].name, name),
                    labels.empty() ? "its scale is continuous: compare it with a number"
                                   : nearest_remedy(here.text, labels, "options of " + in_quotes(name)));
    }
    return report(here, fmt::format("issue '{}' has no option '{}'", name, here.text),
                  labels.empty() ? "its scale is continuous: compare it with a number"
                                 : nearest_remedy(here.text, labels, "options of " + in_quotes(name)));
  }

  const OptionSymbol* find_option(int issue, std::string_view label) const {
    const std::vector<OptionSymbol>& options = symbols_.issues[issue].options;
    const auto found =
        std::find_if(options.begin(), options.end(), [&](const OptionSymbol& o) { return o.label == label; });
    return found == options.end() ? nullptr : &*found;
  }

  bool is_bare_option(const Node& here, int issue) const {
    return here.kind == NodeKind::name && !is_number(here.text) && find_option(issue, here.text);
  }

  // A bare name: an issue's value in force, a parameter, a variable, or a word.
  Type name(int place) {
    const std::string& text = node(place).text;
    if (const int issue = index_of(names_of(symbols_, Argument::issue), text); issue >= 0)
      return slot(place, Meaning::Kind::number, slots_.in_force(issue));
    if (const int parameter = index_of(symbols_.parameters, text); parameter >= 0)
      return slot(place, Meaning::Kind::number, slots_.parameter(parameter));
    if (const int variable = index_of(symbols_.variables, text); variable >= 0)
      return slot(place, Meaning::Kind::number, slots_.variable(variable));
    if (text == "round") {
      if (!scope_.round)
        return report(
            node(place), "'round' has no meaning here, this is not read in every round",
            "it stands in reservation, stay-out, what preconditions require and what shocks and variables read; "
            "afterwards there is rounds-used(stage)");
      return slot(place, Meaning::Kind::number, slots_.round());
    }
    if (text != "status-quo") return unknown_name(node(place));
    if (!scope_.status_quo)
      return report(node(place), "'status-quo' has no meaning here", "it stands in reservation and stay-out only");
    return slot(place, Meaning::Kind::number, slots_.status_quo());
  }

  Type unknown_name(const Node& here) {
    const std::string& text = here.text;
    if (index_of(symbols_.parties, text) >= 0)
      return report(here, fmt::format("'{}' is a party, not a value", text),
                    fmt::format("write e.g. attends({})", text));
    if (index_of(symbols_.stages, text) >= 0)
      return report(here, fmt::format("'{}' is a stage, not a value", text),
                    fmt::format("write e.g. agreed({})", text));
    if (index_of(symbols_.shocks, text) >= 0)
      return report(here, fmt::format("'{}' is a shock, not a value", text),
                    fmt::format("write e.g. shocked({})", text));
    if (const Function* function = find_function(text))
      return report(here, fmt::format("'{}' is a function", text), fmt::format("write {}", function->usage));
    const std::string cause =
        fmt::format("no issue{} '{}'", symbols_.variables.empty() ? " or parameter" : ", parameter or variable", text);
    for (std::size_t hyphen = text.find('-'); hyphen != std::string::npos; hyphen = text.find('-', hyphen + 1)) {
      const std::string left = text.substr(0, hyphen), right = text.substr(hyphen + 1);
      if (is_number(left) && (all_digits(right) || is_number(right)))
        return report(here, cause, fmt::format("minus needs a space on each side: {} - {}", left, right));
    }
    std::vector<std::string> names = names_of(symbols_, Argument::number);
    if (scope_.round) names.emplace_back("round");
    if (scope_.status_quo) names.emplace_back("status-quo");
    return report(here, cause, nearest_remedy(text, names, "numbers known here"));
  }

  bool is_number(std::string_view name) const {
    return name == "round" || name == "status-quo" || index_of(names_of(symbols_, Argument::number), name) >= 0;
  }

  Type call(int place) {
    const Node& here = node(place);
    const Function* function = find_function(here.text);
    if (!function) return unknown_function(here);
    const int count = static_cast<int>(here.children.size());
    if (count < function->arguments_min || count > function->arguments_max) {
      const bool open_ended = function->arguments_max > function->arguments_min;
      return report(here,
                    fmt::format("{}() takes {}{} argument{}, not {}", here.text, open_ended ? "at least " : "",
                                function->arguments_min, function->arguments_min == 1 ? "" : "s", count),
                    fmt::format("write {}", function->usage));
    }
    if (function->takes == Argument::number) return operation_call(place);
    const int index = named_argument(node(here.children[0]), *function);
    if (index < 0) return std::nullopt;
    if (function->planned) {
      result_.planned.push_back({here.offset, here.length, here.text + "()", ""});
      return constant(place, 0, function->gives);
    }
    const bool flag = function->gives == RuleType::boolean;
    return slot(place, flag ? Meaning::Kind::flag : Meaning::Kind::number, (slots_.*function->slot)(index));
  }

  Type operation_call(int place) {
    const Node& here = node(place);
    Type result = RuleType::number;
    for (std::size_t i = 0; i < here.children.size(); ++i) {
      const bool condition = here.text == "if" && i == 0;
      if (!expect(here.children[i], condition ? RuleType::boolean : RuleType::number, here.text + "()")) result.reset();
    }
    result_.meanings[place].kind = Meaning::Kind::operation;
    return result;
  }

  // The index of what a function is asked about; -1 after an error.
  int named_argument(const Node& argument, const Function& function) {
    const std::vector<std::string> names = names_of(symbols_, function.takes);
    const std::string_view kind = noun(function.takes);
    const std::string wanted = fmt::format("{}() takes {} {}", function.name, kind == "issue" ? "an" : "a", kind);
    if (argument.kind == NodeKind::quoted) {
      report(argument, fmt::format("{} by its name, without quotes", wanted), "leave out the quotes");
    } else if (argument.kind != NodeKind::name) {
      report(argument, fmt::format("{}, not an expression", wanted), fmt::format("write {}", function.usage));
    } else if (const int index = index_of(names, argument.text); index >= 0) {
      return index;
    } else if (const std::string other = what_is(argument.text, symbols_); !other.empty()) {
      report(argument, fmt::format("'{}' is {}, {}", argument.text, other, wanted),
             fmt::format("write {}", function.usage));
    } else {
      report(argument, fmt::format("no {} '{}'", kind, argument.text),
             nearest_remedy(argument.text, names, plural(function.takes)));
    }
    return -1;
  }

  Type unknown_function(const Node& here) {
    if (const std::string other = what_is(here.text, symbols_); !other.empty())
      return report(here, fmt::format("'{}' is {}, not a function", here.text, other), "leave out the parentheses");
    return report(here, fmt::format("no function '{}'", here.text),
                  nearest_remedy(here.text, function_names(), "functions"));
  }

  Type constant(int place, double value, RuleType type) {
    result_.meanings[place] = {.kind = Meaning::Kind::constant, .value = value};
    return type;
  }
  Type slot(int place, Meaning::Kind kind, int slot) {
    result_.meanings[place] = {.kind = kind, .slot = slot};
    return kind == Meaning::Kind::flag ? RuleType::boolean : RuleType::number;
  }
  Type report(const Node& where, std::string cause, std::string remedy) {
    result_.errors.push_back({where.offset, where.length, std::move(cause), std::move(remedy)});
    return std::nullopt;
  }
  const Node& node(int place) const { return expression_.nodes[place]; }

  const Expression& expression_;
  const Symbols& symbols_;
  const Slots slots_;
  const RuleScope scope_;
  CheckResult result_;
};

}  // namespace

CheckResult check(const Expression& expression, const Symbols& symbols, RuleType wanted, RuleScope scope) {
  return Checker(expression, symbols, scope).run(wanted);
}

}  // namespace detente
