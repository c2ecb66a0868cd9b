#include "sim/scenario/single_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/scenario/canonical.h"
#include "sim/scenario/idle_watcher.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/seats.h"

namespace detente::single_text {

namespace {

void read_decision(Reader& reader, Decision& decision, const TomlNode& node) {
  decision.rule = word_in(node, "rule", "stages.x.decision.rule", DecisionRule::consensus);
  if (const TomlNode* voters = node.find("voters")) {
    decision.voters = reader.sorted_parties(voters, "voters");
    if (voters->items.empty())
      reader.findings().error(voters->place, "nobody decides", "name at least one party, or leave 'voters' out");
  }
  decision.vetoes = reader.sorted_parties(node.find("vetoes"), "vetoes");
  if (const TomlNode* minus = node.find("minus")) decision.minus = static_cast<int>(minus->integer);
  if (const TomlNode* share = node.find("share")) decision.share = share->number();
}

void read_tabled(Reader& reader, Settings& settings, const Stage& stage, const TomlNode& node) {
  settings.tabled.resize(stage.issues.size());
  for (const TomlMember& member : table_in(node, "tabled").members) {
    const int index = reader.issue(member.key, member.place);
    const auto place = std::find(stage.issues.begin(), stage.issues.end(), index);
    if (index >= 0 && place == stage.issues.end())
      reader.findings().error(member.place, fmt::format("'{}' is not among the issues of this stage", member.key),
                              "add it to 'issues' or leave it out here");
    std::optional<Rule> made = reader.condition(&member.value);
    if (index >= 0 && place != stage.issues.end()) settings.tabled[place - stage.issues.begin()] = std::move(made);
  }
}

// An issue whose controller is not there.
void watch_controllers(IdleWatcher& watcher, int index) {
  const Scenario& scenario = watcher.scenario();
  const Stage& stage = scenario.stages[index];
  for (const int issue : stage.issues)
    for (const int controller : scenario.issues[issue].controllers)
      if (!watcher.sits(controller, index) && !scenario.parties[controller].what_if)
        watcher.warn(
            watcher.in_stage(index, {"issues"}, scenario.issues[issue].name),
            fmt::format("'{}' cannot leave its reversion in '{}': its controller '{}' never sits there",
                        scenario.issues[issue].name, stage.name, watcher.name(controller)),
            "let the controller sit there, or leave the issue out; what-if = true on the controller says that it is "
            "meant");
}

void watch_decider(IdleWatcher& watcher, const Settings& settings, int index, std::string_view key, int party) {
  const Scenario& scenario = watcher.scenario();
  const Stage& stage = scenario.stages[index];
  if (scenario.parties[party].what_if) return;
  const Place where = watcher.in_stage(index, {"decision", key}, watcher.name(party));
  if (party == settings.mediator)
    watcher.warn(where,
                 fmt::format("'{}' is among the {} of '{}' but mediates it, so its vote does not count",
                             watcher.name(party), key, stage.name),
                 "leave it out here");
  else if (!watcher.members(index).contains(party))
    watcher.warn(where,
                 fmt::format("'{}' is among the {} but can never sit in '{}'", watcher.name(party), key, stage.name),
                 "let it sit there, or leave it out here");
  else if (!watcher.weighs(party, stage) && scenario.parties[party].principal < 0)
    watcher.warn(where,
                 fmt::format("'{}' decides in '{}' but has no position on its issues: it accepts anything",
                             watcher.name(party), stage.name),
                 "give it a position, or leave it out here");
}

}  // namespace

std::set<int> members(const Settings& settings, const Scenario& scenario, int stage) {
  if (settings.present) return {settings.present->begin(), settings.present->end()};
  return may_attend(scenario, stage);
}

bool lists(const Settings& settings, int party) {
  return settings.present && std::ranges::binary_search(*settings.present, party);
}

void read_settings(Reader& reader, Settings& settings, const Stage& stage, const TomlNode& node) {
  reader.check_searched(stage, node);
  if (const TomlNode* mediator = node.find("mediator")) settings.mediator = reader.party(*mediator);
  if (const TomlNode* present = node.find("present")) {
    settings.present = reader.sorted_parties(present, "present");
    if (present->items.empty())
      reader.findings().error(present->place, "nobody is present", "name at least one party, or leave 'present' out");
  }
  settings.aims_at = word_in(node, "aims-at", "stages.x.aims-at", AimsAt::reservations);
  settings.aims_at_defaulted = !node.find("aims-at");
  settings.decision_defaulted = !node.find("decision");
  read_tabled(reader, settings, stage, node);
  read_decision(reader, settings.decision, table_in(node, "decision"));
}

std::string settings_of_issue(const Canonical& canonical, const Settings& settings, std::size_t place) {
  return settings.tabled[place] ? " tabled " + canonical.text(*settings.tabled[place]) : "";
}

void write_settings(Canonical& canonical, const Settings& settings) {
  const Decision& decision = settings.decision;
  canonical.line("  mediator {} present [{}] aims-at {}", canonical.name(settings.mediator),
                 settings.present ? canonical.names(*settings.present) : "default",
                 Canonical::word("stages.x.aims-at", settings.aims_at));
  canonical.line("  decision {} voters [{}] vetoes [{}] minus {} share {}",
                 Canonical::word("stages.x.decision.rule", decision.rule),
                 decision.voters ? canonical.names(*decision.voters) : "default", canonical.names(decision.vetoes),
                 decision.minus, decision.share);
}

void add_reads(IdleWatcher& watcher, const Settings& settings) {
  for (const std::optional<Rule>& tabled : settings.tabled)
    if (tabled) watcher.read(*tabled);
}

void watch_settings(IdleWatcher& watcher, const Settings& settings, int index) {
  watch_controllers(watcher, index);
  const Decision& decision = settings.decision;
  for (const auto& [key, parties] :
       {std::pair{"voters", decision.voters.value_or(std::vector<int>{})}, std::pair{"vetoes", decision.vetoes}})
    for (const int party : parties) watch_decider(watcher, settings, index, key, party);
}

}  // namespace detente::single_text
