// What reports say of a wait: what its rounds bring, in a story.
#pragma once

#include "sim/engine/replay.h"
#include "sim/report/json_name.h"
#include "sim/report/page.h"
#include "sim/report/stage_figures.h"
#include "sim/report/teller.h"

namespace detente::wait {

struct Summary {};

inline Summary summarise(const Plan&, const StageFigures&) { return {}; }
inline void print(Page&, const Model&, const PlannedStage&, const Plan&, const Summary&) {}
inline void add(Json&, const Model&, const PlannedStage&, const Plan&, const Summary&) {}
inline bool may_agree(const Plan&) { return false; }

inline void print_settings(Page&, const Scenario&, const Stage&, const Plan&) {}

void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told);
inline void add_round(Json&, const Model&, const Json&, const RoundTold&) {}
inline void add(Json&, const Model&, const StageTold&) {}

}  // namespace detente::wait
