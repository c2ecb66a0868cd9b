// What a command reads, and that it never is what it writes over: not by path, by "..", nor by a link.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/options.h"
#include "sim/engine/model.h"
#include "sim/scenario/addresses.h"

namespace detente {

// Of a results file: with what belongs to it as long as it is written, and where its writer was killed.
std::vector<std::string> with_companions(const std::string& results);

// The files that a command writes, if any.
std::vector<std::string> written_by(const OutputOptions& options);
std::vector<std::string> written_by(const StoreOptions& options);

// Each throws UsageError if a file that is written is one of those read.
void check_apart(const std::vector<std::string>& written, const std::string& input);

// Of the files of samples that a scenario names, or that `sets` name. folder: with a slash at its end, as folder_of().
void check_samples_apart(const std::vector<std::string>& written, const std::string& text,
                         const std::vector<std::string>& sets, const std::string& folder);

// Before anything is read or played: better than after it. Throws UsageError or FileError if the files of the command
// line, or what is asked to be written, make no sense together.
//   scenarios   that are read, "-" for standard input
//   others      that may be read, too
void check_files(const OutputOptions& options, const std::vector<std::string>& scenarios,
                 const std::vector<std::string>& others = {});
void check_files(const StoreOptions& options, const std::vector<std::string>& scenarios,
                 const std::vector<std::string>& others = {});

// Throws UsageError if `out`, which is no results file, is called like one.
void check_no_store(const std::string& out);

// The scenario of the command line, whose files of samples are apart from what is written. Throw ScenarioError,
// UsageError, FileError. load_model() says warnings.
Scenario load(const ScenarioOptions& scenario, const OutputOptions& output);
ListedScenario load_listed(const ScenarioOptions& scenario, const OutputOptions& output);
Model load_model(const ScenarioOptions& scenario, const OutputOptions& output);

}  // namespace detente
