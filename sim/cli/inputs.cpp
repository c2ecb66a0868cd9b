#include "sim/cli/inputs.h"

#include <fmt/format.h>

#include <filesystem>

#include "sim/cli/output.h"
#include "sim/cli/say.h"
#include "sim/cli/shard.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"
#include "sim/scenario/load.h"
#include "sim/scenario/samples.h"
#include "sim/store/store_error.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

void check_each(const OutputOptions& options, const std::vector<std::string>& written,
                const std::vector<std::string>& scenarios, const std::vector<std::string>& others) {
  if (options.csv_safe && options.format != Format::csv)
    throw UsageError("--csv-safe is of CSV; add --format csv, or leave it out");
  for (const std::string& scenario : scenarios) check_readable(scenario);
  for (const std::vector<std::string>& inputs : {scenarios, others})
    for (const std::string& input : inputs) check_apart(written, input);
  check_writable(options.out);
}

// Reads a scenario by read(text, file, sets, samples).
template <class Read>
auto load_by(const ScenarioOptions& options, const OutputOptions& output, Read read) {
  const std::string text = read_text(options.scenario), folder = folder_of(options.scenario);
  auto scenario = read(text, shown_path(options.scenario), options.sets, samples_in(folder));
  check_samples_apart(written_by(output), text, options.sets, folder);
  return scenario;
}

}  // namespace

std::vector<std::string> with_companions(const std::string& results) {
  return {results, results + "-journal", results + "-wal", results + "-shm", results + ".lock"};
}

std::vector<std::string> written_by(const OutputOptions& options) {
  return options.out.empty() ? std::vector<std::string>{} : std::vector{options.out};
}

std::vector<std::string> written_by(const StoreOptions& options) {
  if (!is_store_name(options.out)) return written_by(static_cast<const OutputOptions&>(options));
  return with_companions(
      shard_path(options.out, options.shard.empty() ? shard_of_environment() : *parse_shard(options.shard)));
}

void check_apart(const std::vector<std::string>& written, const std::string& input) {
  const std::string read = input == "-" ? "/dev/stdin" : input;
  for (const std::string& out : written) {
    std::error_code ignored;
    if (!fs::is_regular_file(out, ignored) || !fs::equivalent(read, out, ignored)) continue;
    throw UsageError(fmt::format("'{}' is both the file to write and one to read{}, which would be lost; name another",
                                 out, read == out ? "" : fmt::format(", '{}'", input)));
  }
}

void check_samples_apart(const std::vector<std::string>& written, const std::string& text,
                         const std::vector<std::string>& sets, const std::string& folder) {
  if (written.empty()) return;
  for (const std::string& file : samples_named(text, sets)) check_apart(written, folder + file);
}

void check_no_store(const std::string& out) {
  if (is_store_name(out))
    throw UsageError(
        fmt::format("'{}' would be no results file, which 'run' and 'sweep' alone write; call it otherwise", out));
}

void check_files(const OutputOptions& options, const std::vector<std::string>& scenarios,
                 const std::vector<std::string>& others) {
  check_no_store(options.out);
  check_each(options, written_by(options), scenarios, others);
}

void check_files(const StoreOptions& options, const std::vector<std::string>& scenarios,
                 const std::vector<std::string>& others) {
  if (!options.shard.empty() && !is_store_name(options.out))
    throw UsageError("--shard is of what is kept in a results file; add --out FILE.sqlite");
  check_each(options, written_by(options), scenarios, others);
}

Scenario load(const ScenarioOptions& scenario, const OutputOptions& output) {
  return load_by(scenario, output, parse_scenario);
}

ListedScenario load_listed(const ScenarioOptions& scenario, const OutputOptions& output) {
  return load_by(scenario, output, list_text);
}

Model load_model(const ScenarioOptions& scenario, const OutputOptions& output) {
  Model model = compile(load(scenario, output));
  if (!output.quiet) print_diagnostics(model.scenario.warnings);
  return model;
}

}  // namespace detente
