#include <fmt/format.h>

#include <algorithm>

#include "sim/report/page.h"
#include "sim/report/text.h"

namespace detente {

namespace {

// Nothing in the text is to be taken for Markdown or HTML. Brackets alone are neither: "](" would make a link of them.
std::string literally(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    const bool link = letter == '(' && escaped.ends_with(']');
    if (link || std::string_view("\\`*_<>#|~&$").find(letter) != std::string_view::npos) escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

// The same of a block, whose beginning might make a list of it, or a rule.
std::string block_of(std::string_view text) {
  std::string escaped = literally(text);
  const std::size_t digits = std::min(text.size(), text.find_first_not_of("0123456789"));
  if (text.starts_with('-') || text.starts_with('+') || text.starts_with('=')) return '\\' + escaped;
  if (digits == 0 || digits == text.size() || (text[digits] != '.' && text[digits] != ')')) return escaped;
  return escaped.substr(0, digits) + '\\' + escaped.substr(digits);
}

// The same of a cell; blanks at the beginning, which indent, stay.
std::string indented(std::string_view text) {
  const std::size_t blanks = std::min(text.size(), text.find_first_not_of(' '));
  std::string escaped;
  for (std::size_t i = 0; i < blanks; ++i) escaped += "&nbsp;";
  return escaped + literally(text.substr(blanks));
}

class MarkdownWriter {
 public:
  std::string take() { return std::move(text_); }

  void operator()(const Heading& heading) { block((text_.empty() ? "# " : "## ") + literally(heading.text)); }
  void operator()(const Gap&) {}
  void operator()(const Paragraph& paragraph) { block(block_of(paragraph.text)); }
  void operator()(const Entry& entry) { block(fmt::format("- {}: {}", literally(entry.name), literally(entry.text))); }
  void operator()(const Grid& grid) {
    std::string table = "|", rule = "|";
    for (std::size_t column = 0; column < grid.titles.size(); ++column) {
      table += ' ' + literally(title_text(grid, column)) + " |";
      rule += stands_left(grid, column) ? " --- |" : " ---: |";
    }
    table += '\n' + rule;
    for (const GridRow& row : grid.rows) {
      table += "\n|";
      for (std::size_t column = 0; column < grid.titles.size(); ++column) {
        const std::string text = column < row.cells.size() ? without_trailing_spaces(row.cells[column]) : "";
        const bool strong = column == 0 && (row.tone == Tone::strong || row.cells.size() == 1);
        table += strong ? " **" + literally(text.substr(std::min(text.size(), text.find_first_not_of(' ')))) + "** |"
                        : ' ' + indented(text) + " |";
      }
    }
    block(table);
  }

 private:
  void block(const std::string& text) {
    if (!text_.empty()) text_ += '\n';
    text_.append(text).append("\n");
  }

  std::string text_;
};

}  // namespace

std::string write_markdown(const Page& page) {
  MarkdownWriter writer;
  for (const PageBlock& block : page.blocks()) std::visit(writer, block);
  return writer.take();
}

}  // namespace detente
