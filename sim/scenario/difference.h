// What sets two scenarios apart, address by address.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/addresses.h"

namespace detente {

struct ValueDifference {
  std::string address;
  std::optional<std::string> before, after;  // as AddressedValue has them; none: it is not there
  std::vector<std::string> removed, added;   // where both are lists of names: those that only one of them holds
};

struct ScenarioDifference {
  // In the order of the first scenario, then what only the second has, in its own. Without what no result depends on:
  // the scenario's name, labels, notes, sources, confidence, the order of lists of names, how a number is written.
  std::vector<ValueDifference> values;
  bool plays_alike = true;  // the same trials come of both: see canonical_text()
};

ScenarioDifference difference_of(const ListedScenario& before, const ListedScenario& after);

}  // namespace detente
