// The report as a table for R, pandas or a spreadsheet, documented in docs/csv.md: one row a figure.
#pragma once

#include <string>

#include "sim/report/csv_cells.h"
#include "sim/study/document.h"

namespace detente {

std::string csv_report(const Document& document, CsvStyle style = {});

}  // namespace detente
