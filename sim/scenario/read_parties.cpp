#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/reader.h"

namespace detente {

namespace {

Voice default_voice(Role role) {
  switch (role) {
    case Role::excluded:
      return Voice::none;
    case Role::observer:
    case Role::civil_society:
    case Role::mediator:
    case Role::convenor:
      return Voice::heard;
    default:
      return Voice::full;
  }
}

}  // namespace

void Reader::read_parties() {
  const TomlNode& table = table_in(document_, "parties");
  for (std::size_t i = 0; i < scenario_.parties.size(); ++i) read_party(scenario_.parties[i], table.members[i].value);
  check_principals();
}

void Reader::read_party(Party& party, const TomlNode& node) {
  const std::string address = "parties." + address_part(party.name);
  party.label = text_in(node, "label");
  party.role = word_in(node, "role", address + ".role", Role::envoy);
  party.voice_defaulted = !node.find("voice");
  party.voice = word_in(node, "voice", address + ".voice", default_voice(party.role));
  party.influence = number(node, "influence", address + ".influence");
  party.reservation = number(node, "reservation", address + ".reservation");
  party.stay_out = number(node, "stay-out", address + ".stay-out");
  for (const TomlMember& member : table_in(node, "positions").members) read_position(party, member);
  party.never = conditions(node.find("never"));
  const TomlNode& preconditions = table_in(node, "preconditions");
  for (const TomlMember& member : preconditions.members) read_precondition(party, member);
  read_tactic(party, node.find("tactic"));
  if (const TomlNode* what_if = node.find("what-if")) party.what_if = what_if->boolean;
  if (const TomlNode* principal = node.find("principal")) party.principal = this->party(*principal);
}

void Reader::read_position(Party& party, const TomlMember& member) {
  const int issue = this->issue(member.key, member.place);
  if (issue < 0 || member.value.broken) return;
  const std::string address = "parties." + address_part(party.name) + ".positions." + address_part(member.key);
  Position& position = party.positions.emplace_back();
  position.issue = issue;
  position.ideal = number(member.value, "ideal", address + ".ideal", scenario_.provenance, issue);
  position.salience = number(member.value, "salience", address + ".salience");
  if (const TomlMember* line = member.value.member("red-line"); line && !line->value.broken)
    position.red_line = read_red_line(line->value, issue, address + ".red-line", line->place);
}

RedLine Reader::read_red_line(const TomlNode& node, int issue, const std::string& address, const Place& place) {
  RedLine line;
  line.at_least = scenario_.issues[issue].low;
  line.at_most = scenario_.issues[issue].high;
  line.firmness = number(node, "firmness", address + ".firmness");
  if (!node.member("at-least") && !node.member("at-most"))
    findings_.error(place, "this red line allows everything",
                    "add 'at-least' or 'at-most': they name what the party still allows");
  const TomlNode* least = node.find("at-least");
  const TomlNode* most = node.find("at-most");
  if (least) line.at_least = level(*least, issue);
  if (most) line.at_most = level(*most, issue);
  const Issue& subject = scenario_.issues[issue];
  const auto allows_any = [&] {
    for (int index = 0; index < subject.size(); ++index)
      if (subject.value(index) >= line.at_least && subject.value(index) <= line.at_most) return true;
    return false;
  };
  const bool known =
      !std::isnan(line.at_least) && !std::isnan(line.at_most) && !doubtful_.contains(scenario_.issues[issue].name);
  if (known && subject.size() > 0 && !allows_any())
    findings_.error(place, fmt::format("this red line allows no option of '{}'", scenario_.issues[issue].name),
                    "'at-least' and 'at-most' name what is allowed, not what is forbidden");
  return line;
}

void Reader::read_precondition(Party& party, const TomlMember& member) {
  const std::string address = "parties." + address_part(party.name) + ".preconditions." + address_part(member.key);
  const TomlNode& node = member.value;
  Precondition& precondition = party.preconditions.emplace_back();
  precondition.name = member.key;
  precondition.label = text_in(node, "label");
  precondition.requires_rule = condition(node.find("requires"), {.round = true}).value_or(Rule{});
  Provenance provenance = scenario_.provenance;
  if (node.find("source")) provenance.source = text_in(node, "source");
  precondition.firmness = number(node, "firmness", address + ".firmness", provenance);
  if (const TomlNode* independent = node.find("independent")) precondition.independent = independent->boolean;
}

void Reader::read_tactic(Party& party, const TomlNode* node) {
  static const TomlNode none;
  const std::string address = "parties." + address_part(party.name) + ".tactic";
  Tactic& tactic = party.tactic;
  tactic.defaulted = node == nullptr;
  const TomlNode& table = node ? *node : none;
  tactic.kind = word_in(table, "kind", address + ".kind", TacticKind::time_dependent);
  tactic.curve = word_in(table, "curve", address + ".curve", TacticCurve::polynomial);
  tactic.beta = number(table, "beta", address + ".beta");
  tactic.start = number(table, "start", address + ".start");
  if (tactic.curve == TacticCurve::exponential && least(tactic.start.distribution) <= 0)
    findings_.error(node->member("start") ? node->member("start")->place : node->member("curve")->place,
                    "an exponential curve cannot start at 0",
                    "give 'start' a number above 0, such as 0.05, or use curve = \"poly\"");
}

// Who instructs whom must end somewhere.
void Reader::check_principals() {
  const std::vector<Party>& parties = scenario_.parties;
  const TomlNode& table = table_in(document_, "parties");
  for (std::size_t i = 0; i < parties.size(); ++i) {
    int above = parties[i].principal;
    for (std::size_t steps = 0; above >= 0 && above != static_cast<int>(i) && steps < parties.size(); ++steps)
      above = parties[above].principal;
    if (above == static_cast<int>(i))
      findings_.error(table.members[i].value.find("principal")->place,
                      parties[i].principal == above
                          ? fmt::format("'{}' instructs itself", parties[i].name)
                          : fmt::format("in the end '{}' would instruct itself", parties[i].name),
                      "a chain of principals must end with a party that has none");
  }
}

}  // namespace detente
