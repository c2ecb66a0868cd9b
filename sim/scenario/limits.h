// What a scenario may hold at most. Every limit is checked by the loader, so that no input can exhaust memory or stack
// and the tables of the compiled model stay small.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace detente::limits {

inline constexpr std::size_t file_bytes = 1 << 20;  // the scenario and each `samples` file
inline constexpr std::size_t line_bytes = 64 << 10;
inline constexpr int brackets = 32;   // arrays and inline tables inside each other
inline constexpr int key_parts = 16;  // parts of a dotted key

inline constexpr int name_length = 40;
inline constexpr int label_length = 120;

inline constexpr int parties = 64;
inline constexpr int issues = 64;
inline constexpr int options = 20;              // per issue
inline constexpr double range_end = 1e12;       // of a range, either way
inline constexpr int range_values = 1'000'000;  // of an issue with a range
inline constexpr int searched_values = 101;     // of one in a stage that searches among packages
inline constexpr int stages = 32;
inline constexpr int outcomes = 64;
inline constexpr int events = 128;
inline constexpr int parameters = 256;
inline constexpr int variables = 64;
inline constexpr int shocks = 64;
inline constexpr int preconditions = 16;  // per party
inline constexpr int never = 16;          // per party
inline constexpr int links = 64;
inline constexpr int blocs = 64;
inline constexpr int mixture = 8;                     // tactics of a mixture
inline constexpr int bodies = 16;                     // per ratification
inline constexpr int tranches = 64;                   // per tandem
inline constexpr int rounds = 1000;                   // per stage
inline constexpr long long terms_packages = 100'000;  // all combinations of options of a participation stage
inline constexpr int condition_packages = 10'000;     // combinations of options that a link or `never` reads in a stage
inline constexpr long long all_condition_packages = 2'000'000;  // of all links and `never` in all stages
// Names, numbers and operators of all links and `never`, each on every such combination.
inline constexpr long long all_condition_steps = 200'000'000;
// Packages x parties, and names, numbers and operators read on each package, of the rounds of all stages: some seconds.
inline constexpr long long trial_steps = 1'200'000'000;
inline constexpr long long round_steps = 240'000'000;  // the same of one round: about a second
inline constexpr int correlations = 64;
inline constexpr int correlated = 64;                       // numbers in all of them
inline constexpr int quantiles = 101;                       // of a distribution
inline constexpr std::size_t sample_count = 100'000;        // values in a `samples` column
inline constexpr std::size_t sample_count_all = 1'000'000;  // of all columns together
inline constexpr std::size_t sample_bytes_all = 64 << 20;   // of `samples` files, each as often as it is named

inline constexpr std::size_t diagnostics = 100;  // shown in one go

// All of them, for people.
struct Row {
  std::string_view what;
  long long most;
};
std::span<const Row> rows();

}  // namespace detente::limits
