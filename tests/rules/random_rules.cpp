#include "tests/rules/random_rules.h"

#include <fmt/format.h>

#include <cmath>

namespace detente {

namespace {

template <std::size_t size>
std::string one_of(Random& random, const char* const (&choices)[size]) {
  return choices[random.below(static_cast<int>(size))];
}

std::string random_scaled(Random& random, const std::string& issue) {
  return fmt::format(fmt::runtime(one_of(random, {"{}", "{}", "text({})", "offered({})"})), issue);
}

std::string random_comparison(Random& random, int depth) {
  const std::string sign = one_of(random, {"<", "<=", ">", ">=", "=", "!="});
  const bool swapped = random.coin(), aid = random.coin();
  std::string left, right;
  if (random.below(3) > 0) {
    left = random_number(random, depth);
    right = random_number(random, depth);
  } else {
    left = random_scaled(random, aid ? "aid" : "agenda");
    right = aid ? one_of(random, {"'reopens'", "'Taliban''s own'", "\"Taliban's own\""})
                : one_of(random, {"'formal item'", "'raised'", "\"not raised\""});
  }
  return fmt::format("{} {} {}", swapped ? right : left, sign, swapped ? left : right);
}

int issue_of(const std::string& name) {
  const Symbols symbols = example_symbols();
  for (int issue = 0; issue < 4; ++issue)
    if (symbols.issues[issue].name == name) return issue;
  return -1;
}

double option_value(const std::string& label) {
  for (const IssueSymbol& issue : example_symbols().issues)
    for (const OptionSymbol& option : issue.options)
      if (option.label == label) return option.value;
  return std::nan("");
}

double name_value(const std::string& name, const RandomTrial& trial) {
  const Slots slots(example_symbols());
  if (name == "round") return trial.numbers[slots.round()];
  if (name == "status-quo") return trial.numbers[slots.status_quo()];
  if (const int issue = issue_of(name); issue >= 0) return trial.numbers[slots.in_force(issue)];
  return trial.numbers[slots.parameter(name == "signing-cost" ? 1 : 0)];
}

double state_value(const std::string& function, const std::string& name, const RandomTrial& trial) {
  const Symbols symbols = example_symbols();
  const Slots slots(symbols);
  const int party = index_of(symbols.parties, name), stage = index_of(symbols.stages, name);
  if (function == "attends") return trial.flags[slots.attends(party)];
  if (function == "accepts") return trial.flags[slots.accepts(party)];
  if (function == "held") return trial.flags[slots.held(stage)];
  if (function == "agreed") return trial.flags[slots.agreed(stage)];
  if (function == "utility") return trial.numbers[slots.utility(party)];
  if (function == "reservation") return trial.numbers[slots.reservation(party)];
  if (function == "gap") return trial.numbers[slots.gap(stage)];
  if (function == "rounds-used") return trial.numbers[slots.rounds_used(stage)];
  return trial.numbers[function == "text" ? slots.text(issue_of(name)) : slots.offered(issue_of(name))];
}

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return (z ^ (z >> 31U)) >> 1U;
}

// A pattern takes the first of its operands at {0}, the second at {1}.
std::string random_condition(Random& random, int depth) {
  if (depth == 0 || random.below(6) == 0) {
    return one_of(random, {"true", "false", "attends(nrf)", "attends(taliban)", "not accepts(donors)", "held(talks)",
                           "agreed(convening)", "agreed(talks)", "aid > 'reopens'"});
  }
  if (random.below(4) == 0) return random_comparison(random, depth - 1);
  const std::string pattern =
      one_of(random, {"not ({0})", "{0} and {1}", "{0} or {1}", "({0}) and ({1})", "({0}) or ({1})"});
  const std::string left = random_condition(random, depth - 1), right = random_condition(random, depth - 1);
  return fmt::format(fmt::runtime(pattern), left, right);
}

std::string random_number(Random& random, int depth) {
  if (depth > 0) {  // {1} + 0: never a literal zero
    const std::string pattern =
        one_of(random, {"-({0})", "-{0}", "{0} + {1}", "{0} - {1}", "{0} * {1}", "({0}) + ({1})", "({0}) - ({1})",
                        "({0}) * ({1})", "({0}) / ({1} + 0)", "min({0}, {1}, {0})", "max({0}, {1}, {0})",
                        "clamp({0}, {1}, 50)", "abs({0})", "if({2}, {0}, {1})"});
    const std::string left = random_number(random, depth - 1), right = random_number(random, depth - 1);
    const std::string condition = random_condition(random, depth - 1);
    return fmt::format(fmt::runtime(pattern), left, right, condition);
  }
  if (random.below(3) == 0)
    return random_scaled(random, one_of(random, {"agenda", "aid", "standing", "womens-rights"}));
  return one_of(random,
                {"0", "1", "40", "0.1", "1e-9", "2.5e3", "round", "status-quo", "signing-cost", "recognition-abroad",
                 "utility(nrf)", "reservation(taliban)", "gap(talks)", "rounds-used(convening)"});
}

RandomTrial::RandomTrial(Random& random) {
  constexpr double values[] = {0, -0.0, 1, 40, 50, 100, 1 + 5e-10, 40 - 1e-9, 0.3};
  const Slots slots(example_symbols());
  for (int slot = 0; slot < slots.number_count(); ++slot) numbers.push_back(values[random.below(9)]);
  for (int slot = 0; slot < slots.flag_count(); ++slot) flags.push_back(random.coin());
}

double reference_value(const Expression& expression, const Node& node, const RandomTrial& trial, bool& zero_division) {
  std::vector<double> values;
  const Node* first = node.children.empty() ? nullptr : &expression.nodes[node.children[0]];
  const Function* function = node.kind == NodeKind::call ? find_function(node.text) : nullptr;
  if (function && function->takes != Argument::number) return state_value(node.text, first->text, trial);
  if (node.text == "if" && node.kind == NodeKind::call) {
    const bool holds = reference_value(expression, *first, trial, zero_division) != 0;
    return reference_value(expression, expression.nodes[node.children[holds ? 1 : 2]], trial, zero_division);
  }
  for (const int child : node.children)
    values.push_back(reference_value(expression, expression.nodes[child], trial, zero_division));
  const double a = values.empty() ? 0 : values[0], b = values.size() < 2 ? 0 : values[1];
  switch (node.kind) {
    case NodeKind::number:
    case NodeKind::truth:
      return node.number;
    case NodeKind::quoted:
      return option_value(node.text);
    case NodeKind::name:
      return name_value(node.text, trial);
    case NodeKind::call:
      if (node.text == "abs") return a < 0 ? 0 - a : a;  // as in lanes.h: the sign of zero is kept
      if (node.text == "clamp") return min(max(a, b), values[2]);
      if (node.text == "min") return min(min(a, b), values[2]);
      return max(max(a, b), values[2]);
    case NodeKind::negate:
      return -a;
    case NodeKind::logical_not:
      return a == 0;
    case NodeKind::logical_and:
      return a != 0 && b != 0;
    case NodeKind::logical_or:
      return a != 0 || b != 0;
    case NodeKind::less:
      return a < b - 1e-9;
    case NodeKind::less_equal:
      return a <= b + 1e-9;
    case NodeKind::greater:
      return a > b + 1e-9;
    case NodeKind::greater_equal:
      return a >= b - 1e-9;
    case NodeKind::equal:
      return std::abs(a - b) <= 1e-9;
    case NodeKind::not_equal:
      return !(std::abs(a - b) <= 1e-9);
    case NodeKind::add:
      return a + b;
    case NodeKind::subtract:
      return a - b;
    case NodeKind::multiply:
      return a * b;
    case NodeKind::divide:
      zero_division = zero_division || b == 0;
      return b == 0 ? 0 : a / b;
  }
  return std::nan("");
}

}  // namespace detente
