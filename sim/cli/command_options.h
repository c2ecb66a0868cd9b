// What each command takes. CLI11 2.1 takes "-5" for an unsigned number as 18446744073709551611 and refuses "1e6", so
// numbers are read as text and checked here.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <vector>

#include "sim/cli/options.h"

namespace detente {

constexpr std::uint64_t trials_limit = std::uint64_t{1} << 48;
constexpr std::uint64_t trials_default = 100'000, trials_of_sensitivity = 16'384;

// Options as text, before they are checked.
struct Texts {
  std::string trials, precision, budget, seed = "1", trial, threads = "0", lanes = "8", format = "table";
  std::string shell, topic, progress, points, replications, share;
  std::map<const CLI::Option*, std::vector<std::string>> choices;  // of options with few values, for completion
};

// All commands with their options, which write to `options` and `texts`.
void add_commands(CLI::App& app, Options& options, Texts& texts);

std::vector<std::string> command_names(const CLI::App& app);

}  // namespace detente
