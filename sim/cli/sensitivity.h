// `detente sensitivity`.
#pragma once

#include <string>

#include "sim/cli/options.h"
#include "sim/engine/model.h"

namespace detente {

struct PageStyle;

// Throws UsageError if there is no such outcome, and FileError.
int run_sensitivity(const Options& options, const Model& model, const std::string& command, const PageStyle& style);

}  // namespace detente
