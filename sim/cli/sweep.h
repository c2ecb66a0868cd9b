// `detente sweep`.
#pragma once

#include <string>

#include "sim/cli/options.h"

namespace detente {

struct PageStyle;
struct SweptRuns;

// Prepared before anything is played; whatever is wrong is thrown: ScenarioError, UsageError, FileError.
int run_sweep(const Options& options, const std::string& command, const PageStyle& style);

// The report in the format asked for, to standard output if `path` is empty; what is wrong with runs is in it, or said.
void write_sweep(const std::string& path, const Options& options, const SweptRuns& runs, const std::string& command,
                 const PageStyle& style);

}  // namespace detente
