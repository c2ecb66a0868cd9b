// The parts of the terminal report that are about stages.
#pragma once

#include "sim/report/page.h"
#include "sim/report/summary.h"

namespace detente {

void print_funnel(Page& page, const Model& model, const Summary& summary);
void print_attendance(Page& page, const Model& model, const StageModel& stage, const StageSummary& summary);
void print_blockers(Page& page, const Model& model, const StageModel& stage, const StageSummary& summary);
void print_utilities(Page& page, const Model& model, const StageModel& stage, const StageSummary& summary);
void print_zone(Page& page, const StageModel& stage, const StageSummary& summary);

}  // namespace detente
