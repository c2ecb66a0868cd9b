#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "sim/core/plain_text.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/overrides.h"
#include "sim/sweep/design.h"

namespace detente {

namespace {

// Lines of cells as RFC 4180 has them: a quoted cell may hold commas, line ends and doubled quotes.
class CsvReader {
 public:
  CsvReader(std::string text, const std::string& path) : text_(std::move(text)), path_(path) {}

  // False at the end. Empty lines are passed over.
  bool next(std::vector<std::string>& cells) {
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

  [[noreturn]] void fail(const std::string& cause) const {
    throw SweepError(fmt::format("{}:{}: {}", path_, begin_, cause));
  }

 private:
  void check(const std::string& found) const {
    const std::size_t at = find_control(found);
    if (at == std::string::npos) return;
    const std::string_view control = std::string_view(found).substr(at, sequence_length(found, at));
    fail(fmt::format("{} in the cell '{}'; delete it: a table is plain text", control_cause(control),
                     plain_line(std::string_view(found).substr(0, 60))));
  }

  void skip_line_end() { line_ += text_[at_++] == '\n'; }

  std::string cell() {
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

  const std::string text_;
  const std::string& path_;
  std::size_t at_ = 0;
  int line_ = 1, begin_ = 1;
};

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

PointList read_points(const std::string& path, int replications) {
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
}

}  // namespace detente
