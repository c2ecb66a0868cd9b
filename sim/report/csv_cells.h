// Lines of CSV.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace detente {

struct CsvStyle {
  // Cells that a spreadsheet would take for a formula have an apostrophe before them: those that begin with = + - @, a
  // tab or a line end, and are no numbers.
  bool safe = false;
};

std::string csv_cell(std::string_view text, CsvStyle style = {});  // quoted where it must be (RFC 4180)

// The shortest text that reads back as the same number; none: an empty cell.
std::string csv_number(double value);
std::string csv_number(std::uint64_t value);
template <class Number>
std::string csv_number(const std::optional<Number>& value) {
  return value ? csv_number(*value) : "";
}

// Cells separated by commas, with a line end (RFC 4180, but for the line feed alone).
std::string csv_line(const std::vector<std::string>& cells, CsvStyle style = {});

}  // namespace detente
