#include "sim/study/participation.h"

#include <algorithm>

namespace detente::participation {

// At the table when nobody comes who had to be won.
std::optional<Standstill> stand_still(const Plan& plan, const Stage& stage, Facts& facts) {
  const Settings& settings = std::get<Settings>(stage.settings);
  const Slots& slots = facts.model.slots;
  facts.flags[slots.attends(settings.convenor)] = true;
  for (const int party : settings.invited)
    facts.flags[slots.attends(party)] = !std::ranges::binary_search(settings.wanted, party);
  const bool nobody_to_win = plan.wanted.empty();
  return Standstill{nobody_to_win, nobody_to_win ? 1 : stage.rounds};
}

void add_duties(const Plan& plan, Duties& duties) {
  for (const int row : plan.invited) with_principals(plan, row, duties.invited);
  duties.deciding.insert(plan.rows[plan.convenor].party);
  duties.conceding.insert(plan.rows[plan.convenor].party);
}

}  // namespace detente::participation
