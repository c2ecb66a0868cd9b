// A column of numbers from a CSV file beside the scenario.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/findings.h"

namespace detente {

// reference: "file.csv#column", a file in `folder` or below it. Mistakes are reported at `place`, naming the line of
// the CSV file; the result is then empty.
std::vector<double> read_samples(const std::string& reference, const std::string& folder, const Place& place,
                                 Findings& findings);

}  // namespace detente
