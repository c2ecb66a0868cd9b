// Results files: playing into one, and what the commands that read one have in common.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/run.h"
#include "sim/cli/sweep.h"
#include "sim/store/play.h"

namespace detente {

struct PageStyle;
class Progress;
struct SweptRuns;

struct ShowOptions : ResultsOptions, OutputOptions {};

// Play what the file lacks, or what of it the shard has to play, and report once the file has all. Throw ScenarioError,
// PointError, UsageError, FileError or StoreError.
int run_stored(const RunOptions& options, const std::string& command, const PageStyle& style);
int sweep_stored(const SweepOptions& options, const PointList& points, const SweepPlan& plan,
                 const std::string& command, const PageStyle& style);

// What `show` does, and `export`.
int show_results(const ShowOptions& options, const PageStyle& style);

// Throws StoreError unless this program plays what the file is of as it was played. It reads no other file.
void check_plays(const Store& store, const PointList& points);
Model model_of(const Store& store);  // of its only point; likewise

// Throws StoreError: the scenario of the file cannot be read.
[[noreturn]] void refuse_scenario(const std::string& path, const ScenarioError& error);

SweptRuns runs_of(const Store& store, const PointList& points, const Stock& stock);

// "3 of 7 parts, and 2,048 trials of others"; of a sweep "20 of 30 runs, and 3 parts of others".
std::string told_stock(const StoredStudy& study, const Stock& stock);

std::uint64_t trials_of(const StoredStudy& study, const std::vector<std::uint64_t>& parts);

// What a run that is whole comes to. It is put into the file, with what is measured for it unless that is there.
Document finish(const PlayOptions& options, Store& store, const Model& model, Progress& progress);

// Whether a signal came before all was measured; says so.
bool stopped_measuring(const Result& result, const std::string& path);

}  // namespace detente
