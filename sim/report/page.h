// A page of headings, paragraphs and grids: of fixed width, where nothing goes past the right edge, or as Markdown.
// What is no plain text in what it is given is shown as an escape (sim/core/plain_text.h), tabs and line ends as
// spaces.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente {

struct PageStyle {
  int width = 80;         // columns
  bool colour = false;    // ANSI colours, which take no columns
  bool markdown = false;  // as GitHub renders it, of any width and without colours
};

enum class Tone { plain, strong, quiet, alarm };

struct GridRow {
  std::vector<std::string> cells;
  Tone tone = Tone::plain;
};

// Columns as wide as their contents, the first as wide as the rest leaves it: its text is wrapped over up to three
// lines. A row of one cell has the whole width. The first column stands left, the others right unless their title
// begins with '<', which is not printed.
struct Grid {
  std::vector<std::string> titles;
  std::vector<GridRow> rows;
  void add(std::vector<std::string> cells, Tone tone = Tone::plain) { rows.push_back({std::move(cells), tone}); }
};

class Page {
 public:
  explicit Page(PageStyle style) : style_(style) {}
  void heading(std::string_view text);
  void gap();  // an empty line; Markdown has one between any two blocks
  // hanging: further indentation of all lines but the first.
  void paragraph(std::string_view text, int indent = 2, int hanging = 0, Tone tone = Tone::plain);
  // "name   text", the text wrapped beside the name.
  void entry(std::string_view name, std::string_view text, int name_width = 14);
  void grid(const Grid& grid);
  int width() const { return style_.width; }
  std::string take() { return std::move(text_); }

 private:
  void line(std::string_view text, Tone tone = Tone::plain);
  void markdown_block(const std::string& text);  // with an empty line before it
  void markdown_grid(const Grid& grid);

  PageStyle style_;
  std::string text_;
};

}  // namespace detente
