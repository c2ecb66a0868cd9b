// The command line, parsed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/draft.h"

namespace detente {

constexpr std::uint64_t trials_for_precision = 1'000'000'000;  // enough for 0.004 points

enum class Command {
  run,
  compare,
  sweep,
  check,
  list,
  replay,
  schema,
  explain,
  fresh,
  merge,
  show,
  status,
  verify,
  sensitivity
};
enum class Format { table, json, csv, markdown, html };

// What a study file may say, too; what is given here goes before it.
struct SweepOptions {
  std::vector<std::string> vary;  // "ADDRESS=VALUES"
  std::string design;             // a method, or the path of a table of points; "": not given
  int points = 0, replications = 0;
  bool own_luck = false;
  bool trials = false, seed = false, precision = false;  // whether they were given
};

struct Options {
  Command command = Command::run;
  std::string scenario;            // path, "-" for standard input; "": none, where none is needed
  std::string key;                 // explain; "": all keys
  std::vector<std::string> sets;   // "ADDRESS=VALUE"
  std::uint64_t trials = 100'000;  // at most
  double precision = 0;            // half width of the outcomes' intervals, 0: not asked for
  double budget = 0;               // seconds, 0: not asked for
  std::uint64_t seed = 1;
  std::uint64_t trial = 0;  // replay
  int threads = 0;          // 0: all the machine has
  int lanes = 8;
  Format format = Format::table;
  std::string out;                               // file; empty: standard output
  bool csv_safe = false;                         // of cells that a spreadsheet would take for formulas
  bool quiet = false;                            // no progress and no warnings on standard error
  bool progress_json = false;                    // progress as lines of JSON, whatever `quiet` says
  DraftAnswers answers;                          // new
  std::vector<std::string> scenarios, variants;  // compare
  bool diff_only = false;                        // compare: what differs, without playing
  SweepOptions sweep;
  std::string outcome;              // sensitivity: by name; "": the likeliest
  std::string shard;                // run, sweep: "I/N"; "": as the environment says
  bool each_trial = false;          // export: a row for each trial
  std::string results;              // show, status, verify: a results file; merge: the one to write
  std::vector<std::string> merged;  // merge: those to read
  double share = 0.01;              // verify: 0..1
  bool verify_seed = false;         // whether --seed was given
};

struct ParsedLine {
  std::optional<Options> options;  // none: there is nothing to do but to print and leave
  int exit_code = 0;
  std::string output, error;  // for standard output and standard error
};

ParsedLine parse_command_line(int argc, const char* const* argv);

// The command as it could be typed into a shell.
std::string command_text(int argc, const char* const* argv);

}  // namespace detente
