#include "sim/scenario/seats.h"

#include <algorithm>

namespace detente {

int leader(const Stage& stage) {
  return std::visit([](const auto& settings) { return leader(settings); }, stage.settings);
}

bool convenes(const Stage& stage) {
  return std::visit([](const auto& settings) { return convenes(settings); }, stage.settings);
}

bool lists(const Stage& stage, int party) {
  return std::visit([&](const auto& settings) { return lists(settings, party); }, stage.settings);
}

std::set<int> members(const Scenario& scenario, int stage) {
  return std::visit([&](const auto& settings) { return members(settings, scenario, stage); },
                    scenario.stages[stage].settings);
}

std::set<int> may_attend(const Scenario& scenario, int stage) {
  std::set<int> parties;
  bool convened = false;  // in every trial
  for (int earlier = 0; earlier < stage; ++earlier) {
    const Stage& convening = scenario.stages[earlier];
    if (!convenes(convening)) continue;
    convened |= !convening.requires_rule;
    parties.insert(leader(convening));
    parties.merge(members(scenario, earlier));
  }
  for (int party = 0; party < static_cast<int>(scenario.parties.size()); ++party)
    if (!convened && scenario.parties[party].voice != Voice::none) parties.insert(party);
  return parties;
}

bool is_convenor(const Scenario& scenario, int party) {
  return std::ranges::any_of(scenario.stages,
                             [&](const Stage& stage) { return convenes(stage) && leader(stage) == party; });
}

}  // namespace detente
