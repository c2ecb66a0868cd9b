#include "sim/report/meanings.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/text.h"
#include "sim/rules/words.h"

namespace detente {

namespace {

constexpr int text_width = 78;
constexpr std::string_view later_note = "it is checked, but 'run' and 'replay' refuse a scenario that has it";

const KeyRow* row_of(const WordMeaning& meaning) {
  const auto found =
      std::find_if(key_rows().begin(), key_rows().end(), [&](const KeyRow& row) { return row.path == meaning.of; });
  return found == key_rows().end() ? nullptr : &*found;
}

bool is_condition_word(const WordMeaning& meaning) { return meaning.of.empty(); }
const Function* function_of(const WordMeaning& meaning) {
  return is_condition_word(meaning) ? find_function(meaning.word) : nullptr;
}

// Without the marks of Markdown.
std::string plain(std::string_view text) {
  std::string line(text);
  std::ranges::replace(line, '`', '\'');
  return line;
}
std::string plain_heading(std::string_view text) {
  std::string line(text);
  std::erase(line, '`');
  return line;
}

// Indented, in lines of a terminal.
std::string paragraph(std::string_view text, std::string_view indent) {
  std::string lines;
  for (const std::string& line : wrap(plain(text), text_width - static_cast<int>(indent.size())))
    lines += fmt::format("{}{}\n", indent, line);
  return lines;
}

// "model.md#single-text-single-text", the anchor as GitHub makes it.
std::string link_of(std::string_view where) {
  const std::size_t comma = where.find(", ");
  std::string link = std::string(where.substr(where.find('/') + 1, comma - where.find('/') - 1)) + "#";
  for (const char c : where.substr(comma + 2)) {
    if (c >= 'A' && c <= 'Z')
      link += static_cast<char>(c - 'A' + 'a');
    else if (c == ' ')
      link += '-';
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
      link += c;
  }
  return link;
}

}  // namespace

std::vector<const KeyRow*> holders(const WordMeaning& meaning) {
  std::vector<const KeyRow*> rows;
  const KeyRow* const named = row_of(meaning);
  if (!named || named->words.empty()) return rows;
  for (const KeyRow& row : key_rows())
    if (row.words == named->words) rows.push_back(&row);
  return rows;
}

std::vector<const WordMeaning*> meanings_of(std::string_view word) {
  std::vector<const WordMeaning*> found;
  for (const WordMeaning& meaning : meanings())
    if (meaning.word == word) found.push_back(&meaning);
  return found;
}

std::vector<const WordMeaning*> meanings_below(const KeyRow& row) {
  std::vector<const WordMeaning*> found;
  for (const WordMeaning& meaning : meanings())
    if (const KeyRow* const named = row_of(meaning); named && !row.words.empty() && named->words == row.words)
      found.push_back(&meaning);
  return found;
}

bool is_later(const WordMeaning& meaning) {
  if (const Function* function = function_of(meaning)) return function->planned;
  const KeyRow* const row = row_of(meaning);
  return row && (is_later_word(*row, meaning.word) || is_later(*row));
}

std::string what_it_is(const WordMeaning& meaning) {
  if (const Function* function = function_of(meaning))
    return fmt::format("{}: a function of conditions and expressions, {}", function->usage,
                       function->gives == RuleType::boolean ? "true or false" : "a number");
  if (is_condition_word(meaning)) return "a word of conditions and expressions";
  std::string paths;
  for (const KeyRow* row : holders(meaning)) paths += fmt::format("{}{}", paths.empty() ? "" : ", ", row->path);
  return paths.empty() ? "a form of a number" : "a word of " + paths;
}

std::string explained(const WordMeaning& meaning) {
  std::string text =
      fmt::format("{}\n", meaning.word) + paragraph(what_it_is(meaning), "  ") + paragraph(meaning.doc, "  ");
  if (is_later(meaning)) text += fmt::format("  {:<10} {}\n", "not yet", later_note);
  if (!meaning.where.empty()) text += fmt::format("  How it works: {}\n", plain_heading(meaning.where));
  return text;
}

Json to_json(const WordMeaning& meaning) {
  const Function* const function = function_of(meaning);
  Json keys = Json::array();
  for (const KeyRow* row : holders(meaning)) keys.push_back(row->path);
  return object({{"word", meaning.word},
                 {"what", what_it_is(meaning)},
                 {"keys", keys},
                 {"usage", function ? Json(function->usage) : Json(nullptr)},
                 {"meaning", meaning.doc},
                 {"not_yet", is_later(meaning) ? Json(later_note) : Json(nullptr)},
                 {"how_it_works", meaning.where.empty() ? Json(nullptr) : Json(plain_heading(meaning.where))}});
}

std::string listed(std::string_view title, const std::vector<const WordMeaning*>& list) {
  std::string text = fmt::format("{}\n", title);
  for (const WordMeaning* meaning : list) {
    text += fmt::format("  {}{}\n", meaning->word, is_later(*meaning) ? " (not used yet)" : "");
    text += paragraph(meaning->doc, "    ");
  }
  return text;
}

std::string words_section() {
  std::string page =
      "\n## Words\n\nWhat the words mean that keys may hold, the forms of a number, and the functions and operators of "
      "conditions.\n\n| word | of | meaning | how it works |\n|---|---|---|---|\n";
  for (const WordMeaning& meaning : meanings()) {
    const Function* const function = function_of(meaning);
    std::string of;
    for (const KeyRow* row : holders(meaning)) of += fmt::format("{}`{}`", of.empty() ? "" : ", ", row->path);
    if (of.empty()) of = is_condition_word(meaning) ? "conditions" : "a number";
    page += fmt::format(
        "| `{}` | {} | {}{} | {} |\n", function ? function->usage : meaning.word, of, meaning.doc,
        is_later(meaning) ? " *Not used yet.*" : "",
        meaning.where.empty()
            ? ""
            : fmt::format("[{}]({})", meaning.where.substr(meaning.where.find(", ") + 2), link_of(meaning.where)));
  }
  return page;
}

}  // namespace detente
