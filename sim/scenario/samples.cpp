// A scenario may come from a stranger, so `samples` reads nothing outside the scenario's folder: no absolute path, no
// "..", no link that leads out.

#include "sim/scenario/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "sim/scenario/bounds.h"
#include "sim/scenario/limits.h"

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

// The field at `index`, without spaces and quotes around it; nothing beyond the last.
std::string_view field(std::string_view line, std::size_t index) {
  for (; index > 0; --index) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return {};
    line.remove_prefix(comma + 1);
  }
  line = line.substr(0, line.find(','));
  const std::size_t begin = line.find_first_not_of(" \t\"");
  return begin == std::string_view::npos ? std::string_view()
                                         : line.substr(begin, line.find_last_not_of(" \t\"") + 1 - begin);
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

std::vector<double> read_column(const fs::path& path, const std::string& file, const std::string& column) {
  const std::string text = read_text(path.string());
  std::string_view rest = text;
  const std::string_view header = next_line(rest);
  std::vector<std::string> names;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(std::count(header.begin(), header.end(), ',')); ++i)
    names.emplace_back(field(header, i));
  const auto found = std::find(names.begin(), names.end(), column);
  if (found == names.end()) {
    const std::string near = nearest_name(column, names);
    throw Mistake{
        fmt::format("{}:1: there is no column '{}'", file, column),
        near.empty() ? "the first line of the file names its columns" : fmt::format("did you mean '{}'?", near)};
  }
  std::vector<double> values;
  for (int line = 2; !rest.empty(); ++line) {
    const std::string_view row = next_line(rest);
    if (row.empty()) continue;
    values.push_back(parse_number(field(row, found - names.begin()), file, line));
    if (values.size() > limits::sample_count)
      throw Mistake{fmt::format("{}:{}: more than {} values", file, line, limits::sample_count), "thin the file out"};
  }
  if (values.empty()) throw Mistake{fmt::format("{}: the column '{}' is empty", file, column), "add a number per line"};
  return values;
}

}  // namespace

std::vector<double> read_samples(const std::string& reference, const std::string& folder, const Place& place,
                                 Findings& findings) {
  const std::size_t hash = reference.rfind('#');
  try {
    if (hash == std::string::npos) throw Mistake{"this names no column", "write \"file.csv#column\""};
    const std::string file = reference.substr(0, hash);
    return read_column(locate(file, folder), file, reference.substr(hash + 1));
  } catch (const Mistake& mistake) {
    findings.error(place, mistake.cause, mistake.remedy);
  } catch (const ScenarioError& error) {
    findings.error(place, fmt::format("{}: {}", reference.substr(0, hash), error.diagnostics()[0].cause),
                   "a 'samples' file is at most 1 MiB of text");
  }
  return {};
}

}  // namespace detente
