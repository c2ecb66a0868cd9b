// Tables as CSV, wherever one is read: RFC 4180, and what spreadsheets and people make of it.
//
// - The first line names the columns; each other line has as many cells. Commas stand between cells, and blanks around
//   a cell are no part of it.
// - A cell in double quotes may hold commas, line ends and blanks, and quotes, doubled. No other cell holds quotes.
// - Lines end in LF, CRLF or CR. Lines of nothing but blanks are passed over, and so is a byte order mark.
// - Cells are plain text (sim/core/plain_text.h) in UTF-8. What is a number has a point: a table with semicolons or
// tabs between
//   cells is refused, since nothing in it says what its commas are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.h"

namespace detente {

constexpr std::size_t csv_columns_max = 16'384;  // as spreadsheets have

struct CsvMistake {
  std::string place;          // "LINE" or "LINE:COLUMN", from 1
  std::string cause, remedy;  // one sentence each, without full stop
};

class CsvReader {
 public:
  // Reads the first line. The text must outlive the reader. Throws CsvMistake, as the others.
  explicit CsvReader(std::string_view text);

  const std::vector<std::string>& titles() const { return titles_; }
  // The cells of the next line, as many as titles; false at the end.
  bool next(std::vector<std::string>& cells);

  // Where the cell of the line read last begins.
  SourcePosition position_of(std::size_t cell) const { return position_at(cell_begins_[cell]); }

  // These mean the line on which the cells read last began, or one of its cells.
  [[noreturn]] void fail(std::string cause, std::string remedy) const;
  [[noreturn]] void fail_in(std::size_t cell, std::string cause, std::string remedy) const;
  // Of a cell that stands for a number: fails where its text is one such as "0,5".
  void refuse_decimal_comma(std::size_t cell, std::string_view text) const;

 private:
  bool read_line(std::vector<std::string>& cells);
  bool skip_blank_lines();
  void skip_blanks();
  void skip_line_end();
  bool at_cell_end() const;
  void read_cell(std::string& cell);
  void read_quoted(std::string& cell);
  void check_separator() const;
  [[noreturn]] void fail_separator(char separator) const;
  void check_text() const;
  SourcePosition position_at(std::size_t at) const;  // of a byte of the line read last
  [[noreturn]] void fail_at(std::size_t at, std::string cause, std::string remedy) const;

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1, begin_ = 1;  // where it reads, and where the line read last began
  std::size_t line_begin_ = 0;
  std::vector<std::size_t> cell_begins_;
  std::vector<std::string> titles_;
};

}  // namespace detente
