// What studies make of a wait: it lasts as long as it does, and nobody is asked for anything.
#pragma once

#include <optional>
#include <vector>

#include "sim/protocols/wait/plan.h"
#include "sim/study/alternative.h"
#include "sim/study/facts.h"

namespace detente::wait {

inline std::optional<Standstill> stand_still(const Plan&, const Stage& stage, Facts&) {
  return Standstill{false, stage.rounds};
}
inline void add_duties(const Plan&, Duties&) {}
inline void add_choices(const Settings&, const Scenario&, std::size_t, std::vector<Alternative>&) {}

}  // namespace detente::wait
