#include "sim/files/scenario_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/files/text_files.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

// The path to open; throws SampleMistake.
fs::path locate(const std::string& file, const std::string& folder) {
  const fs::path asked(file);
  if (file.empty() || asked.is_absolute() || std::find(asked.begin(), asked.end(), "..") != asked.end())
    throw SampleMistake{fmt::format("'{}' is not a file below the scenario's folder", file),
                        "give a path relative to the scenario, without '..'"};
  std::error_code error;
  const fs::path home = fs::canonical(folder.empty() ? "." : folder, error);
  const fs::path path = error ? fs::path() : fs::canonical(home / asked, error);
  if (error || !fs::is_regular_file(path, error))
    throw SampleMistake{fmt::format("there is no file '{}' beside the scenario", file),
                        "check its name; paths start at the scenario's folder"};
  if (std::mismatch(home.begin(), home.end(), path.begin(), path.end()).first != home.end())
    throw SampleMistake{fmt::format("'{}' is a link that leads out of the scenario's folder", file),
                        "copy the file there"};
  return path;
}

// Throws SampleMistake.
std::string read_sample(const std::string& file, const std::string& folder) {
  const fs::path path = locate(file, folder);
  try {
    return read_bounded(path.string(), limits::file_bytes);
  } catch (const FileMistake& mistake) {
    throw SampleMistake{fmt::format("{}: {}", file, mistake.cause), "a 'samples' file is at most 1 MiB of text"};
  }
}

}  // namespace

Scenario load_scenario(const std::string& path, const std::vector<std::string>& sets) {
  return parse_scenario(read_text(path), shown_path(path), sets, samples_in(folder_of(path)));
}

ListedScenario list_scenario(const std::string& path, const std::vector<std::string>& sets) {
  return list_text(read_text(path), shown_path(path), sets, samples_in(folder_of(path)));
}

Names load_names(const std::string& path) { return read_names(read_text(path), shown_path(path)); }

SampleSource samples_in(const std::string& folder) {
  return SampleSource([folder](const std::string& file) { return read_sample(file, folder); });
}

SampleTexts read_samples(const std::vector<std::string>& files, const std::string& folder) {
  SampleTexts texts;
  std::size_t bytes = 0;
  for (const std::string& file : files) {
    if (texts.contains(file) || bytes > limits::sample_bytes_all) continue;
    try {
      bytes += (texts[file] = read_sample(file, folder)).size();
    } catch (const SampleMistake&) {
      continue;
    }
  }
  return texts;
}

}  // namespace detente
