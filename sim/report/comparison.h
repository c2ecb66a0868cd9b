// Reports of scenarios that were compared, or of nothing but what sets them apart.
#pragma once

#include <string>
#include <vector>

#include "sim/report/csv_cells.h"
#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/scenario/difference.h"
#include "sim/study/compare.h"

namespace detente {

struct Compared {
  std::vector<std::string> names;               // of the scenarios and variants, all different; the reference first
  std::vector<Model> models;                    // none where nothing is to be played
  std::vector<ScenarioDifference> differences;  // of each but the first from the first
};

// result: nullptr where nothing was played. command: the command line, for provenance.
std::string comparison_table(const Compared& compared, const Comparison* result, const std::string& command,
                             PageStyle style);
// Documented in docs/json.md and docs/csv.md.
Json comparison_json(const Compared& compared, const Comparison* result, const std::string& command);
std::string comparison_csv(const Compared& compared, const Comparison* result, CsvStyle style = {});

// Trials that independent draws would need for as narrow an interval, minus those played; negative where common luck
// does harm.
double trials_saved(const FigureDifference& at);

}  // namespace detente
