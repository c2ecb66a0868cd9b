// Tables as spreadsheets write them.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace detente {

// A table is not what it should be: "FILE:LINE: cause; remedy".
class TableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Lines of cells as RFC 4180 has them: a quoted cell may hold commas, line ends and doubled quotes.
class CsvReader {
 public:
  // path: as errors name it.
  CsvReader(std::string text, std::string path) : text_(std::move(text)), path_(std::move(path)) {}

  // False at the end. Empty lines are passed over. Throws TableError where a quote is not closed, and where a cell is
  // no plain text.
  bool next(std::vector<std::string>& cells);

  // Of the line just read.
  [[noreturn]] void fail(const std::string& cause) const;

 private:
  void check(const std::string& found) const;
  void skip_line_end() { line_ += text_[at_++] == '\n'; }
  std::string cell();

  const std::string text_, path_;
  std::size_t at_ = 0;
  int line_ = 1, begin_ = 1;
};

}  // namespace detente
