// What a benchmark measured, as a page or as JSON (docs/json.md).
#pragma once

#include <string>

#include "sim/bench/against.h"
#include "sim/report/json.h"
#include "sim/report/page.h"

namespace detente {

struct BenchReport {
  const BenchPlan& plan;
  const BenchResult& result;
  BenchOrigin origin;
  // Against what a file has, if that was asked for.
  const BenchComparison* against = nullptr;
  std::string against_file;
};

// Of this program, today, on this machine.
BenchOrigin origin_here();

std::string bench_table(const BenchReport& report, PageStyle style);
Json bench_json(const BenchReport& report, const std::string& command);

}  // namespace detente
