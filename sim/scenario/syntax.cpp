#include "sim/scenario/syntax.h"

#include <fmt/format.h>

#include <cctype>
#include <regex>

#include "sim/core/plain_text.h"

namespace detente {

namespace {

bool says(std::string_view said, std::string_view part) { return said.find(part) != std::string_view::npos; }

int column_of(std::string_view line, std::size_t byte) { return count_code_points(line.substr(0, byte)) + 1; }

// The name between the first pair of quotes in what the library says.
std::string quoted_in(std::string_view said) {
  const std::size_t begin = said.find('\'');
  const std::size_t end = begin == std::string_view::npos ? begin : said.find('\'', begin + 1);
  return end == std::string_view::npos ? "" : std::string(said.substr(begin + 1, end - begin - 1));
}

// The text up to `#`, good enough for a line that is wrong anyway. Nothing of a very long line: std::regex recurses
// once a character.
std::string without_comment(std::string_view line) {
  return line.size() > 500 ? "" : std::string(line.substr(0, line.find('#')));
}

// What is wrong with the value that begins or ends at the column; no cause if nothing common is.
SyntaxAdvice explain_value(const std::string& code, int column) {
  std::smatch match;
  static const std::regex inline_comma(R"(=\s*[-+]?[0-9]+(,)[0-9]+\s*(?:,[^=]*=|[,}]))");
  if (code.find('{') != std::string::npos && std::regex_search(code, match, inline_comma))
    return {"a decimal comma in a number", "write the number with a point, as in 0.5",
            column_of(code, match.position(1))};
  static const std::regex percent(R"([0-9]\s*(%))");
  if (std::regex_search(code, match, percent))
    return {"a percent sign after a number", "write the number alone: scales go from 0 to 100, shares from 0 to 1",
            column_of(code, match.position(1))};
  static const std::regex bare_point(R"([=\[,]\s*[-+]?(?:(\.)[0-9]|[0-9]+(\.)\s*(?:$|[\],}])))");
  if (std::regex_search(code, match, bare_point))
    return {"a number needs a digit on each side of its point", "write it as in 0.6 or 60.0",
            column_of(code, match[1].matched ? match.position(1) : match.position(2))};
  // A word in a list or between braces.
  static const std::regex word(
      R"([\[,=]\s*(?!true\b|false\b|inf\b|nan\b)([A-Za-z](?:[^,"'#=\[\]{}]*[^\s,"'#=\[\]{}])?)\s*[\],}])");
  for (std::sregex_iterator found(code.begin(), code.end(), word), end; found != end; ++found)
    if (column_of(code, found->position(1)) == column)
      return {fmt::format("the text {} has no quotes", found->str(1)), "put it in quotes: \"" + found->str(1) + "\"",
              column};
  return {};
}

}  // namespace

SyntaxAdvice explain_character(std::string_view character) {
  for (const std::string_view quote : {"\u201C", "\u201D", "\u201E", "\u2018", "\u2019"})
    if (character == quote)
      return {"typographic quotes around text", "use the plain quotes \" or '; word processors replace them"};
  for (const std::string_view minus : {"\u2212", "\u2013", "\u2014", "\u2010", "\u2011"})
    if (character == minus) return {"a typographic minus", "use the plain - of the keyboard"};
  return {fmt::format("'{}' can stand only in quotes or in a comment", character),
          "put the text in quotes; names have plain letters"};
}

SyntaxAdvice explain_syntax(std::string_view line, int column, std::string_view said) {
  if (says(said, "cannot redefine") || says(said, "into existing inline table"))
    return {fmt::format("'{}' is given a second time", quoted_in(said)), "keep one of the two, or rename one"};

  const std::string code = without_comment(line);
  std::smatch match;
  static const std::regex decimal_comma(R"(=\s*[-+]?[0-9]+(,)[0-9]+\s*$)");
  if (std::regex_search(code, match, decimal_comma))
    return {"a decimal comma in a number", "write the number with a point, as in 0.5",
            column_of(code, match.position(1))};
  static const std::regex bare_value(
      R"(^\s*[A-Za-z0-9_."'-]+\s*=\s*(?!true\b|false\b|inf\b|nan\b)([A-Za-z](?:[^,"'#\[\]{}]*[^\s,"'#\[\]{}])?))");
  if (std::regex_search(code, match, bare_value) && column >= column_of(code, match.position(1)))
    return {fmt::format("the text {} has no quotes", match.str(1)), "put it in quotes: \"" + match.str(1) + "\"",
            column_of(code, match.position(1))};
  if (const SyntaxAdvice advice = explain_value(code, column); !advice.cause.empty()) return advice;
  if (says(said, "string") && (says(said, "encountered end-of") || says(said, "control character"))) {
    const std::size_t quote = line.find_first_of("\"'", std::min(line.find('='), line.size()));
    return {"the text that begins here has no closing quote", "add the quote at its end",
            quote == std::string_view::npos ? 0 : column_of(line, quote)};
  }
  if (says(said, "inline table") && (says(said, "saw '\\n'") || says(said, "encountered end-of")))
    return {"a table in braces { } must end on the line where it begins",
            "put it on one line, or write it as a [table] of its own"};
  if (says(said, "array") && (says(said, "expected comma or closing") || says(said, "encountered end-of")))
    return {"the list before this place is not closed, or lacks a comma",
            "close it with ], and put commas between its elements"};
  if (says(said, "encountered end-of"))
    return {"the line ends before the value is complete", "write key = value on one line"};
  if (says(said, "expected '='") ||
      (says(said, "expected a comment or whitespace") && line.find('=') == std::string_view::npos))
    return {"there is no '=' between the key and its value", "write key = value"};
  if (const std::size_t saw = said.rfind("saw '"); saw != std::string_view::npos)
    return {fmt::format("{} cannot stand here", said.substr(saw + 4)),
            "after a value only a comment with # may follow on its line"};
  const std::string_view prefix = "Error while parsing ";
  return {fmt::format("this is not TOML: {}", said.substr(said.starts_with(prefix) ? prefix.size() : 0)),
          "see the tutorial scenario for the form"};
}

}  // namespace detente
