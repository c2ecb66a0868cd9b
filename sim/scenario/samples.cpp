#include "sim/scenario/samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/csv.h"
#include "sim/core/trim.h"
#include "sim/core/written_number.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/document.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/scenario.h"

namespace detente {

namespace {

std::string printable(std::string_view text) {
  std::string shown(text);
  std::replace_if(shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

// The place of the option with this label, else the number. scale: an issue, or nullptr.
double value_in(const CsvReader& table, std::size_t place, std::string_view cell, const Issue* scale) {
  const std::string_view text = trim(cell);
  const std::optional<double> number = written_number(text);
  if (scale) {
    if (const int option = scale->called(text); option >= 0) return scale->options[option].value;
    if (const IssueOption* option = number ? scale->called_elsewhere(*number) : nullptr)
      table.fail_in(place,
                    fmt::format("'{}' may be the number, or the option '{}', which lies at {}", text, option->label,
                                option->value),
                    fmt::format("write the option as it is called, '{}'", option->label));
  }
  if (number) return *number;
  table.refuse_decimal_comma(place, text);
  table.fail_in(place,
                fmt::format("'{}' is not a finite number{}", printable(cell.substr(0, 40)),
                            scale && !scale->is_range() ? fmt::format(", nor an option of '{}'", scale->name) : ""),
                "correct the file");
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
  if (const auto second = std::find(found + 1, titles.end(), column); second != titles.end())
    table.fail_in(second - titles.begin(), fmt::format("two columns are called '{}'", column), "rename one of them");
  return found - titles.begin();
}

std::vector<double> column_of(std::string_view text, const std::string& column, const Issue* scale) {
  CsvReader table(text);
  const std::size_t index = find_column(table, column);
  std::vector<double> values;
  std::vector<std::string> cells;
  while (table.next(cells)) {
    values.push_back(value_in(table, index, cells[index], scale));
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

std::string SampleSource::text_of(const std::string& file) const {
  if (read_file_) return read_file_(file);
  const auto found = texts_.find(file);
  if (found == texts_.end()) throw SampleMistake{fmt::format("there is no file '{}' with the scenario", file), ""};
  return found->second;
}

// Files are bounded each, and together.
std::string Samples::text_of(const std::string& file) {
  std::string text;
  if (bytes_ <= limits::sample_bytes_all) text = source_.text_of(file);
  if (text.size() > limits::file_bytes)
    throw SampleMistake{fmt::format("{}: {}", file, long_file_cause), "a 'samples' file is at most 1 MiB of text"};
  bytes_ += text.size();
  if (bytes_ > limits::sample_bytes_all)
    throw SampleMistake{fmt::format("more than {} MiB of 'samples' files", limits::sample_bytes_all >> 20),
                        "make the files smaller: each counts as often as it is named"};
  return text;
}

std::vector<double> Samples::read_column(const std::string& file, const std::string& column, const Issue* scale) {
  const std::string text = text_of(file);
  std::vector<double> values;
  try {
    values = column_of(text, column, scale);
  } catch (const CsvMistake& mistake) {
    throw SampleMistake{fmt::format("{}:{}: {}", file, mistake.place, mistake.cause), mistake.remedy};
  }
  if (values.empty())
    throw SampleMistake{fmt::format("{}: the column '{}' is empty", file, column), "add a number per line"};
  count_ += values.size();
  if (count_ > limits::sample_count_all)
    throw SampleMistake{fmt::format("more than {} values of 'samples'", limits::sample_count_all),
                        "thin the files out"};
  return values;
}

std::vector<double> Samples::read(const std::string& reference, const Place& place, Findings& findings,
                                  const Issue* scale) {
  const std::size_t hash = reference.rfind('#');
  try {
    if (hash == std::string::npos) throw SampleMistake{"this names no column", "write \"file.csv#column\""};
    return read_column(reference.substr(0, hash), reference.substr(hash + 1), scale);
  } catch (const SampleMistake& mistake) {
    findings.error(place, mistake.cause, mistake.remedy);
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

}  // namespace detente
