// `detente sweep`.
#pragma once

#include <string>

#include "sim/cli/options.h"

namespace detente {

struct PageStyle;

// Prepared before anything is played; whatever is wrong is thrown: ScenarioError, UsageError, FileError.
int run_sweep(const Options& options, const std::string& command, const PageStyle& style, bool talks);

}  // namespace detente
