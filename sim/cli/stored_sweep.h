// Results files of sweeps: `detente sweep --out RESULTS.sqlite`, and what show, status and verify do with them.
#pragma once

#include <string>

#include "sim/cli/store.h"
#include "sim/cli/sweep.h"
#include "sim/sweep/sweep.h"

namespace detente {

struct PageStyle;
class SweepStore;

// Plays what the file lacks, or what of it the shard has to play, and reports once the file has all. Throws PointError,
// UsageError, FileError or StoreError.
int run_stored_sweep(const SweepOptions& options, const PointList& points, const SweepPlan& plan,
                     const std::string& command, const PageStyle& style);

int show_sweep(const ShowOptions& options, const SweepStore& store, const PageStyle& style);
int print_sweep_status(const StatusOptions& options, const SweepStore& store);
int verify_sweep(const VerifyOptions& options, const SweepStore& store);

}  // namespace detente
