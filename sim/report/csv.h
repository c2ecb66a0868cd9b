// The report as a table for R, pandas or a spreadsheet, documented in docs/csv.md: one row a figure.
#pragma once

#include <string>

#include "sim/report/csv_cells.h"
#include "sim/report/summary.h"

namespace detente {

std::string csv_report(const Model& model, const Result& result, CsvStyle style = {});

}  // namespace detente
