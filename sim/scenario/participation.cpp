#include "sim/scenario/participation.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "sim/scenario/canonical.h"
#include "sim/scenario/idle_watcher.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

std::set<int> participation::members(const Settings& settings, const Scenario&, int) {
  return {settings.invited.begin(), settings.invited.end()};
}

bool participation::lists(const Settings& settings, int party) {
  return party == settings.convenor || contains(settings.invited, party);
}

void Reader::read(participation::Settings& settings, const Stage& stage, const TomlNode& node) {
  if (const TomlNode* convenor = node.find("convenor")) settings.convenor = party(*convenor);
  settings.invited = parties(node.find("invited"), "invited");
  settings.wanted = sorted_parties(node.find("wanted"), "wanted");
  if (const TomlNode* keep = node.find("keep")) settings.keep = sorted_parties(keep, "keep");
  if (const TomlNode* invited = node.find("invited")) {
    if (invited->items.empty()) findings_.error(invited->place, "nobody is invited", "invite at least one party");
    for (const TomlNode& item : invited->items)
      if (settings.convenor >= 0 && item.text == party_names_[settings.convenor])
        findings_.error(item.place, "the convenor invites itself", "leave it out: the convenor is there anyway");
    for (const std::string_view list : {"wanted", "keep"})
      if (const TomlNode* names = node.find(list))
        for (const TomlNode& item : names->items) {
          const int index = index_of(party_names_, item.text);
          if (index >= 0 && !contains(settings.invited, index))
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
  read_offer(settings, stage, node);
}

void Reader::read_offer(participation::Settings& settings, const Stage& stage, const TomlNode& node) {
  const TomlNode* offer = node.find("offer");
  if (!offer) return;
  settings.offer.assign(stage.issues.size(), 0);
  const bool issues_known = node.find("issues") != nullptr;
  for (const TomlMember& member : offer->members) {
    const int index = issue(member.key, member.place);
    const auto place = std::find(stage.issues.begin(), stage.issues.end(), index);
    if (index >= 0 && issues_known && place == stage.issues.end())
      findings_.error(member.place, fmt::format("'{}' is not among the issues of this stage", member.key),
                      "add it to 'issues' or leave it out here");
    if (index < 0 || place == stage.issues.end() || member.value.broken) continue;
    settings.offer[place - stage.issues.begin()] = std::max(option(&member.value, index), 0);
  }
  const Place place = node.member("offer")->place;
  for (const int issue : stage.issues)
    if (!offer->member(issue_names_[issue]))
      findings_.error(place, fmt::format("the offer says nothing on '{}'", issue_names_[issue]),
                      "an offer names an option for each issue of the stage");
  if (!findings_.any() && findings_.unplayed().empty()) warn_about_offer(settings, stage, place);
}

// The convenor never offers what a link forbids or its own line excludes, so such an opening offer will not be made.
void Reader::warn_about_offer(const participation::Settings& settings, const Stage& stage, const Place& place) {
  const Slots slots(symbols_);
  std::vector<double> numbers(slots.number_count());
  const std::unique_ptr<bool[]> flags(new bool[slots.flag_count()]());
  const auto set = [&](int issue, int option) {
    for (const int slot : {slots.in_force(issue), slots.text(issue), slots.offered(issue)})
      numbers[slot] = scenario_.issues[issue].options[option].value;
  };
  for (int issue = 0; issue < static_cast<int>(issue_names_.size()); ++issue)
    set(issue, scenario_.issues[issue].reversion);
  for (std::size_t i = 0; i < stage.issues.size(); ++i) set(stage.issues[i], settings.offer[i]);
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
  for (const Position& position : scenario_.parties[settings.convenor].positions) {
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

std::string Canonical::of_issue(const participation::Settings& settings, std::size_t place) const {
  return place < settings.offer.size() ? fmt::format(" offer {}", settings.offer[place]) : "";
}

void Canonical::write(const participation::Settings& settings) {
  line("  convenor {} invited [{}] wanted [{}] keep [{}]", name(settings.convenor), names(settings.invited),
       names(settings.wanted), settings.keep ? names(*settings.keep) : "default");
}

void IdleWatcher::watch(const participation::Settings& settings, int index) {
  const Stage& stage = scenario_.stages[index];
  if (settings.wanted.empty())
    for (const std::string_view key : {"changes", "keep"})
      if (stage_node(index).member(key))
        warn(in_stage(index, {key}), fmt::format("nothing reads '{}': nobody is wanted, so the terms are fixed", key),
             "name somebody in 'wanted', or leave it out");
  for (const int party : settings.wanted)
    if (const Party& stated = scenario_.parties[party];
        !weighs(party, stage) && stated.preconditions.empty() && stated.principal < 0 && !stated.what_if)
      warn(in_stage(index, {"wanted"}, name(party)),
           fmt::format("no terms of '{}' matter to '{}': it has no position on its issues and no precondition",
                       stage.name, name(party)),
           "give it a position, or leave it out here");
}

}  // namespace detente
