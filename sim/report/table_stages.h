// The parts of the terminal report that are about stages.
#pragma once

#include "sim/report/page.h"
#include "sim/report/summary.h"

namespace detente {

void print_funnel(Page& page, const Model& model, const Summary& summary);
// Its attendance, or who blocked and the zone of agreement; then utilities.
void print_stage(Page& page, const Model& model, const PlannedStage& stage, const StageSummary& summary);

}  // namespace detente
