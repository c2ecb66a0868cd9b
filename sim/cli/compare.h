// `detente compare`: what it takes, and reading what is to be compared.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/options.h"
#include "sim/core/error.h"
#include "sim/report/comparison.h"

namespace detente {

struct CompareOptions : PlayOptions, OutputOptions {
  std::vector<std::string> scenarios;  // paths, "-" for standard input
  std::vector<std::string> variants;   // "NAME: ADDRESS=VALUE; ADDRESS=VALUE"
  std::vector<std::string> sets;       // of all
  std::uint64_t trials = trials_default, seed = 1;
  bool diff_only = false;  // what differs, without playing
};

struct Variant {
  std::string name;
  std::vector<std::string> sets;  // as --set takes them
};

// "NAME: ADDRESS=VALUE; ADDRESS=VALUE". The name ends at the first colon; if there is none before the first '=' or '"',
// the variant goes by its whole text. A semicolon between quotes is part of a value. Throws UsageError.
Variant parse_variant(const std::string& text);

// The scenarios in order, then the first one's variants; those that --diff-only asks for need not be playable.
// warnings: of all, none twice. Throws UsageError, FileError, and ScenarioError with the mistakes of all scenarios,
// each of which says whose it is.
Compared load_compared(const CompareOptions& options, std::vector<Diagnostic>& warnings);

}  // namespace detente
