#include "sim/cli/inputs.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/cli/output.h"
#include "sim/cli/shard.h"
#include "sim/scenario/samples.h"
#include "sim/store/holding.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

// A results file with what belongs to it as long as it is written, and where its writer was killed.
std::vector<std::string> with_companions(const std::string& path) {
  return {path, path + "-journal", path + "-wal", path + "-shm", path + ".lock"};
}

std::vector<std::string> inputs_of(const Options& options) {
  std::vector<std::string> inputs = options.scenarios;
  for (const std::string& named : {options.scenario, options.sweep.design}) inputs.push_back(named);
  std::vector<std::string> results = options.merged;
  if (options.command != Command::merge) results.push_back(options.results);
  std::erase(results, "");
  for (const std::string& path : results)
    for (const std::string& part : with_companions(path)) inputs.push_back(part);
  std::erase(inputs, "");
  return inputs;
}

std::vector<std::string> outputs_of(const Options& options) {
  std::string out = options.command == Command::merge ? options.results : options.out;
  if (!is_store_name(out)) return {out};
  if (options.command == Command::run || options.command == Command::sweep)
    out = shard_path(out, options.shard.empty() ? shard_of_environment() : *parse_shard(options.shard));
  return with_companions(out);
}

}  // namespace

void check_apart(const Options& options, const std::string& input) {
  const std::string read = input == "-" ? "/dev/stdin" : input;
  for (const std::string& out : outputs_of(options)) {
    std::error_code ignored;
    if (!fs::is_regular_file(out, ignored) || !fs::equivalent(read, out, ignored)) continue;
    throw UsageError(fmt::format("'{}' is both the file to write and one to read{}, which would be lost; name another",
                                 out, read == out ? "" : fmt::format(", '{}'", input)));
  }
}

void check_apart(const Options& options) {
  for (const std::string& input : inputs_of(options)) check_apart(options, input);
}

void check_samples_apart(const Options& options, const std::string& text, const std::vector<std::string>& sets,
                         const std::string& folder) {
  if (options.out.empty()) return;
  for (const std::string& file : samples_named(text, sets)) check_apart(options, folder + file);
}

}  // namespace detente
