#include "sim/report/csv_cells.h"

#include <fmt/format.h>

#include <charconv>

namespace detente {

namespace {

bool is_number(std::string_view text) {
  double ignored = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), ignored);
  return error == std::errc() && rest == text.data() + text.size();
}

bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view("=+-@\t\r\n").find(text[0]) != std::string_view::npos && !is_number(text);
}

}  // namespace

std::string csv_cell(std::string_view text, CsvStyle style) {
  if (style.safe && looks_like_formula(text)) return csv_cell("'" + std::string(text));
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string quoted = "\"";
  for (const char letter : text) quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + '"';
}

std::string csv_number(double value) { return fmt::format("{}", value); }
std::string csv_number(std::uint64_t value) { return fmt::format("{}", value); }

std::string csv_line(const std::vector<std::string>& cells, CsvStyle style) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line.append(i == 0 ? "" : ",").append(csv_cell(cells[i], style));
  return line + '\n';
}

}  // namespace detente
