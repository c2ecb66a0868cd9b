// `detente sweep`: what it takes, and its report.
#pragma once

#include <string>

#include "sim/cli/options.h"

namespace detente {

struct PageStyle;
struct SweptRuns;

// A study file may say most of it, too; what is given here goes before it.
struct SweepOptions : ScenarioOptions, TrialsOptions, PlayOptions, StoreOptions {
  std::vector<std::string> vary;  // "ADDRESS=VALUES"
  std::string design;             // a method, or the path of a table of points; "": not given
  int points = 0, replications = 0;
  bool own_luck = false;
  std::optional<std::uint64_t> seed;
};

// The report in the format asked for, to standard output if `path` is empty; what is wrong with runs is in it, or said.
void write_sweep(const std::string& path, const OutputOptions& options, const SweptRuns& runs,
                 const std::string& command, const PageStyle& style);

}  // namespace detente
