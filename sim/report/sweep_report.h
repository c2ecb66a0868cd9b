// What the points of a sweep came to: a tidy table of all figures (docs/csv.md), JSON (docs/json.md), or a page with
// the outcomes' shares side by side.
#pragma once

#include <string>
#include <vector>

#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/sweep/sweep.h"

namespace detente {

std::string sweep_csv(const PointList& points, const SweepResult& result);
Json sweep_json(const PointList& points, const SweepPlan& plan, const SweepResult& result, const std::string& command);
std::string sweep_table(const PointList& points, const SweepPlan& plan, const SweepResult& result, PageStyle style);

// What is wrong with runs, one sentence each: a precision not reached, trials that failed, numbers that were clamped.
std::vector<std::string> sweep_problems(const SweepPlan& plan, const SweepResult& result);

}  // namespace detente
