// From TOML to Scenario: every mistake found is reported in one ScenarioError.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/sample_source.h"
#include "sim/scenario/scenario.h"

namespace detente {

// Applies `sets` in order, each "ADDRESS=VALUE", "ADDRESS+=VALUE" or "ADDRESS-=VALUE" (a TOML value if it parses as
// one, else a string). `file` is the name errors use and `samples` where its files of samples are. Throws
// ScenarioError.
Scenario parse_scenario(const std::string& text, const std::string& file, const std::vector<std::string>& sets = {},
                        const SampleSource& samples = {});

// All that can enter a run, in a form that does not depend on the order of tables, on labels, sources or notes:
// sorted names, shortest round-trip numbers, canonical conditions. The digest is taken over it.
std::string canonical_text(const Scenario& scenario);

}  // namespace detente
