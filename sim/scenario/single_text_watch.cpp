// What a single-text stage's settings certainly come to that nobody can have meant.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/scenario/idle_watcher.h"
#include "sim/scenario/seats.h"
#include "sim/scenario/single_text.h"

namespace detente::single_text {

namespace {

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

void watch_present(IdleWatcher& watcher, const Settings& settings, int index) {
  for (const int party : settings.present.value_or(std::vector<int>{}))
    if (party != settings.mediator && !watcher.members(index).contains(party) &&
        !watcher.scenario().parties[party].what_if)
      watcher.warn(watcher.in_stage(index, {"present"}, watcher.name(party)),
                   fmt::format("'{}' is listed in 'present' of '{}' but never attends: no convening before it asks it",
                               watcher.name(party), watcher.scenario().stages[index].name),
                   "invite it to a convening before, give it a voice, or leave it out here");
}

// Who may vote there, in some trial.
std::set<int> voters(const IdleWatcher& watcher, const Settings& settings, int index) {
  const Scenario& scenario = watcher.scenario();
  std::set<int> parties = watcher.members(index);
  std::erase_if(parties, [&](int party) {
    if (party == settings.mediator) return true;
    if (settings.decision.voters) return !contains(*settings.decision.voters, party);
    return scenario.parties[party].voice != Voice::full || !watcher.weighs(party, scenario.stages[index]) ||
           is_convenor(scenario, party);
  });
  return parties;
}

bool is_zero(const Number& number) { return number.exact() && number.distribution.parameters[0] == 0; }

// A rule that nothing passes, or that nobody's refusal matters to.
void watch_rule(IdleWatcher& watcher, const Settings& settings, int index) {
  const Scenario& scenario = watcher.scenario();
  const std::string& stage = scenario.stages[index].name;
  const Decision& decision = settings.decision;
  const std::set<int> voting = voters(watcher, settings, index);
  if (voting.empty())
    return watcher.warn(watcher.in_stage(index, {"decision"}),
                        fmt::format("nobody may decide in '{}', so it is never held", stage),
                        "give somebody who attends a position on its issues and full voice, or name 'voters'");
  if (decision.rule == DecisionRule::consensus && decision.minus >= static_cast<int>(voting.size()))
    watcher.warn(watcher.in_stage(index, {"decision", "minus"}),
                 fmt::format("nobody's refusal counts in '{}': {} may decide there, and as many refusals do not count",
                             stage, voting.size()),
                 fmt::format("give a 'minus' below {}", voting.size()));
  if (decision.rule != DecisionRule::weighted_majority) return;
  const bool weightless =
      std::ranges::all_of(voting, [&](int party) { return is_zero(scenario.parties[party].influence); });
  if (decision.share >= 1 || weightless)
    watcher.warn(
        watcher.in_stage(index, {"decision", weightless ? "rule" : "share"}),
        weightless ? fmt::format("nobody who may decide in '{}' has any influence: no majority is reached", stage)
                   : fmt::format("no majority is reached in '{}': none is more than all", stage),
        weightless ? "give them influence, or take another rule" : "give a 'share' below 1, or take unanimity");
}

// Whoever sits there, and is left out of what it may be thought to be part of.
void watch_seats(IdleWatcher& watcher, const Settings& settings, int index) {
  const Scenario& scenario = watcher.scenario();
  const Stage& stage = scenario.stages[index];
  if (settings.present && settings.mediator >= 0 && !contains(*settings.present, settings.mediator))
    watcher.warn(watcher.in_stage(index, {"present"}),
                 fmt::format("'{}' mediates '{}' and sits there, though 'present' leaves it out",
                             watcher.name(settings.mediator), stage.name),
                 "add it to 'present'");
  for (const int party : watcher.members(index))
    if (!settings.decision.voters && party != settings.mediator && scenario.parties[party].voice == Voice::full &&
        !is_convenor(scenario, party) && !watcher.weighs(party, stage) && settings.present &&
        !scenario.parties[party].what_if)
      watcher.warn(watcher.in_stage(index, {"present"}, watcher.name(party)),
                   fmt::format("'{}' sits in '{}' without a vote: it has no position on its issues",
                               watcher.name(party), stage.name),
                   "give it a position, or voice = \"heard\"");
  for (const int issue : stage.issues)
    if (std::ranges::none_of(scenario.parties, [&](const Party& party) {
          return std::ranges::any_of(party.positions, [&](const Position& at) { return at.issue == issue; });
        }))
      watcher.warn(watcher.in_stage(index, {"issues"}, scenario.issues[issue].name),
                   fmt::format("nobody has a position on '{}', so no text moves it for its own sake",
                               scenario.issues[issue].name),
                   "give somebody a position on it, or leave it out");
}

bool is_certain(const RedLine& line) { return line.firmness.exact() && line.firmness.distribution.parameters[0] >= 1; }

// Where everybody sinks a text alone, two lines that no text keeps.
void watch_lines(IdleWatcher& watcher, const Settings& settings, int index) {
  const Decision& decision = settings.decision;
  if (decision.rule == DecisionRule::weighted_majority || decision.minus > 0) return;
  const Scenario& scenario = watcher.scenario();
  const std::set<int> voting = voters(watcher, settings, index);
  for (const int issue : scenario.stages[index].issues) {
    std::pair<double, int> highest{scenario.issues[issue].low, -1}, lowest{scenario.issues[issue].high, -1};
    for (const int party : voting)
      for (const Position& at : scenario.parties[party].positions) {
        if (at.issue != issue || !at.red_line || !is_certain(*at.red_line)) continue;
        if (at.red_line->at_least > highest.first) highest = {at.red_line->at_least, party};
        if (at.red_line->at_most < lowest.first) lowest = {at.red_line->at_most, party};
      }
    if (highest.second >= 0 && lowest.second >= 0 && highest.first > lowest.first)
      watcher.warn(
          watcher.in_stage(index, {"issues"}, scenario.issues[issue].name),
          fmt::format("no text passes in '{}' where both decide: the red lines of '{}' and '{}' on '{}' exclude "
                      "each other",
                      scenario.stages[index].name, watcher.name(highest.second), watcher.name(lowest.second),
                      scenario.issues[issue].name),
          "give one of them a firmness below 1, or say so in 'notes'");
  }
}

}  // namespace

void watch_settings(IdleWatcher& watcher, const Settings& settings, int index) {
  watch_present(watcher, settings, index);
  watch_controllers(watcher, index);
  watch_rule(watcher, settings, index);
  watch_seats(watcher, settings, index);
  watch_lines(watcher, settings, index);
  const Decision& decision = settings.decision;
  for (const auto& [key, parties] :
       {std::pair{"voters", decision.voters.value_or(std::vector<int>{})}, std::pair{"vetoes", decision.vetoes}})
    for (const int party : parties) watch_decider(watcher, settings, index, key, party);
}

}  // namespace detente::single_text
