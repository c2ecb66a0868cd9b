#include "sim/scenario/seats.h"

#include <algorithm>

namespace detente {

int leader(const Stage& stage) {
  return std::visit([](const auto& settings) { return leader(settings); }, stage.settings);
}

bool convenes(const Stage& stage) {
  return std::visit([](const auto& settings) { return convenes(settings); }, stage.settings);
}

std::set<int> members(const Scenario& scenario, int stage) {
  return std::visit([&](const auto& settings) { return members(settings, scenario, stage); },
                    scenario.stages[stage].settings);
}

bool is_invited(const Scenario& scenario, int party) {
  for (int stage = 0; stage < static_cast<int>(scenario.stages.size()); ++stage)
    if (convenes(scenario.stages[stage]) && members(scenario, stage).contains(party)) return true;
  return false;
}

bool attends_from_start(const Scenario& scenario, int party) {
  const Party& stated = scenario.parties[party];
  if (stated.voice == Voice::none || is_invited(scenario, party)) return false;
  return !stated.what_if ||
         std::ranges::any_of(scenario.stages, [&](const Stage& stage) { return lists(stage, party); });
}

bool lists(const Stage& stage, int party) {
  return std::visit([&](const auto& settings) { return lists(settings, party); }, stage.settings);
}

std::set<int> may_attend(const Scenario& scenario, int stage) {
  std::set<int> parties;
  for (int earlier = 0; earlier < stage; ++earlier) {
    if (!convenes(scenario.stages[earlier])) continue;
    parties.insert(leader(scenario.stages[earlier]));
    parties.merge(members(scenario, earlier));
  }
  for (int party = 0; party < static_cast<int>(scenario.parties.size()); ++party)
    if (attends_from_start(scenario, party)) parties.insert(party);
  return parties;
}

bool is_convenor(const Scenario& scenario, int party) {
  return std::ranges::any_of(scenario.stages,
                             [&](const Stage& stage) { return convenes(stage) && leader(stage) == party; });
}

}  // namespace detente
