// Results files: `detente run --out RESULTS.sqlite`, merge, show, status and verify.
#pragma once

#include <string>

#include "sim/cli/options.h"

namespace detente {

struct PageStyle;

// Plays what the file lacks, or what of it the shard has to play, and reports once the file has all. Each throws
// ScenarioError, UsageError, FileError or StoreError.
int run_stored(const Options& options, const std::string& command, const PageStyle& style);

int merge_results(const Options& options);
int show_results(const Options& options, const PageStyle& style);
int print_status(const Options& options);
int verify_results(const Options& options);

}  // namespace detente
