#include "sim/scenario/idle.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/idle_watcher.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/seats.h"

namespace detente {

void IdleWatcher::run() {
  for (int stage = 0; stage < stage_count(); ++stage) seat(stage);
  find_reads();
  watch_parameters();
  watch_issues();
  for (int party = 0; party < party_count(); ++party) watch_party(party);
  for (int stage = 0; stage < stage_count(); ++stage)
    std::visit([&](const auto& settings) { watch_settings(*this, settings, stage); }, scenario_.stages[stage].settings);
  watch_outcomes();
}

Place IdleWatcher::place(std::initializer_list<std::string_view> path) const {
  const TomlNode* node = &document_;
  Place found;
  for (const std::string_view part : path) {
    const TomlMember* member = node->member(part);
    if (!member) break;
    found = member->place;
    node = &member->value;
  }
  return found;
}

Place IdleWatcher::in_stage(int stage, std::initializer_list<std::string_view> path, std::string_view item) const {
  const TomlNode* node = &stage_node(stage);
  Place found = node->find("name") ? node->find("name")->place : node->place;
  for (const std::string_view part : path) {
    const TomlMember* member = node->member(part);
    if (!member) return found;
    found = member->place;
    node = &member->value;
  }
  for (const TomlNode& each : node->items)
    if (each.text == item) return each.place;
  return found;
}

bool IdleWatcher::states(int party, std::string_view key) const {
  return document_.find("parties")->find(name(party))->member(key) != nullptr;
}

// Whose utility a stage needs: of those who may sit in it, of their principals and of whoever leads it.
void IdleWatcher::seat(int stage) {
  std::set<int> rows = members_.emplace_back(detente::members(scenario_, stage));
  if (const int leading = leader(scenario_.stages[stage]); leading >= 0) rows.insert(leading);
  for (const int party : std::set<int>(rows))
    for (int above = scenario_.parties[party].principal; above >= 0; above = scenario_.parties[above].principal)
      rows.insert(above);
  rows_.push_back(std::move(rows));
}

void IdleWatcher::find_reads() {
  for (const Party& party : scenario_.parties) {
    for (const Number* number : {&party.influence, &party.reservation, &party.stay_out}) read(*number);
    for (const Position& position : party.positions) {
      read(position.ideal);
      read(position.salience);
      if (position.red_line) read(position.red_line->firmness);
    }
    for (const Rule& never : party.never) read(never);
    for (const Precondition& precondition : party.preconditions) {
      read(precondition.requires_rule);
      read(precondition.firmness);
    }
  }
  for (const Issue& issue : scenario_.issues) read(issue.trust);
  for (const Link& link : scenario_.links) read(link.never);
  for (const Variable& variable : scenario_.variables)
    for (const Number* number : {&variable.mean, &variable.drift, &variable.sd}) read(*number);
  for (const Shock& shock : scenario_.shocks) {
    read(shock.chance);
    if (shock.when) read(*shock.when);
  }
  for (const Stage& stage : scenario_.stages) {
    if (stage.requires_rule) read(*stage.requires_rule);
    std::visit([&](const auto& settings) { add_reads(*this, settings); }, stage.settings);
  }
  for (const std::vector<NamedRule>* rules : {&scenario_.outcomes, &scenario_.events})
    for (const NamedRule& each : *rules) read(each.rule);
}

void IdleWatcher::watch_parameters() {
  for (std::size_t i = 0; i < scenario_.parameters.size(); ++i) {
    const std::string& parameter = scenario_.parameters[i].name;
    if (!numbers_read_.contains(slots_.parameter(static_cast<int>(i))))
      warn(place({"parameters", parameter}), fmt::format("nothing reads the parameter '{}'", parameter),
           "use it in an expression or a condition, or leave it out");
  }
}

bool IdleWatcher::moves(int issue) const {
  const auto settles = [&](const Stage& stage) { return contains(stage.issues, issue); };
  const auto strikes = [&](const Shock& shock) {
    return std::ranges::any_of(shock.effects, [&](const Effect& effect) { return effect.issue == issue; });
  };
  return std::ranges::any_of(scenario_.stages, settles) || std::ranges::any_of(scenario_.shocks, strikes);
}

void IdleWatcher::watch_issues() {
  for (std::size_t issue = 0; issue < scenario_.issues.size(); ++issue)
    if (!moves(static_cast<int>(issue)))
      warn(place({"issues", scenario_.issues[issue].name}),
           fmt::format("no stage settles '{}', so it stays at its reversion", scenario_.issues[issue].name),
           "add it to the 'issues' of a stage, or leave it out");
}

bool IdleWatcher::is_guest(int party, int stage) const {
  const Stage& stated = scenario_.stages[stage];
  return sits(party, stage) && convenes(stated) && leader(stated) != party;
}

bool IdleWatcher::weighs(int party, const Stage& stage) const {
  const std::vector<Position>& positions = scenario_.parties[party].positions;
  return std::any_of(positions.begin(), positions.end(), [&](const Position& position) {
    const bool none = position.salience.exact() && position.salience.distribution.parameters[0] == 0;
    return !none && contains(stage.issues, position.issue);
  });
}

void IdleWatcher::watch_party(int party) {
  const Party& stated = scenario_.parties[party];
  if (stated.what_if) return;
  const bool read_at_end = numbers_read_.contains(slots_.utility(party));
  if (!read_at_end && !in_a_stage([&](int stage) { return sits(party, stage); })) {
    warn(place({"parties", stated.name}),
         fmt::format("'{}' sits in no stage and instructs nobody who does", stated.name),
         "invite it, leave it out, or mark it with what-if = true if it is there to be invited by --set");
    return;
  }
  for (const Position& position : stated.positions) watch_position(party, position, read_at_end);
  const bool invited = in_a_stage([&](int stage) { return is_guest(party, stage); });
  const bool bargaining = in_a_stage([&](int stage) { return sits(party, stage) && !is_guest(party, stage); });
  if (states(party, "stay-out") && !invited)
    warn(place({"parties", stated.name, "stay-out"}),
         fmt::format("nothing reads 'stay-out': '{}' is never invited", stated.name),
         "leave it out, or invite the party");
  for (const Precondition& precondition : stated.preconditions) watch_precondition(party, precondition, invited);
  for (const std::string_view key : {"reservation", "tactic"})
    if (states(party, key) && !bargaining &&
        !(key == "reservation" && numbers_read_.contains(slots_.reservation(party))))
      warn(place({"parties", stated.name, key}),
           fmt::format("nothing reads '{}': '{}' sits in no stage where it would bargain", key, stated.name),
           "leave it out");
}

void IdleWatcher::watch_position(int party, const Position& position, bool read_at_end) {
  const std::string& issue = scenario_.issues[position.issue].name;
  const bool used = read_at_end || in_a_stage([&](int stage) {
                      return sits(party, stage) && contains(scenario_.stages[stage].issues, position.issue);
                    });
  if (!used && moves(position.issue))
    warn(place({"parties", name(party), "positions", issue}),
         fmt::format("this position counts in no trial: no stage in which '{}' sits settles '{}'", name(party), issue),
         "leave it out, or add the issue to such a stage");
}

// What conditions may read while a stage is convened: terms are open, and it is known who may come.
Domains IdleWatcher::domains_in(int stage) const {
  Domains domains = domains_anywhere();
  for (int party = 0; party < party_count(); ++party) {
    std::vector<bool>& attends = domains.flags[slots_.attends(party)];
    if (leader(scenario_.stages[stage]) == party && !scenario_.parties[party].what_if) attends = {true};
  }
  return domains;
}

Domains IdleWatcher::domains_anywhere() const {
  Domains domains;
  domains.numbers.resize(slots_.number_count());
  domains.flags.assign(slots_.flag_count(), {false, true});
  for (int issue = 0; issue < static_cast<int>(scenario_.issues.size()); ++issue) {
    std::vector<double> values;
    const Issue& subject = scenario_.issues[issue];
    if (moves(issue)) {
      if (subject.size() <= limits::searched_values)
        for (int index = 0; index < subject.size(); ++index) values.push_back(subject.value(index));
    } else if (subject.size() > 0) {
      values.push_back(subject.value(subject.reversion));
    }
    for (const int slot : {slots_.in_force(issue), slots_.text(issue), slots_.offered(issue)})
      domains.numbers[slot] = values;
  }
  for (int parameter = 0; parameter < static_cast<int>(scenario_.parameters.size()); ++parameter)
    if (const Number& number = scenario_.parameters[parameter].value; number.exact())
      domains.numbers[slots_.parameter(parameter)] = number.distribution.parameters;
  for (int stage = 0; stage < stage_count(); ++stage)
    if (scenario_.stages[stage].issues.empty()) domains.flags[slots_.agreed(stage)] = {false};
  for (int party = 0; party < party_count(); ++party) {
    if (scenario_.parties[party].what_if || is_invited(scenario_, party)) continue;
    if (attends_from_start(scenario_, party))
      domains.flags[slots_.attends(party)] = {true};
    else if (!is_convenor(scenario_, party))
      domains.flags[slots_.attends(party)] = {false};
  }
  return domains;
}

void IdleWatcher::watch_precondition(int party, const Precondition& precondition, bool invited) {
  const Place where = place({"parties", name(party), "preconditions", precondition.name});
  if (!invited)
    return warn(where, fmt::format("nothing reads this precondition: '{}' is never invited", name(party)),
                "leave it out, or invite the party");
  for (int stage = 0; stage < stage_count(); ++stage) {
    if (!is_guest(party, stage)) continue;
    if (!always_.holds({&precondition.requires_rule.program}, domains_in(stage),
                       [](const std::vector<bool>& values) { return values[0]; }))
      return;
  }
  warn(where, fmt::format("the precondition '{}' cannot fail: its condition always holds", precondition.name),
       "correct its condition or leave it out");
}

void IdleWatcher::watch_outcomes() {
  const Domains domains = domains_anywhere();
  const std::vector<NamedRule>& outcomes = scenario_.outcomes;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Place where = document_.find("outcomes")->items[i].find("when")->place;
    const std::string cause = fmt::format("the outcome '{}' cannot be reached", outcomes[i].name);
    const Program& condition = outcomes[i].rule.program;
    if (always_.holds({&condition}, domains, [](const std::vector<bool>& values) { return !values[0]; })) {
      warn(where, cause + ": its condition never holds", "correct its condition or leave it out");
      continue;
    }
    for (std::size_t earlier = 0; earlier < i; ++earlier) {
      const bool shadowed = outcomes[earlier].rule.text == outcomes[i].rule.text ||
                            always_.holds({&outcomes[earlier].rule.program, &condition}, domains,
                                          [](const std::vector<bool>& values) { return values[0] || !values[1]; });
      if (!shadowed) continue;
      warn(where, fmt::format("{}: whenever it holds, '{}' above holds too", cause, outcomes[earlier].name),
           "outcomes are tried in order: move it up, correct it or leave it out");
      break;
    }
  }
}

void warn_about_idle(const TomlNode& document, const Scenario& scenario, const Symbols& symbols, Findings& findings) {
  IdleWatcher(document, scenario, symbols, findings).run();
}

}  // namespace detente
