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

}  // namespace

bool lists(const Settings& settings, int party) {
  return settings.present && std::ranges::binary_search(*settings.present, party);
}

std::set<int> members(const Settings& settings, const Scenario& scenario, int stage) {
  std::set<int> parties = may_attend(scenario, stage);
  if (settings.present) std::erase_if(parties, [&](int party) { return !lists(settings, party); });
  return parties;
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

}  // namespace detente::single_text
