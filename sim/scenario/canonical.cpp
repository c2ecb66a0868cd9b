#include "sim/scenario/canonical.h"

#include <fmt/ranges.h>

#include <cmath>

#include "sim/scenario/load.h"
#include "sim/scenario/reader.h"

namespace detente {

std::string Canonical::write() {
  line("format 1");
  for (const Issue& issue : scenario_.issues) write(issue);
  for (const Parameter& parameter : scenario_.parameters)
    line("parameter {} {}", parameter.name, text(parameter.value));
  for (const Variable& variable : scenario_.variables) write(variable);
  for (const Shock& shock : scenario_.shocks) write(shock);
  for (const Party& party : scenario_.parties) write(party);
  for (const Correlated& group : scenario_.correlated)
    line("correlated {} ranks {}", fmt::join(group.of, " "), fmt::join(group.ranks, " "));
  for (const Link& link : scenario_.links) line("link {} {}", link.name, text(link.never));
  for (const Stage& stage : scenario_.stages) write(stage);
  for (const NamedRule& outcome : scenario_.outcomes) line("outcome {}", text(outcome.rule));
  for (const NamedRule& event : scenario_.events) line("event {}", text(event.rule));
  return std::move(text_);
}

void Canonical::write(const Issue& issue) {
  line("issue {}", issue.name);
  for (const IssueOption& option : issue.options) line("  option {}", option.value);
  if (issue.is_range()) line("  range {}..{} step {} holds {}", issue.low, issue.high, issue.step, issue.held);
  line("  reversion {} norm-floor {}", issue.reversion, issue.norm_floor);
  line("  controllers [{}] trust {}", names(issue.controllers), text(issue.trust));
}

void Canonical::write(const Variable& variable) {
  line("variable {} initial {} within {}..{}", variable.name, text(variable.initial), variable.min, variable.max);
  if (variable.kind == ProcessKind::ar1)
    line("  ar1 mean {} phi {} sd {} per {} days", text(variable.mean), variable.phi, text(variable.sd),
         variable.period_days);
  if (variable.kind == ProcessKind::random_walk)
    line("  random-walk drift {} sd {} per {} days", text(variable.drift), text(variable.sd), variable.period_days);
}

void Canonical::write(const Shock& shock) {
  line("shock {} chance {} per {} days when {} once {}", shock.name, text(shock.chance), shock.period_days,
       shock.when ? text(*shock.when) : "true", shock.once);
  for (const Effect& effect : shock.effects)
    line("  {} {} {}", spelling(effect.kind), moved_by(effect, scenario_), effect.number);
}

void Canonical::write(const Party& party) {
  line("party {} voice {} principal {}", party.name, word("parties.x.voice", party.voice), name(party.principal));
  line("  influence {} reservation {} stay-out {}", text(party.influence), text(party.reservation),
       text(party.stay_out));
  for (const Position& position : party.positions) {
    line("  position {} ideal {} salience {}", scenario_.issues[position.issue].name, text(position.ideal),
         text(position.salience));
    if (const auto& red = position.red_line)
      line("    red-line {}..{} firmness {}", red->at_least, red->at_most, text(red->firmness));
  }
  for (const Rule& never : party.never) line("  never {}", text(never));
  for (const Precondition& precondition : party.preconditions)
    line("  precondition {} {} firmness {} independent {}", precondition.name, text(precondition.requires_rule),
         text(precondition.firmness), precondition.independent);
  line("  tactic {} {} beta {} start {}", word("parties.x.tactic.kind", party.tactic.kind),
       word("parties.x.tactic.curve", party.tactic.curve), text(party.tactic.beta), text(party.tactic.start));
}

void Canonical::write(const Stage& stage) {
  line("stage {} protocol {} requires {}", stage.name, word("stages.x.protocol", stage.settings.index()),
       stage.requires_rule ? text(*stage.requires_rule) : "true");
  line("  rounds {} of {} days, pause {}, changes {}", stage.rounds, stage.round_days, stage.pause_days, stage.changes);
  std::visit(
      [&](const auto& settings) {
        for (std::size_t place = 0; place < stage.issues.size(); ++place)
          line("  issue {}{}", scenario_.issues[stage.issues[place]].name, settings_of_issue(*this, settings, place));
        write_settings(*this, settings);
      },
      stage.settings);
}

std::string Canonical::names(const std::vector<int>& parties) const {
  std::vector<std::string> list;
  for (const int party : parties) list.push_back(name(party));
  return fmt::format("{}", fmt::join(list, " "));
}

std::string Canonical::text(const Number& number) const {
  if (number.expression) return text(*number.expression);
  if (number.weights.empty()) return text(number.distribution);
  Distribution unweighted = number.distribution;
  unweighted.weights.clear();
  std::vector<std::string> weights;
  for (const Rule& weight : number.weights) weights.push_back(text(weight));
  return fmt::format("{} weights ({})", text(unweighted), fmt::join(weights, "; "));
}

std::string Canonical::text(const Distribution& d) {
  if (d.family == Family::exact) return fmt::format("{}", d.parameters[0]);
  std::string written =
      fmt::format("{}({}", family_name(d.family), fmt::join(d.values.empty() ? d.parameters : d.values, " "));
  if (!d.weights.empty()) written += fmt::format("; weights {}", fmt::join(d.weights, " "));
  if (std::isfinite(d.min) || std::isfinite(d.max)) written += fmt::format("; within {}..{}", d.min, d.max);
  if (!d.rows.empty()) written += fmt::format("; row of {}", d.rows);
  if (d.rejects) written += "; reject";
  return written + ")";
}

// The condition with each option written as its number.
std::string Canonical::text(const Rule& rule) const {
  Expression expression = parse(rule.text).expression;
  for (Node& node : expression.nodes) {
    if (node.children.size() != 2) continue;
    for (const int side : {0, 1}) {
      Node& quoted = expression.nodes[node.children[side]];
      if (quoted.kind != NodeKind::quoted) continue;
      quoted.number = value(expression, expression.nodes[node.children[1 - side]], quoted.text);
      quoted.kind = NodeKind::number;
      quoted.text.clear();
    }
  }
  return canonical(expression);
}

// What the label means on the scale of the issue that `scale` names, bare or in text(issue) or offered(issue).
double Canonical::value(const Expression& expression, const Node& scale, const std::string& label) const {
  const std::string& issue = scale.kind == NodeKind::call ? expression.nodes[scale.children[0]].text : scale.text;
  for (const Issue& candidate : scenario_.issues)
    if (candidate.name == issue)
      for (const IssueOption& option : candidate.options)
        if (option.label == label) return option.value;
  return 0;
}

std::string canonical_text(const Scenario& scenario) { return Canonical(scenario).write(); }

}  // namespace detente
