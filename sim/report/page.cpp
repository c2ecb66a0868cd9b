#include "sim/report/page.h"

#include <algorithm>

#include "sim/core/plain_text.h"

namespace detente {

void Page::heading(std::string_view text) { blocks_.emplace_back(Heading{plain_line(text)}); }

void Page::paragraph(std::string_view text, int indent, int hanging, Tone tone) {
  blocks_.emplace_back(Paragraph{plain_line(text), indent, hanging, tone});
}

void Page::entry(std::string_view name, std::string_view text, int name_width) {
  blocks_.emplace_back(Entry{plain_line(name), plain_line(text), name_width});
}

void Page::grid(Grid grid) {
  for (std::string& title : grid.titles) title = plain_line(title);
  for (GridRow& row : grid.rows)
    for (std::string& cell : row.cells) cell = plain_line(cell);
  blocks_.emplace_back(std::move(grid));
}

std::string write(const Page& page, const PageStyle& style) {
  switch (style.form) {
    case PageForm::markdown:
      return write_markdown(page);
    case PageForm::html:
      return write_html(page);
    case PageForm::terminal:
      break;
  }
  return write_terminal(page, style.width, style.colour);
}

bool stands_left(const Grid& grid, std::size_t column) { return column == 0 || grid.titles[column].starts_with('<'); }

std::string_view title_text(const Grid& grid, std::size_t column) {
  const std::string_view title = grid.titles[column];
  return title.substr(title.starts_with('<') ? 1 : 0);
}

bool has_titles(const Grid& grid) {
  for (std::size_t column = 0; column < grid.titles.size(); ++column)
    if (!title_text(grid, column).empty()) return true;
  return false;
}

}  // namespace detente
