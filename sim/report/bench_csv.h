// What a benchmark measured as a table that grows from commit to commit, documented in docs/csv.md: a row for each
// scenario, number of threads and number of lanes.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "sim/bench/against.h"
#include "sim/report/csv_cells.h"

namespace detente {

// A table is not what it should be: "FILE:LINE: cause; remedy".
class TableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string bench_csv_header();
std::string bench_csv_rows(const BenchResult& result, const BenchOrigin& origin, CsvStyle style = {});

// Of a file's text, in its order; columns in any. path: as errors name it. Throws TableError.
std::vector<BenchRecord> read_bench_csv(const std::string& text, const std::string& path);

}  // namespace detente
