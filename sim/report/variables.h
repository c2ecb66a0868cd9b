// What reports say about variables and shocks; nothing where a scenario has none.
#pragma once

#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/study/document.h"

namespace detente {

void print_variables(Page& page, const Document& document);
void add_variables(Json& json, const Document& document);
// "mean", "sd" and quantiles of a number at the end of the trial; null where nothing was counted.
void add_value(Json& json, const ValueAccount& at, bool counted);

// As `check` lists them.
void list_variables(Page& page, const Scenario& scenario);

// "Fatigue 15.2; heat 20".
std::string variables_text(const Model& model, const std::vector<double>& values);

}  // namespace detente
