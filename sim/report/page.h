// A page of blocks: headings, paragraphs, entries and grids. Three writers: for terminals, of fixed width, where
// nothing goes past the right edge; as Markdown; as HTML. What is no plain text in what a page is given is shown as an
// escape (sim/core/plain_text.h), tabs and line ends as spaces.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace detente {

enum class Tone { plain, strong, quiet, alarm };

struct Heading {
  std::string text;  // the first of a page is its title
};

// An empty line on a terminal; the other forms have one between any two blocks.
struct Gap {};

struct Paragraph {
  std::string text;
  int indent = 2, hanging = 0;  // columns; hanging: further ones, of all lines but the first
  Tone tone = Tone::plain;
};

// "name   text", the text wrapped beside the name.
struct Entry {
  std::string name, text;
  int name_width = 14;
};

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
  // A column of texts that a terminal cuts where the first has too little room: to no less than 30 columns, or the
  // width of its title where a word of the first were broken otherwise. 0: none.
  std::size_t yields = 0;
  void add(std::vector<std::string> cells, Tone tone = Tone::plain) { rows.push_back({std::move(cells), tone}); }
};

using PageBlock = std::variant<Heading, Gap, Paragraph, Entry, Grid>;

class Page {
 public:
  void heading(std::string_view text);
  void gap() { blocks_.emplace_back(Gap{}); }
  void paragraph(std::string_view text, int indent = 2, int hanging = 0, Tone tone = Tone::plain);
  void entry(std::string_view name, std::string_view text, int name_width = 14);
  void grid(Grid grid);
  const std::vector<PageBlock>& blocks() const { return blocks_; }

 private:
  std::vector<PageBlock> blocks_;
};

enum class PageForm { terminal, markdown, html };

struct PageStyle {
  PageForm form = PageForm::terminal;
  int width = 80;       // columns of a terminal
  bool colour = false;  // likewise: ANSI colours, which take no columns
};

std::string write(const Page& page, const PageStyle& style);

// The forms, each in a file of its own.
std::string write_terminal(const Page& page, int width, bool colour);
std::string write_markdown(const Page& page);  // as GitHub renders it
std::string write_html(const Page& page);      // one document, with no styling

// Of a grid's columns.
bool stands_left(const Grid& grid, std::size_t column);
std::string_view title_text(const Grid& grid, std::size_t column);
bool has_titles(const Grid& grid);

}  // namespace detente
