// A scenario may come from a stranger, so `samples` reads nothing outside the scenario's folder: no absolute path, no
// "..", no link that leads out.

#include "sim/scenario/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "sim/core/plain_text.h"
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

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::string_view without_quotes(std::string_view field) {
  const std::size_t begin = field.find_first_not_of(" \t\"");
  return begin == std::string_view::npos ? std::string_view()
                                         : field.substr(begin, field.find_last_not_of(" \t\"") + 1 - begin);
}

// A comma between quotes is part of its field.
std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  std::size_t begin = 0;
  bool quoted = false;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at == line.size() || (line[at] == ',' && !quoted)) {
      fields.push_back(without_quotes(line.substr(begin, at - begin)));
      begin = at + 1;
    } else {
      quoted ^= line[at] == '"';
    }
  }
  return fields;
}

std::string printable(std::string_view text) {
  std::string shown(text);
  std::replace_if(shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

double parse_number(std::string_view text, const std::string& file, int line) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size() || !std::isfinite(value))
    throw Mistake{fmt::format("{}:{}: '{}' is not a finite number", file, line, printable(text.substr(0, 40))),
                  "correct the file"};
  return value;
}

// Which of the fields is the column.
std::size_t find_column(const std::vector<std::string_view>& header, const std::string& file,
                        const std::string& column) {
  const auto found = std::find(header.begin(), header.end(), column);
  if (found == header.end()) {
    const auto searched = header.begin() + std::min<std::ptrdiff_t>(header.end() - header.begin(), 1000);
    const std::string near = printable(nearest_name(column, {header.begin(), searched}));
    throw Mistake{
        fmt::format("{}:1: there is no column '{}'", file, column),
        near.empty() ? "the first line of the file names its columns" : fmt::format("did you mean '{}'?", near)};
  }
  if (std::find(found + 1, header.end(), column) != header.end())
    throw Mistake{fmt::format("{}:1: two columns are called '{}'", file, column), "rename one of them"};
  return found - header.begin();
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
  std::string_view rest = text;
  const std::string_view titles = next_line(rest);
  if (const std::size_t at = find_control(titles); at != std::string_view::npos)
    throw Mistake{fmt::format("{}:1:{}: {}", file, count_code_points(titles.substr(0, at)) + 1,
                              control_cause(titles.substr(at, sequence_length(titles, at)))),
                  "delete it: columns are called by plain text"};
  const std::vector<std::string_view> header = fields_of(titles);
  const std::size_t index = find_column(header, file, column);
  std::vector<double> values;
  for (int line = 2; !rest.empty(); ++line) {
    const std::string_view row = next_line(rest);
    if (row.empty()) continue;
    const std::vector<std::string_view> fields = fields_of(row);
    if (fields.size() != header.size())
      throw Mistake{fmt::format("{}:{}: the first line has {} field{}, this one has {}", file, line, header.size(),
                                header.size() == 1 ? "" : "s", fields.size()),
                    fields.size() > header.size()
                        ? "write numbers with a point, not a comma, and text that has one in quotes"
                        : "give each column its field, if only an empty one between commas"};
    values.push_back(parse_number(fields[index], file, line));
    if (values.size() > limits::sample_count)
      throw Mistake{fmt::format("{}:{}: more than {} values", file, line, limits::sample_count), "thin the file out"};
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
