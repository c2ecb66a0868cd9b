// What `detente list` prints: every value of a scenario by its address.
#pragma once

#include <string>

#include "sim/report/csv_cells.h"
#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/scenario/addresses.h"

namespace detente {

// Long values are cut and sources numbered; the other two forms have them whole.
std::string address_table(const ListedScenario& listed, PageStyle style);
std::string address_csv(const ListedScenario& listed, CsvStyle style = {});
Json address_json(const ListedScenario& listed);

}  // namespace detente
