// What an outcome depends on, from `detente sensitivity`.
#pragma once

#include <string>

#include "sim/report/csv_cells.h"
#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/study/sensitivity.h"

namespace detente {

// outcome: which of the model's. command: the command line, for provenance.
std::string sensitivity_table(const Model& model, const SensitivityResult& result, int outcome,
                              const std::string& command, PageStyle style);
// Of all outcomes; documented in docs/json.md and docs/csv.md.
Json sensitivity_json(const Model& model, const SensitivityResult& result, const std::string& command);
std::string sensitivity_csv(const Model& model, const SensitivityResult& result, CsvStyle style = {});

}  // namespace detente
