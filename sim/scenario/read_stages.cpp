#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

namespace {

bool contains(const std::vector<int>& list, int value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

void Reader::read_stages() {
  const TomlNode* stages = document_.find("stages");
  if (!stages) return;
  if (stages->items.empty()) findings_.error(stages->place, "there are no stages", "add at least one [[stages]]");
  std::set<std::string> names;
  for (const TomlNode& item : stages->items) {
    if (item.broken) continue;
    const TomlNode* name = item.find("name");
    if (name && !names.insert(name->text).second)
      findings_.error(name->place, fmt::format("two stages are called '{}'", name->text), "rename one of them");
    read_stage(scenario_.stages.emplace_back(), item);
  }
}

void Reader::read_stage(Stage& stage, const TomlNode& node) {
  stage.name = text_in(node, "name");
  stage.label = text_in(node, "label");
  stage.requires_rule = condition(node.find("requires"));
  if (const TomlNode* issues = node.find("issues")) {
    for (const TomlNode& item : issues->items) {
      if (item.broken) continue;
      const int index = issue(item.text, item.place);
      if (index >= 0 && contains(stage.issues, index))
        findings_.error(item.place, fmt::format("'{}' is named twice in 'issues'", item.text), "name it once");
      else if (index >= 0)
        stage.issues.push_back(index);
    }
    std::sort(stage.issues.begin(), stage.issues.end());
    if (issues->items.empty())
      findings_.error(issues->place, "this stage is about no issue", "name at least one issue");
  }
  if (const TomlNode* rounds = node.find("rounds")) stage.rounds = static_cast<int>(rounds->integer);
  if (const TomlNode* changes = node.find("changes")) stage.changes = static_cast<int>(changes->integer);
  if (const TomlNode* length = node.find("round-length")) stage.round_days = read_days(*length);
  const TomlNode* protocol = node.find("protocol");
  stage.played = protocol && !is_later_word(row_at("stages.x.protocol"), protocol->text);
  if (!stage.played) return;
  stage.protocol = word_in(node, "protocol", "stages.x.protocol", Protocol::single_text);
  switch (stage.protocol) {
    case Protocol::participation:
      return read_participation(stage, node);
    case Protocol::single_text:
      return read_single_text(stage, node);
  }
}

// "2 weeks"; the plural is optional.
double Reader::read_days(const TomlNode& length) {
  double count = 0;
  const char* const end = length.text.data() + length.text.size();
  const auto [rest, error] = std::from_chars(length.text.data(), end, count);
  std::string_view unit(rest, end - rest);
  if (unit.ends_with('s')) unit.remove_suffix(1);
  const double days = unit.starts_with(' ') ? days_of(unit.substr(1)) : 0;
  if (error == std::errc() && count > 0 && count <= 1000 && days > 0) return count * days;
  findings_.error(length.place, fmt::format("'{}' is not a length of time", length.text),
                  "write a number up to 1000 and hours, days, weeks, months, quarters or years, as in \"2 weeks\"");
  return 30.4375;
}

void Reader::read_participation(Stage& stage, const TomlNode& node) {
  if (const TomlNode* convenor = node.find("convenor")) stage.convenor = party(*convenor);
  stage.invited = parties(node.find("invited"), "invited");
  stage.wanted = sorted_parties(node.find("wanted"), "wanted");
  if (const TomlNode* keep = node.find("keep")) stage.keep = sorted_parties(keep, "keep");
  if (const TomlNode* invited = node.find("invited")) {
    if (invited->items.empty()) findings_.error(invited->place, "nobody is invited", "invite at least one party");
    for (const TomlNode& item : invited->items)
      if (stage.convenor >= 0 && item.text == party_names_[stage.convenor])
        findings_.error(item.place, "the convenor invites itself", "leave it out: the convenor is there anyway");
    for (const std::string_view list : {"wanted", "keep"})
      if (const TomlNode* names = node.find(list))
        for (const TomlNode& item : names->items) {
          const int index = index_of(party_names_, item.text);
          if (index >= 0 && !contains(stage.invited, index))
            findings_.error(item.place, fmt::format("'{}' is in '{}' but not invited", item.text, list),
                            "add it to 'invited' or leave it out here");
        }
  }
  long long packages = 1;
  for (const int issue : stage.issues) {
    packages *= std::max<long long>(static_cast<long long>(scenario_.issues[issue].options.size()), 1);
    if (packages <= limits::terms_packages) continue;
    findings_.error(node.find("issues")->place,
                    fmt::format("the terms combine to more than {} packages", limits::terms_packages),
                    "leave out issues, or options that nobody would accept");
    break;
  }
  read_offer(stage, node);
}

void Reader::read_offer(Stage& stage, const TomlNode& node) {
  const TomlNode* offer = node.find("offer");
  if (!offer) return;
  stage.offer.assign(stage.issues.size(), 0);
  const bool issues_known = node.find("issues") != nullptr;
  for (const TomlMember& member : offer->members) {
    const int index = issue(member.key, member.place);
    const auto place = std::find(stage.issues.begin(), stage.issues.end(), index);
    if (index >= 0 && issues_known && place == stage.issues.end())
      findings_.error(member.place, fmt::format("'{}' is not among the issues of this stage", member.key),
                      "add it to 'issues' or leave it out here");
    if (index < 0 || place == stage.issues.end() || member.value.broken) continue;
    stage.offer[place - stage.issues.begin()] = std::max(option(&member.value, index), 0);
  }
  const Place place = node.member("offer")->place;
  for (const int issue : stage.issues)
    if (!offer->member(issue_names_[issue]))
      findings_.error(place, fmt::format("the offer says nothing on '{}'", issue_names_[issue]),
                      "an offer names an option for each issue of the stage");
  if (!findings_.any() && findings_.unplayed().empty()) warn_about_offer(stage, place);
}

// The convenor never offers what a link forbids or its own line excludes, so such an opening offer will not be made.
void Reader::warn_about_offer(const Stage& stage, const Place& place) {
  const Slots slots(symbols_);
  std::vector<double> numbers(slots.number_count());
  const std::unique_ptr<bool[]> flags(new bool[slots.flag_count()]());
  const auto set = [&](int issue, int option) {
    for (const int slot : {slots.in_force(issue), slots.text(issue), slots.offered(issue)})
      numbers[slot] = scenario_.issues[issue].options[option].value;
  };
  for (int issue = 0; issue < static_cast<int>(issue_names_.size()); ++issue)
    set(issue, scenario_.issues[issue].reversion);
  for (std::size_t i = 0; i < stage.issues.size(); ++i) set(stage.issues[i], stage.offer[i]);
  const auto reads_issues_alone = [&](const Program& program) {
    return program.flag_slots.empty() && std::all_of(program.number_slots.begin(), program.number_slots.end(),
                                                     [&](int slot) { return slot < slots.parameter(0); });
  };
  const std::string remedy = "the convenor will start from the nearest terms that do not";
  Faults<double> unused;
  for (const Link& link : scenario_.links)
    if (reads_issues_alone(link.never.program) &&
        evaluate_flag<double>(link.never.program, numbers.data(), flags.get(), unused))
      findings_.warning(place, fmt::format("the opening offer breaks the link '{}'", link.name), remedy);
  for (const Position& position : scenario_.parties[stage.convenor].positions) {
    const auto found = std::find(stage.issues.begin(), stage.issues.end(), position.issue);
    if (found == stage.issues.end() || !position.red_line) continue;
    const RedLine& line = *position.red_line;
    const double offered = numbers[slots.in_force(position.issue)];
    if (line.firmness.exact() && least(line.firmness.distribution) >= 1 &&
        (offered < line.at_least || offered > line.at_most))
      findings_.warning(
          place,
          fmt::format("the opening offer crosses the convenor's own red line on '{}'", issue_names_[position.issue]),
          remedy);
  }
}

void Reader::read_single_text(Stage& stage, const TomlNode& node) {
  if (const TomlNode* mediator = node.find("mediator")) stage.mediator = party(*mediator);
  if (const TomlNode* present = node.find("present")) {
    stage.present = sorted_parties(present, "present");
    if (present->items.empty())
      findings_.error(present->place, "nobody is present", "name at least one party, or leave 'present' out");
  }
  stage.aims_at = word_in(node, "aims-at", "stages.x.aims-at", AimsAt::reservations);
  stage.aims_at_defaulted = !node.find("aims-at");
  stage.decision_defaulted = !node.find("decision");
  read_tabled(stage, node);
  read_decision(stage.decision, table_in(node, "decision"));
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

void Reader::read_tabled(Stage& stage, const TomlNode& node) {
  stage.tabled.resize(stage.issues.size());
  for (const TomlMember& member : table_in(node, "tabled").members) {
    const int index = issue(member.key, member.place);
    const auto place = std::find(stage.issues.begin(), stage.issues.end(), index);
    if (index >= 0 && place == stage.issues.end())
      findings_.error(member.place, fmt::format("'{}' is not among the issues of this stage", member.key),
                      "add it to 'issues' or leave it out here");
    std::optional<Rule> made = condition(&member.value);
    if (index >= 0 && place != stage.issues.end()) stage.tabled[place - stage.issues.begin()] = std::move(made);
  }
}

}  // namespace detente
