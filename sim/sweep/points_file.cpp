#include <fmt/format.h>

#include <algorithm>

#include "sim/core/csv.h"
#include "sim/core/plain_text.h"
#include "sim/core/trim.h"
#include "sim/files/text_files.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/sources.h"
#include "sim/sweep/sweep.h"

namespace detente {

namespace {

void check_addresses(const CsvReader& table) {
  const std::vector<std::string>& addresses = table.titles();
  if (addresses.size() > static_cast<std::size_t>(axes_max))
    table.fail(fmt::format("there are {} columns; at most {} can be", addresses.size(), axes_max), "leave some out");
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    if (addresses[i].empty()) table.fail_in(i, "a column has no name", "call each by the address it sets");
    const auto same = [&](const std::string& other) {
      return address_of(other + "=") == address_of(addresses[i] + "=");
    };
    if (std::any_of(addresses.begin(), addresses.begin() + static_cast<std::ptrdiff_t>(i), same))
      table.fail_in(i, fmt::format("two columns are called '{}'", addresses[i]), "leave out one of them");
  }
}

PointList points_of(std::string_view text, int replications) {
  CsvReader table(text);
  check_addresses(table);
  CellTable rows(table.titles().size());
  std::vector<std::string> cells;
  while (table.next(cells)) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      table.refuse_decimal_comma(i, trim(cells[i]));
      rows.add(cells[i]);
    }
    if (rows.rows() > static_cast<std::uint64_t>(points_max))
      table.fail(fmt::format("more than {} points", points_max), "spread them over several tables");
  }
  if (rows.rows() == 0) table.fail("there are no points below the first line", "add a line for each");
  return {table.titles(), std::move(rows), replications};
}

}  // namespace

PointList read_points(const std::string& path, int replications) {
  const std::string text = read_table(path);
  try {
    return points_of(text, replications);
  } catch (const CsvMistake& mistake) {
    throw FileError(fmt::format("{}:{}: {}; {}", path, mistake.place, mistake.cause, mistake.remedy));
  }
}

ScenarioError placed_in_table(const PointError& error, const std::string& path) try {
  const std::string text = read_table(path);
  const Sources lines(path, text);
  CsvReader table(text);
  std::vector<std::string> cells;
  for (std::uint64_t point = 0; point <= error.point(); ++point) table.next(cells);
  std::vector<Diagnostic> diagnostics = error.error().diagnostics();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const std::string set = "--set " + axis_value(table.titles()[i], cells[i]).sets.front();
    const Place place{.position = table.position_of(i), .length = count_code_points(cells[i])};
    for (Diagnostic& each : diagnostics)
      if (each.file == set) each = lines.diagnostic(each.severity, place, each.cause, each.remedy);
  }
  return ScenarioError(std::move(diagnostics));
} catch (const FileError&) {
  return error.error();
} catch (const CsvMistake&) {
  return error.error();
}

}  // namespace detente
