// Options that several commands share: what they hold, and a function each that adds them to a command.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/counts.h"

namespace detente {

constexpr std::uint64_t trials_limit = std::uint64_t{1} << 48;
constexpr std::uint64_t trials_default = 100'000;
constexpr std::uint64_t trials_for_precision = 1'000'000'000;  // enough for 0.004 points

enum class Format { table, json, csv, markdown, html };

struct ScenarioOptions {
  std::string scenario;           // path, "-" for standard input
  std::vector<std::string> sets;  // "ADDRESS=VALUE"
};

// How often it is played.
struct TrialsOptions {
  std::optional<std::uint64_t> trials;  // at most
  double precision = 0;                 // half width of the outcomes' intervals, 0: not asked for
  double budget = 0;                    // seconds, 0: not asked for
  std::uint64_t trials_max() const;     // where nothing is said: what the others need, or the default
};

// How it is played; no effect on the result.
struct PlayOptions {
  int threads = 0;  // 0: all the machine has
  int lanes = 8;
};

// What goes to standard error.
struct NoticeOptions {
  bool quiet = false;          // no progress and no warnings
  bool progress_json = false;  // progress as lines of JSON, whatever `quiet` says
};

struct OutputOptions : NoticeOptions {
  Format format = Format::table;
  std::string out;        // file; empty: standard output
  bool csv_safe = false;  // of cells that a spreadsheet would take for formulas
};

// Of what may be kept in a results file.
struct StoreOptions : OutputOptions {
  std::string shard;  // "I/N"; "": as the environment says
};

struct ResultsOptions {
  std::string results;  // a results file
};

void add_set(CLI::App& app, std::vector<std::string>& sets);
void add_scenario(CLI::App& app, ScenarioOptions& options,
                  const std::string& help = "scenario file (TOML), - for standard input");
void add_trials(CLI::App& app, TrialsOptions& options);  // not --budget
void add_threads(CLI::App& app, int& threads,
                 const std::string& help = "0 (default): all there are; no effect on the result");
void add_play(CLI::App& app, PlayOptions& options);
void add_format(CLI::App& app, Format& format, const std::vector<std::string>& formats);
void add_out(CLI::App& app, std::string& out);
void add_quiet(CLI::App& app, bool& quiet, const std::string& help = "no progress and no warnings on standard error");
void add_csv_safe(CLI::App& app, bool& csv_safe);
void add_progress(CLI::App& app, bool& progress_json);
void add_results(CLI::App& app, ResultsOptions& options);

// Of what a command writes, in one of `formats`, which are names of Format.
void add_output(CLI::App& app, OutputOptions& options, const std::vector<std::string>& formats);
const std::vector<std::string>& report_formats();  // all

// Behind add_output().
void add_shard(CLI::App& app, StoreOptions& options);

// CLI11 2.1 takes "-5" for an unsigned number as 18446744073709551611 and refuses "1e6", so numbers are read as text.
CLI::Validator count_between(std::uint64_t low, std::uint64_t high);

template <class Number>
CLI::Option* add_count(CLI::App& app, const std::string& name, Number& number, const std::string& help,
                       std::uint64_t low, std::uint64_t high) {
  const std::function<void(const std::string&)> take = [&number](const std::string& text) {
    const std::uint64_t count = *parse_count(text);
    number = static_cast<Number>(count);
  };
  return app.add_option_function(name, take, help)->type_name("N")->check(count_between(low, high));
}

template <class Number>
CLI::Option* add_seed(CLI::App& app, Number& seed, const std::string& help = "of all chance (default 1)") {
  return add_count(app, "--seed", seed, help, 0, ~std::uint64_t{0});
}

// check: the error message, empty if the text can be parsed.
CLI::Option* add_quantity(CLI::App& app, const std::string& name, double& number, const std::string& help,
                          std::string (*check)(std::string_view), std::optional<double> (*parse)(std::string_view));

// An option of few values, one of which goes to `take`.
CLI::Option* add_choice(CLI::App& app, const std::string& name, const std::string& help,
                        const std::vector<std::string>& allowed, const std::function<void(const std::string&)>& take);

// The values that completion offers for an option: its validator's name has them.
CLI::Validator offered(const std::vector<std::string>& values);
std::vector<std::string> choices_of(CLI::Option& option);

}  // namespace detente
