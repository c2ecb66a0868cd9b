// Scenarios by their paths, and the files of samples that stand beside them. A scenario may come from a stranger, so
// nothing is read outside its folder: no absolute path, no "..", no link that leads out.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/addresses.h"
#include "sim/scenario/load.h"
#include "sim/scenario/names.h"
#include "sim/scenario/sample_source.h"

namespace detente {

// What parse_scenario(), list_text() and read_names() make of a file ("-": standard input). Each throws ScenarioError.
Scenario load_scenario(const std::string& path, const std::vector<std::string>& sets = {});
ListedScenario list_scenario(const std::string& path, const std::vector<std::string>& sets = {});
Names load_names(const std::string& path);

// Files in a folder or below it, each read when a scenario names it; "": the folder that the program runs in.
SampleSource samples_in(const std::string& folder);

// The texts of those that can be read there; a scenario says what is wrong with the others.
SampleTexts read_samples(const std::vector<std::string>& files, const std::string& folder);

}  // namespace detente
