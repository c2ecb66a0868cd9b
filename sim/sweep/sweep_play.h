// Playing the runs that a sweep's file lacks, and bringing such files together.
#pragma once

#include "sim/store/merge.h"
#include "sim/sweep/sweep_store.h"

namespace detente {

// Runs that neither the store nor any other file of the same sweep has, in order.
std::vector<std::uint64_t> missing_runs(const SweepStore& store, const std::vector<std::string>& others);

// Plays plan.places; each run is committed within a fifth of a second. Once plan.run.stop turns true those
// begun are left, and all others kept.
SweepResult play_into(SweepStore& store, const PointList& points, SweepPlan plan,
                      const std::function<void(std::uint64_t trials)>& finished);

struct RunStock {
  std::vector<std::uint64_t> whole, damaged;  // places of runs, in order
  std::uint64_t trials = 0;                   // of the whole ones
};
RunStock take_stock(const SweepStore& store);

// Those that are whole, in order.
void each_run(const SweepStore& store, const std::function<void(const SweepRun&)>& visit);

// As for files of runs (sim/store/merge.h).
void check_same(const StoredSweep& one, const std::string& path, const StoredSweep& other,
                const std::string& other_path);
Merged merge_into(SweepStore& store, const SweepStore& from);

}  // namespace detente
