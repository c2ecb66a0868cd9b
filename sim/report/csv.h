// The report as a table for R, pandas or a spreadsheet, documented in docs/csv.md: one row a figure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/summary.h"

namespace detente {

std::string csv_cell(std::string_view text);  // quoted where it must be (RFC 4180)

// Cells separated by commas, with a line end (RFC 4180, but for the line feed alone).
std::string csv_line(const std::vector<std::string>& cells);

std::string csv_report(const Model& model, const Result& result);

}  // namespace detente
