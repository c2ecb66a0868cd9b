#include "sim/core/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/plain_text.h"
#include "sim/core/trim.h"

namespace detente {

namespace {

constexpr std::string_view blanks = " \t";

bool are_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  if (!read_line(titles_)) fail("there is nothing in the table", "its first line names the columns");
  check_separator();
}

bool CsvReader::next(std::vector<std::string>& cells) {
  if (!read_line(cells)) return false;
  if (cells.size() == titles_.size()) return true;
  fail(fmt::format("the first line has {} cell{}, this one has {}", titles_.size(), titles_.size() == 1 ? "" : "s",
                   cells.size()),
       cells.size() > titles_.size() ? "write numbers with a point, not a comma, and text that has one in quotes"
                                     : "give each column its cell, if only an empty one between commas");
}

void CsvReader::fail(std::string cause, std::string remedy) const {
  throw CsvMistake{std::to_string(begin_), std::move(cause), std::move(remedy)};
}

void CsvReader::fail_in(std::size_t cell, std::string cause, std::string remedy) const {
  fail_at(cell_begins_[cell], std::move(cause), std::move(remedy));
}

void CsvReader::fail_at(std::size_t at, std::string cause, std::string remedy) const {
  const auto [line, column] = position_at(at);
  throw CsvMistake{fmt::format("{}:{}", line, column), std::move(cause), std::move(remedy)};
}

SourcePosition CsvReader::position_at(std::size_t at) const {
  const std::string_view before = text_.substr(line_begin_, at - line_begin_);
  return {begin_ + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
          count_code_points(before.substr(before.rfind('\n') + 1)) + 1};  // npos + 1 = 0
}

bool CsvReader::read_line(std::vector<std::string>& cells) {
  if (!skip_blank_lines()) return false;
  begin_ = line_;
  line_begin_ = at_;
  cell_begins_.clear();
  std::size_t count = 0;
  for (;; ++at_) {
    if (count == csv_columns_max) fail(fmt::format("more than {} cells in a line", count), "name fewer columns");
    if (count == cells.size()) cells.emplace_back();
    read_cell(cells[count++]);
    if (at_ == text_.size() || text_[at_] != ',') break;
  }
  cells.resize(count);
  check_text();
  if (at_ < text_.size()) skip_line_end();
  return true;
}

// False at the end of the text.
bool CsvReader::skip_blank_lines() {
  for (;;) {
    const std::size_t begin = at_;
    skip_blanks();
    if (at_ == text_.size()) return false;
    if (text_[at_] != '\n' && text_[at_] != '\r') {
      at_ = begin;
      return true;
    }
    skip_line_end();
  }
}

void CsvReader::skip_blanks() { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }

void CsvReader::skip_line_end() {
  at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
  ++line_;
}

bool CsvReader::at_cell_end() const {
  return at_ == text_.size() || text_[at_] == ',' || text_[at_] == '\n' || text_[at_] == '\r';
}

void CsvReader::read_cell(std::string& cell) {
  skip_blanks();
  cell_begins_.push_back(at_);
  if (at_ < text_.size() && text_[at_] == '"') return read_quoted(cell);
  const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
  cell = trim(text_.substr(at_, end - at_), blanks);
  at_ = end;
  if (cell.find('"') != std::string::npos)
    fail(fmt::format("a quote inside the cell '{}'", plain_line(std::string_view(cell).substr(0, 60))),
         "put the whole cell in quotes, and double those inside");
}

void CsvReader::read_quoted(std::string& cell) {
  cell.clear();
  for (++at_;; ++at_) {
    const std::size_t end = text_.find('"', at_);
    if (end == std::string_view::npos) fail("a quote is not closed", "add it where the cell ends");
    cell += text_.substr(at_, end - at_);
    at_ = end + 1;
    if (!text_.substr(at_).starts_with('"')) break;
    cell += '"';
  }
  line_ += static_cast<int>(std::count(cell.begin(), cell.end(), '\n'));
  const char follows = at_ < text_.size() ? text_[at_] : '\0';
  skip_blanks();
  if (at_cell_end()) return;
  if (follows == ';' || follows == '\t') fail_separator(follows);
  fail("there is text after a closing quote", "double the quotes inside a cell");
}

// One column whose name is not in quotes.
void CsvReader::check_separator() const {
  if (titles_.size() > 1 || text_.substr(0, at_).find('"') != std::string_view::npos) return;
  const std::size_t found = titles_.front().find_first_of(";\t");
  if (found != std::string::npos) fail_separator(titles_.front()[found]);
}

// As spreadsheets write it where numbers have a decimal comma.
void CsvReader::fail_separator(char separator) const {
  fail(fmt::format("there are {} between the cells", separator == ';' ? "semicolons" : "tabs"),
       "save the table with commas between cells, and a point in numbers");
}

void CsvReader::check_text() const {
  const std::string_view line = text_.substr(line_begin_, at_ - line_begin_);
  if (const std::size_t at = find_invalid(line); at != std::string_view::npos)
    fail_at(line_begin_ + at, std::string(invalid_cause), std::string(invalid_remedy));
  if (const std::size_t at = find_control(line); at != std::string_view::npos)
    fail_at(line_begin_ + at, control_cause(line.substr(at, sequence_length(line, at))),
            "delete it: a table is plain text");
}

void CsvReader::refuse_decimal_comma(std::size_t cell, std::string_view text) const {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return;
  const std::string_view before = text.substr(0, comma), after = text.substr(comma + 1);
  const bool signed_number = before.starts_with('-') || before.starts_with('+');
  if (are_digits(before.substr(signed_number)) && are_digits(after))
    fail_in(cell, fmt::format("'{}' has a decimal comma", text),
            fmt::format("write it with a point: {}.{}", before, after));
}

}  // namespace detente
