// What a file says of a single-text stage, beside what every stage has.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "sim/rules/rule.h"
#include "sim/scenario/decision.h"

namespace detente {

struct Scenario;
enum class AimsAt { reservations, aspirations };

}  // namespace detente

namespace detente::single_text {

struct Settings {
  int mediator = -1;                        // party index
  std::optional<std::vector<int>> present;  // party indices, sorted; default: who attends
  std::vector<std::optional<Rule>>
      tabled;  // of each of the stage's issues: on the table only if it holds as the stage begins
  AimsAt aims_at = AimsAt::reservations;
  Decision decision;
  bool aims_at_defaulted = false, decision_defaulted = false;  // the file does not state them
};

// For sim/scenario/seats.h.
inline int leader(const Settings& settings) { return settings.mediator; }
inline bool convenes(const Settings&) { return false; }
std::set<int> members(const Settings& settings, const Scenario& scenario, int stage);
bool lists(const Settings& settings, int party);

}  // namespace detente::single_text
