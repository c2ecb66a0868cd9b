#include <fmt/format.h>

#include <algorithm>

#include "sim/report/page.h"
#include "sim/report/text.h"

namespace detente {

namespace {

constexpr int margin = 2, gutter = 2;
constexpr std::size_t label_line_limit = 3;

std::string_view escape_of(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::strong:
      return "\x1b[1m";
    case Tone::quiet:
      return "\x1b[2m";
    case Tone::alarm:
      return "\x1b[33m";
  }
  return "";
}

// Of the words in a grid's first column, with what they are indented by.
int longest_word(const Grid& grid) {
  int longest = 0;
  for (const GridRow& row : grid.rows) {
    if (row.cells.size() == 1) continue;
    const std::string& label = row.cells[0];
    const std::size_t indent = std::min(label.find_first_not_of(' '), label.size());
    for (std::size_t begin = indent, end; begin < label.size(); begin = end + 1) {
      end = std::min(label.find(' ', begin), label.size());
      longest = std::max(longest, static_cast<int>(indent) + display_width(label.substr(begin, end - begin)));
    }
  }
  return longest;
}

// Widths of all columns; the first gets what the page leaves.
std::vector<int> widths_of(const Grid& grid, int page_width) {
  std::vector<int> widths{0};
  int left = page_width - margin;
  for (std::size_t column = 1; column < grid.titles.size(); ++column) {
    int width = display_width(title_text(grid, column));
    for (const GridRow& row : grid.rows)
      if (column < row.cells.size()) width = std::max(width, display_width(row.cells[column]));
    widths.push_back(width);
    left -= gutter + width;
  }
  int longest = display_width(title_text(grid, 0));
  for (const GridRow& row : grid.rows)
    if (row.cells.size() > 1) longest = std::max(longest, display_width(row.cells[0]));
  const auto yield = [&](int wanted, int least) {
    const int given = std::clamp(wanted - left, 0, std::max(0, widths[grid.yields] - least));
    widths[grid.yields] -= given;
    left += given;
  };
  if (grid.yields > 0) {
    yield(longest, 30);
    yield(longest_word(grid), display_width(title_text(grid, grid.yields)));
  }
  widths[0] = std::clamp(longest, 1, std::max(8, left));
  return widths;
}

// The label's lines, continued under its own beginning.
std::vector<std::string> label_lines(const std::string& label, int width) {
  const int indent =
      static_cast<int>(label.find_first_not_of(' ') == std::string::npos ? 0 : label.find_first_not_of(' '));
  std::vector<std::string> lines = wrap(label.substr(indent), std::max(1, width - indent));
  if (lines.size() > label_line_limit) {
    lines.resize(label_line_limit);
    lines.back() = cut(lines.back() + " …", width - indent);
  }
  for (std::string& line : lines) line.insert(0, indent, ' ');
  return lines;
}

class TerminalWriter {
 public:
  TerminalWriter(int width, bool colour) : width_(width), colour_(colour) {}
  std::string take() { return std::move(text_); }

  void operator()(const Heading& heading) {
    if (!text_.empty()) (*this)(Gap{});
    for (const std::string& part : wrap(heading.text, width_)) line(part, Tone::strong);
  }
  void operator()(const Gap&) { text_ += '\n'; }
  void operator()(const Paragraph& paragraph) {
    const auto& [text, indent, hanging, tone] = paragraph;
    std::string_view rest = text;
    line(std::string(indent, ' ') + take_line(rest, width_ - indent), tone);
    while (!rest.empty()) line(std::string(indent + hanging, ' ') + take_line(rest, width_ - indent - hanging), tone);
  }
  void operator()(const Entry& entry) {
    const auto& [name, text, name_width] = entry;
    (*this)(Paragraph{pad_right(name, name_width - 1) + " " + text, margin, name_width});
  }
  void operator()(const Grid& grid) {
    const std::vector<int> widths = widths_of(grid, width_);
    if (has_titles(grid)) {
      std::vector<std::string> titles;
      for (std::size_t column = 0; column < grid.titles.size(); ++column) titles.emplace_back(title_text(grid, column));
      line(composed(grid, widths, titles[0], titles), Tone::quiet);
    }
    for (const GridRow& row : grid.rows) {
      const bool wide = row.cells.size() == 1;
      const std::vector<std::string> label = label_lines(row.cells[0], wide ? width_ - margin : widths[0]);
      line(wide ? std::string(margin, ' ') + label[0] : composed(grid, widths, label[0], row.cells), row.tone);
      for (std::size_t i = 1; i < label.size(); ++i) line(std::string(margin, ' ') + label[i], row.tone);
    }
  }

 private:
  void line(std::string_view text, Tone tone) {
    const std::string fitting = without_trailing_spaces(cut(text, width_));
    if (colour_ && tone != Tone::plain && !fitting.empty())
      text_.append(escape_of(tone)).append(fitting).append("\x1b[0m\n");
    else
      text_.append(fitting).append("\n");
  }

  static std::string composed(const Grid& grid, const std::vector<int>& widths, const std::string& label,
                              const std::vector<std::string>& cells) {
    std::string text = std::string(margin, ' ') + pad_right(cut(label, widths[0]), widths[0]);
    for (std::size_t column = 1; column < cells.size(); ++column) {
      text.append(gutter, ' ');
      const std::string cell = column == grid.yields ? cut(cells[column], widths[column]) : cells[column];
      text += stands_left(grid, column) ? pad_right(cell, widths[column]) : pad_left(cell, widths[column]);
    }
    return text;
  }

  int width_;
  bool colour_;
  std::string text_;
};

}  // namespace

std::string write_terminal(const Page& page, int width, bool colour) {
  TerminalWriter writer(width, colour);
  for (const PageBlock& block : page.blocks()) std::visit(writer, block);
  return writer.take();
}

}  // namespace detente
