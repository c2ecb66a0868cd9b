// The part of a summary that is about one stage.
#pragma once

#include "sim/report/summary.h"

namespace detente {

StageSummary summarise_stage(const Model& model, const Result& result, int stage);

}  // namespace detente
