// What a command reads is never what it writes over: not by path, by "..", nor by a link.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/options.h"

namespace detente {

// Each throws UsageError if a file that the command writes is one of those that it reads.

// Of all that the command line names.
void check_apart(const Options& options);

void check_apart(const Options& options, const std::string& input);

// Of the files of samples that a scenario names, or that `sets` name. folder: with a slash at its end, as folder_of().
void check_samples_apart(const Options& options, const std::string& text, const std::vector<std::string>& sets,
                         const std::string& folder);

}  // namespace detente
