// Every value of a scenario by its address, as `--set` takes it.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/sample_source.h"
#include "sim/scenario/scenario.h"

namespace detente {

struct KeyRow;

struct AddressedValue {
  std::string address;          // labels in quotes
  std::string value;            // as a TOML value: what the file says, or the default
  bool defaulted = false;       // the file does not state it
  Provenance provenance;        // its own, else that of what it stands in; none of defaults, names, words and texts
  const KeyRow* row = nullptr;  // of its key
};

struct ListedScenario {
  Scenario scenario;
  std::vector<AddressedValue> values;  // in the order of the table of keys; names in theirs
};

// Reads as parse_scenario does. Throws ScenarioError.
ListedScenario list_text(const std::string& text, const std::string& file, const std::vector<std::string>& sets = {},
                         const SampleSource& samples = {});

}  // namespace detente
