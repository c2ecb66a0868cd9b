#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

double days_of(std::string_view period) {
  constexpr std::pair<std::string_view, double> periods[] = {
      {"hour", 1.0 / 24}, {"day", 1}, {"week", 7}, {"month", 30.4375}, {"quarter", 91.3125}, {"year", 365.25}};
  for (const auto& [name, days] : periods)
    if (name == period) return days;
  return 0;
}

std::string_view spelling(EffectKind kind) {
  constexpr std::string_view words[] = {"set", "multiply", "add"};
  return words[static_cast<int>(kind)];
}

void Reader::read_variables() {
  const TomlNode& table = table_in(document_, "variables");
  for (std::size_t i = 0; i < scenario_.variables.size(); ++i)
    read_variable(scenario_.variables[i], table.members[i].value);
}

void Reader::read_variable(Variable& variable, const TomlNode& node) {
  const std::string address = "variables." + address_part(variable.name);
  variable.label = text_in(node, "label");
  variable.initial = number(node, "initial", address + ".initial");
  const TomlNode *min = node.find("min"), *max = node.find("max");
  if (min) variable.min = min->number();
  if (max) variable.max = max->number();
  if (variable.min > variable.max)
    findings_.error(min->place, "'min' lies above 'max'", "'min' is the least value, 'max' the greatest");
  else if (const double first = variable.initial.exact() ? variable.initial.distribution.parameters[0] : variable.min;
           node.find("initial") && (first < variable.min || first > variable.max))
    findings_.error(node.find("initial")->place, fmt::format("{} does not lie between 'min' and 'max'", first),
                    "begin within the bounds, or move them");
  const TomlMember* process = node.member("process");
  if (!process || process->value.broken) return;
  const TomlNode& table = process->value;
  const std::string at = address + ".process";
  const bool walk = word_in(table, "kind", at + ".kind", 0) == 1;
  variable.kind = walk ? ProcessKind::random_walk : ProcessKind::ar1;
  variable.sd = number(table, "sd", at + ".sd");
  variable.period_days = days_of(text_in(table, "per"));
  if (walk) {
    variable.drift = number(table, "drift", at + ".drift");
    return;
  }
  variable.mean = number(table, "mean", at + ".mean");
  const TomlNode* phi = table.find("phi");
  if (phi) variable.phi = phi->number();
  if (phi && variable.phi >= 1)
    findings_.error(phi->place, "with phi = 1 it would never return to its mean",
                    "give 'phi' a number below 1, or use kind = \"random-walk\"");
}

void Reader::read_shocks() {
  const TomlNode* shocks = document_.find("shocks");
  if (!shocks) return;
  std::set<std::string> names;
  for (const TomlNode& item : shocks->items) {
    const TomlNode* name = item.find("name");
    if (name && !names.insert(name->text).second)
      findings_.error(name->place, fmt::format("two shocks are called '{}'", name->text), "rename one of them");
    read_shock(scenario_.shocks.emplace_back(), item);
  }
}

void Reader::read_shock(Shock& shock, const TomlNode& node) {
  if (node.broken) return;
  shock.name = text_in(node, "name");
  shock.label = text_in(node, "label");
  Provenance provenance = scenario_.provenance;
  if (node.find("source")) provenance.source = text_in(node, "source");
  shock.chance = number(node, "chance", "shocks." + address_part(shock.name) + ".chance", provenance);
  shock.period_days = days_of(text_in(node, "per"));
  shock.when = condition(node.find("when"), {.round = true});
  if (const TomlNode* once = node.find("once")) shock.once = once->boolean;
  read_effects(shock, node);
}

// Of an issue with a range.
void Reader::read_move(Shock& shock, EffectKind kind, int issue, const TomlMember& member) {
  const double number = member.value.number();
  if (kind == EffectKind::set && std::isnan(level(member.value, issue))) return;
  const double half_step = scenario_.issues[issue].step / 2;
  if (kind == EffectKind::add && std::abs(number) < half_step)
    findings_.warning(
        member.place,
        fmt::format("adding {} to '{}' moves nothing: its values are {} apart", number, member.key, 2 * half_step),
        "give the issue a smaller 'step', or add more");
  shock.effects.push_back({.kind = kind, .issue = issue, .number = number});
}

void Reader::read_effects(Shock& shock, const TomlNode& node) {
  for (const EffectKind kind : {EffectKind::set, EffectKind::multiply, EffectKind::add})
    for (const TomlMember& member : table_in(node, spelling(kind)).members) {
      if (member.value.broken) continue;
      const int variable = index_of(symbols_.variables, member.key), issue = index_of(issue_names_, member.key);
      if (variable >= 0)
        shock.effects.push_back({.kind = kind, .variable = variable, .number = member.value.number()});
      else if (issue >= 0 && (scenario_.issues[issue].is_range() || doubtful_.contains(member.key)))
        read_move(shock, kind, issue, member);
      else if (issue >= 0)
        findings_.error(member.place, fmt::format("'{}' has options, which a shock cannot move", member.key),
                        "a shock moves variables, and issues with a 'range'");
      else
        unknown("variable", member.key, member.place, symbols_.variables);
    }
}

}  // namespace detente
