#include "sim/scenario/single_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/scenario/canonical.h"
#include "sim/scenario/idle_watcher.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/seats.h"

namespace detente {

std::set<int> single_text::members(const Settings& settings, const Scenario& scenario, int stage) {
  if (settings.present) return {settings.present->begin(), settings.present->end()};
  return may_attend(scenario, stage);
}

bool single_text::lists(const Settings& settings, int party) {
  return settings.present && std::ranges::binary_search(*settings.present, party);
}

void Reader::read(single_text::Settings& settings, const Stage& stage, const TomlNode& node) {
  if (const TomlNode* mediator = node.find("mediator")) settings.mediator = party(*mediator);
  if (const TomlNode* present = node.find("present")) {
    settings.present = sorted_parties(present, "present");
    if (present->items.empty())
      findings_.error(present->place, "nobody is present", "name at least one party, or leave 'present' out");
  }
  settings.aims_at = word_in(node, "aims-at", "stages.x.aims-at", AimsAt::reservations);
  settings.aims_at_defaulted = !node.find("aims-at");
  settings.decision_defaulted = !node.find("decision");
  read_tabled(settings, stage, node);
  read_decision(settings.decision, table_in(node, "decision"));
}

void Reader::read_decision(Decision& decision, const TomlNode& node) {
  decision.rule = word_in(node, "rule", "stages.x.decision.rule", DecisionRule::consensus);
  if (const TomlNode* voters = node.find("voters")) {
    decision.voters = sorted_parties(voters, "voters");
    if (voters->items.empty())
      findings_.error(voters->place, "nobody decides", "name at least one party, or leave 'voters' out");
  }
  decision.vetoes = sorted_parties(node.find("vetoes"), "vetoes");
  if (const TomlNode* minus = node.find("minus")) decision.minus = static_cast<int>(minus->integer);
  if (const TomlNode* share = node.find("share")) decision.share = share->number();
}

void Reader::read_tabled(single_text::Settings& settings, const Stage& stage, const TomlNode& node) {
  settings.tabled.resize(stage.issues.size());
  for (const TomlMember& member : table_in(node, "tabled").members) {
    const int index = issue(member.key, member.place);
    const auto place = std::find(stage.issues.begin(), stage.issues.end(), index);
    if (index >= 0 && place == stage.issues.end())
      findings_.error(member.place, fmt::format("'{}' is not among the issues of this stage", member.key),
                      "add it to 'issues' or leave it out here");
    std::optional<Rule> made = condition(&member.value);
    if (index >= 0 && place != stage.issues.end()) settings.tabled[place - stage.issues.begin()] = std::move(made);
  }
}

std::string Canonical::of_issue(const single_text::Settings& settings, std::size_t place) const {
  return settings.tabled[place] ? " tabled " + text(*settings.tabled[place]) : "";
}

void Canonical::write(const single_text::Settings& settings) {
  const Decision& decision = settings.decision;
  line("  mediator {} present [{}] aims-at {}", name(settings.mediator),
       settings.present ? names(*settings.present) : "default", word("stages.x.aims-at", settings.aims_at));
  line("  decision {} voters [{}] vetoes [{}] minus {} share {}", word("stages.x.decision.rule", decision.rule),
       decision.voters ? names(*decision.voters) : "default", names(decision.vetoes), decision.minus, decision.share);
}

void IdleWatcher::read(const single_text::Settings& settings) {
  for (const std::optional<Rule>& tabled : settings.tabled)
    if (tabled) read(*tabled);
}

void IdleWatcher::watch(const single_text::Settings& settings, int index) {
  watch_controllers(index);
  const Decision& decision = settings.decision;
  for (const auto& [key, parties] :
       {std::pair{"voters", decision.voters.value_or(std::vector<int>{})}, std::pair{"vetoes", decision.vetoes}})
    for (const int party : parties) watch_decider(settings, index, key, party);
}

// An issue whose controller is not there.
void IdleWatcher::watch_controllers(int index) {
  const Stage& stage = scenario_.stages[index];
  for (const int issue : stage.issues)
    for (const int controller : scenario_.issues[issue].controllers)
      if (!sits(controller, index) && !scenario_.parties[controller].what_if)
        warn(in_stage(index, {"issues"}, scenario_.issues[issue].name),
             fmt::format("'{}' cannot leave its reversion in '{}': its controller '{}' never sits there",
                         scenario_.issues[issue].name, stage.name, name(controller)),
             "let the controller sit there, or leave the issue out; what-if = true on the controller says that it is "
             "meant");
}

void IdleWatcher::watch_decider(const single_text::Settings& settings, int index, std::string_view key, int party) {
  const Stage& stage = scenario_.stages[index];
  if (scenario_.parties[party].what_if) return;
  const Place where = in_stage(index, {"decision", key}, name(party));
  if (party == settings.mediator)
    warn(where,
         fmt::format("'{}' is among the {} of '{}' but mediates it, so its vote does not count", name(party), key,
                     stage.name),
         "leave it out here");
  else if (!members_[index].contains(party))
    warn(where, fmt::format("'{}' is among the {} but can never sit in '{}'", name(party), key, stage.name),
         "let it sit there, or leave it out here");
  else if (!weighs(party, stage) && scenario_.parties[party].principal < 0)
    warn(where,
         fmt::format("'{}' decides in '{}' but has no position on its issues: it accepts anything", name(party),
                     stage.name),
         "give it a position, or leave it out here");
}

}  // namespace detente
