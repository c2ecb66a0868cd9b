// Results files: `detente run --out RESULTS.sqlite`, merge, show, status and verify.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/cli/run.h"
#include "sim/store/play.h"

namespace detente {

struct PageStyle;
class Progress;
class ScenarioError;

struct StatusOptions : ResultsOptions, OutputOptions {};

struct ShowOptions : ResultsOptions, OutputOptions {
  bool each_trial = false;  // export: a row for each trial
};

struct VerifyOptions : ResultsOptions, PlayOptions, NoticeOptions {
  double share = 0.01;                // 0..1
  std::optional<std::uint64_t> seed;  // of what is chosen; none: another every time
  Format format = Format::table;
};

// Plays what the file lacks, or what of it the shard has to play, and reports once the file has all. Each throws
// ScenarioError, UsageError, FileError or StoreError.
int run_stored(const RunOptions& options, const std::string& command, const PageStyle& style);

// Of files of runs and of sweeps.
int show_results(const ShowOptions& options, const PageStyle& style);
int print_status(const StatusOptions& options);
int verify_results(const VerifyOptions& options);

// The model that the file is of; it reads no other file. Throws StoreError.
Model model_of(const Store& store);

// Throws StoreError: the scenario of the file cannot be read.
[[noreturn]] void refuse_scenario(const std::string& path, const ScenarioError& error);

// A line for `status`, empty where nothing is damaged.
std::string told_damaged(std::size_t count, const char* part);

// missing: what the file lacks although it was to be written. Throws StoreError if there is any: SQLite finds rows by
// the order of their keys, and a damaged key misleads it.
void check_kept(const std::string& path, const std::vector<std::uint64_t>& played,
                const std::vector<std::uint64_t>& whole);

// What a whole file comes to. It is put into the file, with what is measured for it unless that is there.
Document finish(const PlayOptions& options, Store& store, const Model& model, Progress& progress);

// Whether a signal came before all was measured; says so.
bool stopped_measuring(const Result& result, const std::string& path);

// What `verify` found.
struct Verdict {
  static constexpr const char* damaged = "damaged";
  static constexpr const char* differs = "other results than when played again";

  const char* of;  // "part": what the file is made of
  std::uint64_t stored = 0, played = 0;
  std::vector<std::pair<std::string, std::string>> mistakes;  // of what, and which
  void add(const std::string& what, const std::string& mistake) { mistakes.emplace_back(what, mistake); }
};
int write_verdict(const VerifyOptions& options, const Verdict& verdict);  // the exit status

// Of a file's parts those that are to be verified, at least one if there are any, by chance.
std::vector<std::uint64_t> chosen(std::vector<std::uint64_t> parts, const VerifyOptions& options);

}  // namespace detente
