#include <fmt/format.h>

#include <algorithm>

#include "sim/core/floating_point.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/check_keys.h"
#include "sim/scenario/idle.h"
#include "sim/scenario/load.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/reader.h"

namespace detente {

Scenario Reader::read() {
  scenario_.name = text_in(document_, "name");
  scenario_.label = text_in(document_, "label");
  scenario_.notes = text_in(document_, "notes");
  scenario_.start = text_in(table_in(document_, "time"), "start");
  scenario_.provenance = {text_in(document_, "source"), text_in(document_, "confidence")};
  define_names();
  read_issues();
  read_parameters();
  read_variables();
  read_parties();
  read_links();
  read_shocks();
  read_stages();
  read_outcomes();
  read_events();
  read_observed();
  read_correlations();
  read_later(document_, KeyTree::root(), "", -1, false);
  if (!findings_.any() && findings_.unplayed().empty()) warn_about_idle(document_, scenario_, symbols_, findings_);
  scenario_.warnings = findings_.warnings();
  scenario_.unplayed = findings_.unplayed();
  scenario_.sources = findings_.sources();
  return std::move(scenario_);
}

// Tables are in order of key, so an index is a place in them.
void Reader::define_names() {
  for (const std::string_view section :
       {"issues", "parties", "stages", "parameters", "outcomes", "events", "variables", "shocks"})
    if (const TomlMember* member = document_.member(section)) sections_whole_ &= !member->value.broken;
  for (const TomlMember& member : document_.members)  // a misspelt [isues.aid] takes issues with it
    sections_whole_ &= KeyTree::root().child(member.key) != nullptr;
  const auto doubt = [&](const TomlMember& member) {
    if (member.value.broken || !is_scenario_name(member.key)) doubtful_.insert(member.key);
  };
  for (const TomlMember& member : table_in(document_, "issues").members) {
    issue_names_.push_back(member.key);
    doubt(member);
    scenario_.issues.emplace_back().name = member.key;
  }
  for (const TomlMember& member : table_in(document_, "parties").members) {
    party_names_.push_back(member.key);
    doubt(member);
    scenario_.parties.emplace_back().name = member.key;
  }
  for (const TomlMember& member : table_in(document_, "parameters").members) {
    doubt(member);
    scenario_.parameters.emplace_back().name = member.key;
    symbols_.parameters.push_back(member.key);
  }
  for (const TomlMember& member : table_in(document_, "variables").members) {
    doubt(member);
    scenario_.variables.emplace_back().name = member.key;
    symbols_.variables.push_back(member.key);
  }
  if (const TomlNode* shocks = document_.find("shocks"))
    for (const TomlNode& item : shocks->items) symbols_.shocks.push_back(text_in(item, "name"));
  for (const TomlMember& member : table_in(document_, "parties").members)
    if (const std::string community = text_in(member.value, "community"); !community.empty())
      communities_.insert(community);
  if (const TomlNode* stages = document_.find("stages"))
    for (const TomlNode& item : stages->items) stage_names_.push_back(text_in(item, "name"));
  symbols_.parties = party_names_;
  symbols_.stages = stage_names_;
  check_shared_names();
}

// Conditions use the names of issues, parameters and variables bare, beside the words of the language.
void Reader::check_shared_names() {
  for (const std::string_view section : {"issues", "parameters", "variables"}) {
    for (const TomlMember& member : table_in(document_, section).members) {
      if (!what_is(member.key, {}).empty())
        findings_.error(member.place, fmt::format("'{}' is a word of the condition language", member.key),
                        "choose another name");
      else if (section != "issues" && table_in(document_, "issues").member(member.key))
        findings_.error(member.place, fmt::format("'{}' is also the name of an issue", member.key),
                        "rename one of the two: conditions use both kinds of name bare");
      else if (section == "variables" && table_in(document_, "parameters").member(member.key))
        findings_.error(member.place, fmt::format("'{}' is also the name of a parameter", member.key),
                        "rename one of the two: conditions use both kinds of name bare");
      else
        continue;
      doubtful_.insert(member.key);
    }
  }
}

void Reader::read_links() {
  const TomlNode* links = document_.find("links");
  if (!links) return;
  std::map<std::string, const TomlNode*> by_name;
  for (const TomlNode& item : links->items) {
    const TomlNode* name = item.find("name");
    if (name && !by_name.emplace(name->text, &item).second)
      findings_.error(name->place, fmt::format("two links are called '{}'", name->text), "rename one of them");
  }
  for (const auto& [name, item] : by_name)
    scenario_.links.push_back({name, condition(item->find("never")).value_or(Rule{})});
}

void Reader::read_outcomes() {
  const TomlNode* outcomes = document_.find("outcomes");
  if (!outcomes) return;
  std::set<std::string> names;
  for (const TomlNode& item : outcomes->items) {
    const TomlNode* name = item.find("name");
    if (name && !names.insert(name->text).second)
      findings_.error(name->place, fmt::format("two outcomes are called '{}'", name->text), "rename one of them");
    scenario_.outcomes.push_back({name ? name->text : "", condition(item.find("when")).value_or(Rule{})});
  }
  const TomlNode* last = outcomes->items.empty() ? nullptr : outcomes->items.back().find("when");
  if (outcomes->items.empty())
    findings_.error(outcomes->place, "there are no outcomes", "add at least one whose condition is \"true\"");
  else if (!outcomes->cut && last && last->text != "true")
    findings_.error(last->place, "the last outcome must hold whatever happens",
                    "add an outcome with when = \"true\" at the end, so that every trial has exactly one outcome");
}

void Reader::read_events() {
  const TomlNode& events = table_in(document_, "events");
  for (const TomlMember& member : events.members)
    scenario_.events.push_back({member.key, condition(&member.value).value_or(Rule{})});
}

void Reader::read_observed() {
  std::vector<std::string> outcomes, events;
  for (const NamedRule& outcome : scenario_.outcomes) outcomes.push_back(outcome.name);
  for (const NamedRule& event : scenario_.events) events.push_back(event.name);
  Observed& observed = scenario_.observed;
  observed.events.resize(events.size());
  for (const TomlMember& member : table_in(document_, "observed").members) {
    if (member.value.broken || member.key == "issues") continue;
    const bool is_outcome = member.key == "outcome";
    const std::vector<std::string>& known = is_outcome ? outcomes : events;
    const std::string& sought = is_outcome ? member.value.text : member.key;
    const auto found = std::find(known.begin(), known.end(), sought);
    const int index = static_cast<int>(found - known.begin());
    if (found == known.end())
      unknown(is_outcome ? "outcome" : "event", sought, is_outcome ? member.value.place : member.place, known);
    else if (is_outcome)
      observed.outcome = index;
    else
      observed.events[index] = member.value.boolean;
  }
}

Scenario parse_scenario(const std::string& text, const std::string& file, const std::vector<std::string>& sets,
                        const SampleSource& samples) {
  const DefaultFloatingPoint floating_point;
  check_bounds(text, file);
  Findings findings(file, text);
  TomlNode document = parse_document(text, findings, file);
  spell_out_positions(document);
  for (const std::string& set : sets) apply_override(document, set, findings);
  std::set<std::string> names_cut = check_keys(document, findings);
  Scenario scenario = Reader(document, findings, std::move(names_cut), samples).read();
  findings.throw_if_any();
  return scenario;
}

}  // namespace detente
