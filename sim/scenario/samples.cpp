// A scenario may come from a stranger, so `samples` reads nothing outside the scenario's folder: no absolute path, no
// "..", no link that leads out.

#include "sim/scenario/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "sim/core/csv.h"
#include "sim/core/trim.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/document.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/overrides.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

struct Mistake {
  std::string cause, remedy;
};

// The path to open; throws Mistake.
fs::path locate(const std::string& file, const std::string& folder) {
  const fs::path asked(file);
  if (file.empty() || asked.is_absolute() || std::find(asked.begin(), asked.end(), "..") != asked.end())
    throw Mistake{fmt::format("'{}' is not a file below the scenario's folder", file),
                  "give a path relative to the scenario, without '..'"};
  std::error_code error;
  const fs::path home = fs::canonical(folder.empty() ? "." : folder, error);
  const fs::path path = error ? fs::path() : fs::canonical(home / asked, error);
  if (error || !fs::is_regular_file(path, error))
    throw Mistake{fmt::format("there is no file '{}' beside the scenario", file),
                  "check its name; paths start at the scenario's folder"};
  if (std::mismatch(home.begin(), home.end(), path.begin(), path.end()).first != home.end())
    throw Mistake{fmt::format("'{}' is a link that leads out of the scenario's folder", file), "copy the file there"};
  return path;
}

std::string printable(std::string_view text) {
  std::string shown(text);
  std::replace_if(shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

double parse_number(const CsvReader& table, std::string_view cell) {
  double value = 0;
  const std::string_view text = trim(cell);
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!text.empty() && error == std::errc() && rest == text.data() + text.size() && std::isfinite(value)) return value;
  table.refuse_decimal_comma(text);
  table.fail(fmt::format("'{}' is not a finite number", printable(cell.substr(0, 40))), "correct the file");
}

// Which of the cells of a line is the column's.
std::size_t find_column(const CsvReader& table, const std::string& column) {
  const std::vector<std::string>& titles = table.titles();
  const auto found = std::find(titles.begin(), titles.end(), column);
  if (found == titles.end()) {
    const auto searched = titles.begin() + std::min<std::ptrdiff_t>(titles.end() - titles.begin(), 1000);
    const std::string near = printable(nearest_name(column, {titles.begin(), searched}));
    table.fail(fmt::format("there is no column '{}'", column),
               near.empty() ? "the first line of the file names its columns" : fmt::format("did you mean '{}'?", near));
  }
  if (std::find(found + 1, titles.end(), column) != titles.end())
    table.fail(fmt::format("two columns are called '{}'", column), "rename one of them");
  return found - titles.begin();
}

std::vector<double> column_of(std::string_view text, const std::string& column) {
  CsvReader table(text);
  const std::size_t index = find_column(table, column);
  std::vector<double> values;
  std::vector<std::string> cells;
  while (table.next(cells)) {
    values.push_back(parse_number(table, cells[index]));
    if (values.size() > limits::sample_count)
      table.fail(fmt::format("more than {} values", limits::sample_count), "thin the file out");
  }
  return values;
}

// Adds the file of a reference, "file.csv#column".
void add_file(std::vector<std::string>& files, const std::string& reference) {
  if (const std::size_t hash = reference.rfind('#'); hash != std::string::npos)
    files.push_back(reference.substr(0, hash));
}

void add_files(std::vector<std::string>& files, const TomlNode& node) {
  for (const TomlNode& item : node.items) add_files(files, item);
  for (const TomlMember& member : node.members) {
    if (member.key == "samples") add_file(files, member.value.text);
    add_files(files, member.value);
  }
}

}  // namespace

// Files are bounded together before they are read.
std::string Samples::text_of(const std::string& file) {
  const auto count = [&](std::size_t bytes) {
    bytes_ += std::min<std::size_t>(bytes, limits::file_bytes);
    if (bytes_ > limits::sample_bytes_all)
      throw Mistake{fmt::format("more than {} MiB of 'samples' files", limits::sample_bytes_all >> 20),
                    "make the files smaller: each counts as often as it is named"};
  };
  if (!source_.texts) {
    const fs::path path = locate(file, source_.folder);
    std::error_code ignored;
    count(fs::file_size(path, ignored));
    return read_text(path.string());
  }
  const auto found = source_.texts->find(file);
  if (found == source_.texts->end()) throw Mistake{fmt::format("there is no file '{}' with the scenario", file), ""};
  count(found->second.size());
  return found->second;
}

std::vector<double> Samples::read_column(const std::string& file, const std::string& column) {
  const std::string text = text_of(file);
  std::vector<double> values;
  try {
    values = column_of(text, column);
  } catch (const CsvMistake& mistake) {
    throw Mistake{fmt::format("{}:{}: {}", file, mistake.place, mistake.cause), mistake.remedy};
  }
  if (values.empty()) throw Mistake{fmt::format("{}: the column '{}' is empty", file, column), "add a number per line"};
  count_ += values.size();
  if (count_ > limits::sample_count_all)
    throw Mistake{fmt::format("more than {} values of 'samples'", limits::sample_count_all), "thin the files out"};
  return values;
}

std::vector<double> Samples::read(const std::string& reference, const Place& place, Findings& findings) {
  const std::size_t hash = reference.rfind('#');
  try {
    if (hash == std::string::npos) throw Mistake{"this names no column", "write \"file.csv#column\""};
    return read_column(reference.substr(0, hash), reference.substr(hash + 1));
  } catch (const Mistake& mistake) {
    findings.error(place, mistake.cause, mistake.remedy);
  } catch (const ScenarioError& error) {
    findings.error(place, fmt::format("{}: {}", reference.substr(0, hash), error.diagnostics()[0].cause),
                   "a 'samples' file is at most 1 MiB of text");
  }
  return {};
}

std::vector<std::string> samples_named(const std::string& text, const std::vector<std::string>& sets) {
  std::vector<std::string> files;
  check_bounds(text, "");
  add_files(files, parse_document(text, Findings("", text), ""));
  for (const std::string& set : sets) {
    const std::optional<SetText> split = split_set(set);
    if (!split || set.find("samples") == std::string::npos) continue;
    const std::optional<TomlNode> value = parse_value(split->value, {});
    if (value) add_files(files, *value);
    add_file(files, value ? value->text : split->value);  // of a set of `samples` itself
  }
  return files;
}

SampleTexts read_samples(const std::vector<std::string>& files, const std::string& folder) {
  SampleTexts texts;
  std::size_t bytes = 0;
  for (const std::string& file : files) {
    if (texts.contains(file) || bytes > limits::sample_bytes_all) continue;
    try {
      bytes += (texts[file] = read_text(locate(file, folder).string())).size();
    } catch (const Mistake&) {
      continue;
    } catch (const ScenarioError&) {
      continue;
    }
  }
  return texts;
}

}  // namespace detente
