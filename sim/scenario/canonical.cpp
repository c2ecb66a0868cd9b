// The digest is taken over this text, so it must hold everything that enters a run and nothing else: no labels, sources
// or notes, no order of tables. Options appear as numbers, in conditions too.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include "sim/scenario/load.h"
#include "sim/scenario/reader.h"

namespace detente {

namespace {

class Canonical {
 public:
  explicit Canonical(const Scenario& scenario) : scenario_(scenario) {}

  std::string write() {
    line("format 1");
    for (const Issue& issue : scenario_.issues) write(issue);
    for (const Parameter& parameter : scenario_.parameters)
      line("parameter {} {}", parameter.name, text(parameter.value));
    for (const Variable& variable : scenario_.variables) write(variable);
    for (const Shock& shock : scenario_.shocks) write(shock);
    for (const Party& party : scenario_.parties) write(party);
    for (const Link& link : scenario_.links) line("link {} {}", link.name, text(link.never));
    for (const Stage& stage : scenario_.stages) write(stage);
    for (const NamedRule& outcome : scenario_.outcomes) line("outcome {}", text(outcome.rule));
    for (const NamedRule& event : scenario_.events) line("event {}", text(event.rule));
    return std::move(text_);
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    text_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
  }

  void write(const Issue& issue) {
    line("issue {}", issue.name);
    for (const IssueOption& option : issue.options) line("  option {}", option.value);
    line("  reversion {} norm-floor {}", issue.reversion, issue.norm_floor);
    line("  controllers [{}] trust {}", names(issue.controllers), text(issue.trust));
  }

  void write(const Variable& variable) {
    line("variable {} initial {} within {}..{}", variable.name, text(variable.initial), variable.min, variable.max);
    if (variable.kind == ProcessKind::ar1)
      line("  ar1 mean {} phi {} sd {} per {} days", text(variable.mean), variable.phi, text(variable.sd),
           variable.period_days);
    if (variable.kind == ProcessKind::random_walk)
      line("  random-walk drift {} sd {} per {} days", text(variable.drift), text(variable.sd), variable.period_days);
  }

  void write(const Shock& shock) {
    line("shock {} chance {} per {} days when {} once {}", shock.name, text(shock.chance), shock.period_days,
         shock.when ? text(*shock.when) : "true", shock.once);
    for (const Effect& effect : shock.effects)
      line("  {} {} {}", spelling(effect.kind), scenario_.variables[effect.variable].name, effect.number);
  }

  void write(const Party& party) {
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
    for (const Precondition& demand : party.preconditions)
      line("  precondition {} {} firmness {} independent {}", demand.name, text(demand.requires_rule),
           text(demand.firmness), demand.independent);
    line("  tactic {} {} beta {} start {}", word("parties.x.tactic.kind", party.tactic.kind),
         word("parties.x.tactic.curve", party.tactic.curve), text(party.tactic.beta), text(party.tactic.start));
  }

  void write(const Stage& stage) {
    line("stage {} protocol {} requires {}", stage.name, word("stages.x.protocol", stage.protocol),
         stage.requires_rule ? text(*stage.requires_rule) : "true");
    line("  rounds {} of {} days, changes {}", stage.rounds, stage.round_days, stage.changes);
    for (std::size_t i = 0; i < stage.issues.size(); ++i) {
      line("  issue {}{}{}", scenario_.issues[stage.issues[i]].name,
           i < stage.offer.size() ? fmt::format(" offer {}", stage.offer[i]) : "",
           i < stage.tabled.size() && stage.tabled[i] ? " tabled " + text(*stage.tabled[i]) : "");
    }
    switch (stage.protocol) {
      case Protocol::participation:
        return write_participation(stage);
      case Protocol::single_text:
        return write_single_text(stage);
    }
  }

  void write_participation(const Stage& stage) {
    line("  convenor {} invited [{}] wanted [{}] keep [{}]", name(stage.convenor), names(stage.invited),
         names(stage.wanted), stage.keep ? names(*stage.keep) : "default");
  }

  void write_single_text(const Stage& stage) {
    const Decision& decision = stage.decision;
    line("  mediator {} present [{}] aims-at {}", name(stage.mediator),
         stage.present ? names(*stage.present) : "default", word("stages.x.aims-at", stage.aims_at));
    line("  decision {} voters [{}] vetoes [{}] minus {} share {}", word("stages.x.decision.rule", decision.rule),
         decision.voters ? names(*decision.voters) : "default", names(decision.vetoes), decision.minus, decision.share);
  }

  template <class Enumeration>
  static std::string word(std::string_view address, Enumeration value) {
    return words_of(address)[static_cast<std::size_t>(value)];
  }

  std::string name(int party) const { return party < 0 ? "-" : scenario_.parties[party].name; }
  std::string names(const std::vector<int>& parties) const {
    std::vector<std::string> list;
    for (const int party : parties) list.push_back(name(party));
    return fmt::format("{}", fmt::join(list, " "));
  }

  std::string text(const Number& number) const {
    return number.expression ? text(*number.expression) : text(number.distribution);
  }

  static std::string text(const Distribution& d) {
    if (d.family == Family::exact) return fmt::format("{}", d.parameters[0]);
    std::string written =
        fmt::format("{}({}", family_name(d.family), fmt::join(d.values.empty() ? d.parameters : d.values, " "));
    if (!d.weights.empty()) written += fmt::format("; weights {}", fmt::join(d.weights, " "));
    if (std::isfinite(d.min) || std::isfinite(d.max)) written += fmt::format("; within {}..{}", d.min, d.max);
    return written + ")";
  }

  // The condition with each option written as its number.
  std::string text(const Rule& rule) const {
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
  double value(const Expression& expression, const Node& scale, const std::string& label) const {
    const std::string& issue = scale.kind == NodeKind::call ? expression.nodes[scale.children[0]].text : scale.text;
    for (const Issue& candidate : scenario_.issues)
      if (candidate.name == issue)
        for (const IssueOption& option : candidate.options)
          if (option.label == label) return option.value;
    return 0;
  }

  const Scenario& scenario_;
  std::string text_;
};

}  // namespace

std::string canonical_text(const Scenario& scenario) { return Canonical(scenario).write(); }

}  // namespace detente
