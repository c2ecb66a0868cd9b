#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "sim/core/csv.h"
#include "sim/core/trim.h"
#include "sim/scenario/overrides.h"
#include "sim/sweep/design.h"

namespace detente {

namespace {

std::string read_table(const std::string& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) throw SweepError(fmt::format("cannot read '{}': {}", path, error.message()));
  if (bytes > points_bytes_max)
    throw SweepError(fmt::format("{}: a table of points is at most {} MiB", path, points_bytes_max >> 20));
  std::ifstream file(path, std::ios::binary);
  std::string text(bytes, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(bytes)))
    throw SweepError(fmt::format("cannot read '{}'", path));
  return text;
}

void check_addresses(const CsvReader& table) {
  const std::vector<std::string>& addresses = table.titles();
  if (addresses.size() > static_cast<std::size_t>(axes_max))
    table.fail(fmt::format("there are {} columns; at most {} can be", addresses.size(), axes_max), "leave some out");
  for (const std::string& address : addresses) {
    if (address.empty()) table.fail("a column has no name", "call each by the address it sets");
    const auto same = [&](const std::string& other) { return address_of(other + "=") == address_of(address + "="); };
    if (std::count_if(addresses.begin(), addresses.end(), same) > 1)
      table.fail(fmt::format("two columns are called '{}'", address), "leave out one of them");
  }
}

PointList points_of(std::string_view text, int replications) {
  CsvReader table(text);
  check_addresses(table);
  CellTable rows(table.titles().size());
  std::vector<std::string> cells;
  while (table.next(cells)) {
    for (const std::string& cell : cells) {
      table.refuse_decimal_comma(trim(cell));
      rows.add(cell);
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
    throw SweepError(fmt::format("{}:{}: {}; {}", path, mistake.place, mistake.cause, mistake.remedy));
  }
}

}  // namespace detente
