// What the points of a sweep came to: a tidy table of all figures (docs/csv.md), JSON (docs/json.md), or a page with
// the outcomes' shares side by side.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/report/csv_cells.h"
#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/report/text.h"
#include "sim/sweep/sweep.h"

namespace detente {

// A sweep that has been played, wherever its runs are kept; there may be too many to hold them all.
struct SweptRuns {
  const PointList& points;
  const SweepPlan& plan;
  std::uint64_t asked = 0, finished = 0;
  std::function<void(const std::function<void(const SweepRun&)>&)> each;  // by point and replication

  bool stopped() const { return finished < asked; }
};

SweptRuns runs_of(const PointList& points, const SweepPlan& plan, const SweepResult& result);

// Both return what is wrong with runs, one sentence each: a precision not reached, trials that failed, numbers that
// were clamped. The page has it in it.
std::vector<std::string> sweep_csv(const SweptRuns& runs, const TextSink& sink, CsvStyle style = {});
std::vector<std::string> sweep_json(const SweptRuns& runs, const std::string& command, const TextSink& sink);
std::string sweep_table(const SweptRuns& runs, PageStyle style);

}  // namespace detente
