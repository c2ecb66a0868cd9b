#include "sim/report/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/plain_text.h"
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

bool stands_left(const std::string& title) { return title.starts_with('<'); }
std::string title_text(const std::string& title) { return stands_left(title) ? title.substr(1) : title; }

// Widths of all columns; the first gets what the page leaves.
std::vector<int> widths_of(const Grid& grid, int page_width) {
  std::vector<int> widths;
  int left = page_width - margin;
  for (std::size_t column = 1; column < grid.titles.size(); ++column) {
    int width = display_width(title_text(grid.titles[column]));
    for (const GridRow& row : grid.rows)
      if (column < row.cells.size()) width = std::max(width, display_width(row.cells[column]));
    widths.push_back(width);
    left -= gutter + width;
  }
  int longest = display_width(grid.titles[0]);
  for (const GridRow& row : grid.rows)
    if (row.cells.size() > 1) longest = std::max(longest, display_width(row.cells[0]));
  widths.insert(widths.begin(), std::clamp(longest, 1, std::max(8, left)));
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

// The same; blanks at the beginning, which indent, stay.
std::string indented(std::string_view text) {
  const std::size_t blanks = std::min(text.size(), text.find_first_not_of(' '));
  std::string escaped;
  for (std::size_t i = 0; i < blanks; ++i) escaped += "&nbsp;";
  return escaped + literally(text.substr(blanks));
}

Grid plain_grid(Grid grid) {
  for (std::string& title : grid.titles) title = plain_line(title);
  for (GridRow& row : grid.rows)
    for (std::string& cell : row.cells) cell = plain_line(cell);
  return grid;
}

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

void Page::line(std::string_view text, Tone tone) {
  const std::string fitting = without_trailing_spaces(cut(text, style_.width));
  const bool coloured = style_.colour && tone != Tone::plain && !fitting.empty();
  if (coloured)
    text_.append(escape_of(tone)).append(fitting).append("\x1b[0m\n");
  else
    text_.append(fitting).append("\n");
}

void Page::gap() {
  if (!style_.markdown) text_ += '\n';
}

void Page::markdown_block(const std::string& text) {
  if (!text_.empty()) text_ += '\n';
  text_.append(text).append("\n");
}

void Page::markdown_grid(const Grid& grid) {
  std::string table = "|", rule = "|";
  for (std::size_t column = 0; column < grid.titles.size(); ++column) {
    table += ' ' + literally(title_text(grid.titles[column])) + " |";
    rule += column == 0 || stands_left(grid.titles[column]) ? " --- |" : " ---: |";
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
  markdown_block(table);
}

void Page::heading(std::string_view given) {
  const std::string text = plain_line(given);
  if (style_.markdown) return markdown_block((text_.empty() ? "# " : "## ") + literally(text));
  if (!text_.empty()) gap();
  for (const std::string& part : wrap(text, style_.width)) line(part, Tone::strong);
}

void Page::paragraph(std::string_view given, int indent, int hanging, Tone tone) {
  const std::string text = plain_line(given);
  if (style_.markdown) return markdown_block(literally(text));
  std::string_view rest = text;
  line(std::string(indent, ' ') + take_line(rest, style_.width - indent), tone);
  while (!rest.empty())
    line(std::string(indent + hanging, ' ') + take_line(rest, style_.width - indent - hanging), tone);
}

void Page::entry(std::string_view given_name, std::string_view given_text, int name_width) {
  const std::string name = plain_line(given_name), text = plain_line(given_text);
  if (style_.markdown) return markdown_block(fmt::format("- {}: {}", literally(name), literally(text)));
  paragraph(pad_right(name, name_width - 1) + " " + text, margin, name_width);
}

void Page::grid(const Grid& given) {
  const Grid grid = plain_grid(given);
  if (style_.markdown) return markdown_grid(grid);
  const std::vector<int> widths = widths_of(grid, style_.width);
  const auto compose = [&](const std::string& label, const std::vector<std::string>& cells) {
    std::string text = std::string(margin, ' ') + pad_right(cut(label, widths[0]), widths[0]);
    for (std::size_t column = 1; column < cells.size(); ++column) {
      text.append(gutter, ' ');
      text += stands_left(grid.titles[column]) ? pad_right(cells[column], widths[column])
                                               : pad_left(cells[column], widths[column]);
    }
    return text;
  };
  std::vector<std::string> titles;
  for (const std::string& title : grid.titles) titles.push_back(title_text(title));
  if (std::any_of(titles.begin(), titles.end(), [](const std::string& title) { return !title.empty(); }))
    line(compose(titles[0], titles), Tone::quiet);
  for (const GridRow& row : grid.rows) {
    const std::vector<std::string> label =
        label_lines(row.cells[0], row.cells.size() > 1 ? widths[0] : style_.width - margin);
    line(row.cells.size() > 1 ? compose(label[0], row.cells) : std::string(margin, ' ') + label[0], row.tone);
    for (std::size_t i = 1; i < label.size(); ++i) line(std::string(margin, ' ') + label[i], row.tone);
  }
}

}  // namespace detente
