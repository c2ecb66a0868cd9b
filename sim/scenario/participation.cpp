#include "sim/scenario/participation.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "sim/scenario/canonical.h"
#include "sim/scenario/idle_watcher.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente::participation {

namespace {

// The convenor never offers what a link forbids or its own line excludes, so such an opening offer will not be made.
void warn_about_offer(Reader& reader, const Settings& settings, const Stage& stage, const Place& place) {
  const Slots slots(reader.symbols());
  std::vector<double> numbers(slots.number_count());
  const std::unique_ptr<bool[]> flags(new bool[slots.flag_count()]());
  const auto set = [&](int issue, int option) {
    for (const int slot : {slots.in_force(issue), slots.text(issue), slots.offered(issue)})
      numbers[slot] = reader.scenario().issues[issue].value(option);
  };
  for (int issue = 0; issue < static_cast<int>(reader.issue_names().size()); ++issue)
    set(issue, reader.scenario().issues[issue].reversion);
  for (std::size_t i = 0; i < stage.issues.size(); ++i) set(stage.issues[i], settings.offer[i]);
  const auto reads_issues_alone = [&](const Program& program) {
    return program.flag_slots.empty() && std::all_of(program.number_slots.begin(), program.number_slots.end(),
                                                     [&](int slot) { return slot < slots.parameter(0); });
  };
  const std::string remedy = "the convenor will start from the nearest terms that do not";
  Faults<double> unused;
  for (const Link& link : reader.scenario().links)
    if (reads_issues_alone(link.never.program) &&
        evaluate_flag<double>(link.never.program, numbers.data(), flags.get(), unused))
      reader.findings().warning(place, fmt::format("the opening offer breaks the link '{}'", link.name), remedy);
  for (const Position& position : reader.scenario().parties[settings.convenor].positions) {
    const auto found = std::find(stage.issues.begin(), stage.issues.end(), position.issue);
    if (found == stage.issues.end() || !position.red_line) continue;
    const RedLine& line = *position.red_line;
    const double offered = numbers[slots.in_force(position.issue)];
    if (line.firmness.exact() && least(line.firmness.distribution) >= 1 &&
        (offered < line.at_least || offered > line.at_most))
      reader.findings().warning(place,
                                fmt::format("the opening offer crosses the convenor's own red line on '{}'",
                                            reader.issue_names()[position.issue]),
                                remedy);
  }
}

void read_offer(Reader& reader, Settings& settings, const Stage& stage, const TomlNode& node) {
  const TomlNode* offer = node.find("offer");
  if (!offer) return;
  settings.offer.assign(stage.issues.size(), 0);
  const bool issues_known = node.find("issues") != nullptr;
  for (const TomlMember& member : offer->members) {
    const int index = reader.issue(member.key, member.place);
    const auto place = std::find(stage.issues.begin(), stage.issues.end(), index);
    if (index >= 0 && issues_known && place == stage.issues.end())
      reader.findings().error(member.place, fmt::format("'{}' is not among the issues of this stage", member.key),
                              "add it to 'issues' or leave it out here");
    if (index < 0 || place == stage.issues.end() || member.value.broken) continue;
    settings.offer[place - stage.issues.begin()] = std::max(reader.option(&member.value, index), 0);
  }
  const Place place = node.member("offer")->place;
  for (const int issue : stage.issues)
    if (!offer->member(reader.issue_names()[issue]))
      reader.findings().error(place, fmt::format("the offer says nothing on '{}'", reader.issue_names()[issue]),
                              "an offer names an option for each issue of the stage");
  if (!reader.findings().any() && reader.findings().unplayed().empty())
    warn_about_offer(reader, settings, stage, place);
}

}  // namespace

bool lists(const Settings& settings, int party) {
  return party == settings.convenor || contains(settings.invited, party);
}

std::set<int> members(const Settings& settings, const Scenario&, int) {
  return {settings.invited.begin(), settings.invited.end()};
}

void read_settings(Reader& reader, Settings& settings, const Stage& stage, const TomlNode& node) {
  reader.check_searched(stage, node);
  if (const TomlNode* convenor = node.find("convenor")) settings.convenor = reader.party(*convenor);
  settings.invited = reader.parties(node.find("invited"), "invited");
  settings.wanted = reader.sorted_parties(node.find("wanted"), "wanted");
  if (const TomlNode* keep = node.find("keep")) settings.keep = reader.sorted_parties(keep, "keep");
  if (const TomlNode* invited = node.find("invited")) {
    if (invited->items.empty())
      reader.findings().error(invited->place, "nobody is invited", "invite at least one party");
    for (const TomlNode& item : invited->items)
      if (settings.convenor >= 0 && item.text == reader.party_names()[settings.convenor])
        reader.findings().error(item.place, "the convenor invites itself",
                                "leave it out: the convenor is there anyway");
    for (const std::string_view list : {"wanted", "keep"})
      if (const TomlNode* names = node.find(list))
        for (const TomlNode& item : names->items) {
          const int index = index_of(reader.party_names(), item.text);
          if (index >= 0 && !contains(settings.invited, index))
            reader.findings().error(item.place, fmt::format("'{}' is in '{}' but not invited", item.text, list),
                                    "add it to 'invited' or leave it out here");
        }
  }
  long long packages = 1;
  for (const int issue : stage.issues) {
    packages *= std::max<long long>(static_cast<long long>(reader.scenario().issues[issue].size()), 1);
    if (packages <= limits::terms_packages) continue;
    reader.findings().error(node.find("issues")->place,
                            fmt::format("the terms combine to more than {} packages", limits::terms_packages),
                            "leave out issues, or options that nobody would accept");
    break;
  }
  read_offer(reader, settings, stage, node);
}

std::string settings_of_issue(const Canonical&, const Settings& settings, std::size_t place) {
  return place < settings.offer.size() ? fmt::format(" offer {}", settings.offer[place]) : "";
}

void write_settings(Canonical& canonical, const Settings& settings) {
  canonical.line("  convenor {} invited [{}] wanted [{}] keep [{}]", canonical.name(settings.convenor),
                 canonical.names(settings.invited), canonical.names(settings.wanted),
                 settings.keep ? canonical.names(*settings.keep) : "default");
}

void watch_settings(IdleWatcher& watcher, const Settings& settings, int index) {
  const Stage& stage = watcher.scenario().stages[index];
  if (settings.wanted.empty())
    for (const std::string_view key : {"changes", "keep"})
      if (watcher.stage_node(index).member(key))
        watcher.warn(watcher.in_stage(index, {key}),
                     fmt::format("nothing reads '{}': nobody is wanted, so the terms are fixed", key),
                     "name somebody in 'wanted', or leave it out");
  for (const int party : settings.wanted)
    if (const Party& stated = watcher.scenario().parties[party];
        !watcher.weighs(party, stage) && stated.preconditions.empty() && stated.principal < 0 && !stated.what_if)
      watcher.warn(watcher.in_stage(index, {"wanted"}, watcher.name(party)),
                   fmt::format("no terms of '{}' matter to '{}': it has no position on its issues and no precondition",
                               stage.name, watcher.name(party)),
                   "give it a position, or leave it out here");
}

}  // namespace detente::participation
