#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "sim/scenario/csv_reader.h"
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
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

}  // namespace

PointList read_points(const std::string& path, int replications) try {
  CsvReader reader(read_table(path), path);
  std::vector<std::string> addresses, cells;
  if (!reader.next(addresses))
    throw SweepError(fmt::format("{}: there is nothing in it; its first line names addresses", path));
  if (addresses.size() > static_cast<std::size_t>(axes_max))
    reader.fail(fmt::format("there are {} columns; at most {} can be", addresses.size(), axes_max));
  for (const std::string& address : addresses) {
    if (address.empty()) reader.fail("a column has no name; each is called by the address it sets");
    const auto same = [&](const std::string& other) { return address_of(other + "=") == address_of(address + "="); };
    if (std::count_if(addresses.begin(), addresses.end(), same) > 1)
      reader.fail(fmt::format("two columns are called '{}'", address));
  }
  CellTable rows(addresses.size());
  while (reader.next(cells)) {
    if (cells.size() != addresses.size())
      reader.fail(fmt::format("the first line has {} cells, this one has {}", addresses.size(), cells.size()));
    for (const std::string& cell : cells) rows.add(cell);
    if (rows.rows() > static_cast<std::uint64_t>(points_max))
      reader.fail(fmt::format("more than {} points", points_max));
  }
  if (rows.rows() == 0) throw SweepError(fmt::format("{}: there are no points below the first line", path));
  return {std::move(addresses), std::move(rows), replications};
} catch (const TableError& error) {
  throw SweepError(error.what());
}

}  // namespace detente
