#include <fmt/format.h>

#include <algorithm>

#include "sim/report/page.h"

namespace detente {

namespace {

// As text, in an element or in an attribute.
std::string escaped(std::string_view text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

// The same, said in a tone.
std::string toned(std::string_view text, Tone tone) {
  std::string html = escaped(text);
  if (html.empty()) return html;
  switch (tone) {
    case Tone::plain:
      break;
    case Tone::strong:
      return "<strong>" + html + "</strong>";
    case Tone::quiet:
      return "<small>" + html + "</small>";
    case Tone::alarm:
      return "<mark>" + html + "</mark>";
  }
  return html;
}

std::string_view without_outer_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ')));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// Of a label: blanks at the beginning, which indent, stay.
std::string indentation(std::string_view text) {
  std::string spaces;
  for (std::size_t i = 0; i < std::min(text.size(), text.find_first_not_of(' ')); ++i) spaces += "&nbsp;";
  return spaces;
}

class HtmlWriter {
 public:
  void operator()(const Heading& heading) {
    end_list();
    const char* const tag = titled_ ? "h2" : "h1";
    if (!titled_) title_ = escaped(heading.text);
    titled_ = true;
    body_ += fmt::format("<{0}>{1}</{0}>\n", tag, escaped(heading.text));
  }
  void operator()(const Gap&) { end_list(); }
  void operator()(const Paragraph& paragraph) {
    end_list();
    body_ += fmt::format("<p>{}</p>\n", toned(paragraph.text, paragraph.tone));
  }
  void operator()(const Entry& entry) {
    if (!listing_) body_ += "<dl>\n";
    listing_ = true;
    body_ += fmt::format("<dt>{}</dt>\n<dd>{}</dd>\n", escaped(entry.name), escaped(entry.text));
  }
  void operator()(const Grid& grid) {
    end_list();
    body_ += "<table>\n";
    if (has_titles(grid)) add_titles(grid);
    body_ += "<tbody>\n";
    for (const GridRow& row : grid.rows) add_row(grid, row);
    body_ += "</tbody>\n</table>\n";
  }

  std::string take() {
    end_list();
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
        "content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n</head>\n<body>\n{}</body>\n</html>\n",
        title_, body_);
  }

 private:
  void end_list() {
    if (listing_) body_ += "</dl>\n";
    listing_ = false;
  }

  static const char* alignment(const Grid& grid, std::size_t column) {
    return stands_left(grid, column) ? "left" : "right";
  }

  void add_titles(const Grid& grid) {
    body_ += "<thead>\n<tr>";
    for (std::size_t column = 0; column < grid.titles.size(); ++column)
      body_ += fmt::format("<th scope=\"col\" align=\"{}\">{}</th>", alignment(grid, column),
                           escaped(title_text(grid, column)));
    body_ += "</tr>\n</thead>\n";
  }

  // A row of one cell says something of those below it.
  void add_row(const Grid& grid, const GridRow& row) {
    const std::string& label = row.cells[0];
    const bool wide = row.cells.size() == 1;
    body_ += fmt::format("<tr><th scope=\"row\" align=\"left\"{}>{}{}</th>",
                         wide ? fmt::format(" colspan=\"{}\"", grid.titles.size()) : "", indentation(label),
                         toned(without_outer_spaces(label), row.tone));
    for (std::size_t column = 1; column < grid.titles.size() && !wide; ++column) {
      const std::string_view text = column < row.cells.size() ? std::string_view(row.cells[column]) : "";
      body_ +=
          fmt::format("<td align=\"{}\">{}</td>", alignment(grid, column), toned(without_outer_spaces(text), row.tone));
    }
    body_ += "</tr>\n";
  }

  std::string title_, body_;
  bool titled_ = false, listing_ = false;
};

}  // namespace

std::string write_html(const Page& page) {
  HtmlWriter writer;
  for (const PageBlock& block : page.blocks()) std::visit(writer, block);
  return writer.take();
}

}  // namespace detente
