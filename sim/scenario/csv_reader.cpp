#include "sim/scenario/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/plain_text.h"
#include "sim/scenario/bounds.h"

namespace detente {

bool CsvReader::next(std::vector<std::string>& cells) {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) skip_line_end();
  if (at_ == text_.size()) return false;
  begin_ = line_;
  cells.clear();
  cells.push_back(cell());
  for (; at_ < text_.size() && text_[at_] == ','; cells.push_back(cell())) ++at_;
  for (const std::string& found : cells) check(found);
  if (at_ < text_.size()) skip_line_end();
  return true;
}

void CsvReader::fail(const std::string& cause) const {
  throw TableError(fmt::format("{}:{}: {}", path_, begin_, cause));
}

void CsvReader::check(const std::string& found) const {
  const std::size_t at = find_control(found);
  if (at == std::string::npos) return;
  const std::string_view control = std::string_view(found).substr(at, sequence_length(found, at));
  fail(fmt::format("{} in the cell '{}'; delete it: a table is plain text", control_cause(control),
                   plain_line(std::string_view(found).substr(0, 60))));
}

std::string CsvReader::cell() {
  std::string found;
  if (at_ == text_.size() || text_[at_] != '"') {
    const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
  }
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '"' && text_.compare(at_, 2, "\"\"") != 0) {
      ++at_;
      if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r')
        fail("there is text after a closing quote; double the quotes inside a cell");
      return found;
    }
    at_ += text_[at_] == '"';
    line_ += text_[at_] == '\n';
    found += text_[at_];
  }
  fail("a quote is not closed");
}

}  // namespace detente
