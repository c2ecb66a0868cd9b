#include "sim/report/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/error.h"
#include "sim/report/meanings.h"
#include "sim/report/text.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

std::string_view type_name(KeyType type) {
  switch (type) {
    case KeyType::text:
      return "text";
    case KeyType::label:
      return "label";
    case KeyType::name:
    case KeyType::reference:
      return "name";
    case KeyType::word:
      return "word";
    case KeyType::condition:
      return "condition";
    case KeyType::period:
      return "length of time";
    case KeyType::date:
      return "date";
    case KeyType::flag:
      return "true or false";
    case KeyType::integer:
      return "whole number";
    case KeyType::real:
      return "number as it stands";
    case KeyType::weight:
      return "number as it stands or expression";
    case KeyType::num:
      return "number";
    case KeyType::expression:
      return "number or expression";
    case KeyType::level:
      return "option, or number of a range";
    case KeyType::ideal:
      return "option, number on the scale, or expression";
    case KeyType::position:
      return "position";
    case KeyType::numbers:
      return "list of numbers";
    case KeyType::matrix:
      return "list of rows";
    case KeyType::names:
      return "list of names";
    case KeyType::conditions:
      return "list of conditions";
    case KeyType::table:
      return "table";
    case KeyType::tables:
      return "list of tables";
  }
  return "";
}

std::string quoted(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "`" : ", `") + word + "`";
  return list;
}

std::vector<std::string> later_words(const KeyRow& row) {
  const std::size_t bar = row.words.find('|');
  return bar == std::string_view::npos ? std::vector<std::string>{} : split_words(row.words.substr(bar + 1), ' ');
}

// "a party" for parties
std::string one_of(std::string_view kind) {
  if (kind == "parties") return "a party";
  const std::string_view one = kind.substr(0, kind.size() - 1);
  return fmt::format("{} {}", one.find_first_of("aeio") == 0 ? "an" : "a", one);
}

std::string range(const KeyRow& row) {
  if (std::isfinite(row.high)) return fmt::format("{}..{}", row.low, row.high);
  return std::isfinite(row.low) ? fmt::format("{} or more", row.low) : "";
}

// "if `protocol` is `tandem`"
std::string spell(std::string_view condition) {
  const std::size_t equals = condition.find('=');
  if (condition.empty()) return "";
  if (equals == std::string_view::npos) return fmt::format("with `{}`", condition);
  return fmt::format("if `{}` is {}", condition.substr(0, equals),
                     quoted(split_words(condition.substr(equals + 1), ' ')));
}

// Type, words and range; not on which condition.
std::string holds(const KeyRow& row) {
  const std::vector<std::string> words = split_words(played_words(row), ' '), later = later_words(row);
  std::string text = row.type == KeyType::word ? quoted(words) : std::string(type_name(row.type));
  const bool own_key = row.path.ends_with('@');
  if (!row.of.empty() && !own_key)
    text += fmt::format(" of {}", row.type == KeyType::names ? std::string(row.of) : one_of(row.of));
  if (row.type != KeyType::word && !words.empty()) text += " or " + quoted(words);
  if (const std::string limits = range(row); !limits.empty()) text += ", " + limits;
  if (row.most > 0) text += fmt::format(", at most {}", row.most);
  if (!row.like.empty()) text += fmt::format(", like `{}`", row.like);
  if (!later.empty()) text += "; not used yet: " + quoted(later);
  return text;
}

std::string full_type(const KeyRow& row) {
  const std::string condition = spell(row.only_if);
  return holds(row) + (condition.empty() ? "" : "; " + condition);
}

void append_row(std::string& page, const KeyRow& row) {
  const std::string_view path = row.path.starts_with("num.") ? row.path.substr(4) : row.path;
  const bool required = row.required || !row.required_if.empty();
  page += fmt::format("| {0}`{1}`{0} | {2} | {3} | {4}{5} |\n", required ? "**" : "", path, full_type(row),
                      row.fallback.empty() ? "" : fmt::format("`{}`", row.fallback), row.doc,
                      is_later(row) ? "; *not used yet*" : "");
}

// The first part of a path, "" for a key at the top that holds a value.
std::string_view section_of(const KeyRow& row) {
  const bool nested = row.path.find_first_of(".[") != std::string_view::npos;
  if (!nested && row.type != KeyType::table && row.type != KeyType::tables) return "";
  return row.path.substr(0, row.path.find_first_of(".["));
}

// An address with names in place of the marks of a path.
std::string example_address(const KeyRow& row) {
  std::string address =
      row.path.starts_with("num.") ? "parties.us.influence" + std::string(row.path.substr(3)) : std::string(row.path);
  const auto replace = [&](std::string_view from, std::string_view to) {
    for (std::size_t at = address.find(from); at != std::string::npos; at = address.find(from, at + to.size()))
      address.replace(at, from.size(), to);
  };
  replace("\"*\"", "\"one corridor\"");
  for (const auto& [list, name] : {std::pair{"stages", "talks"},
                                   {"shocks", "storm"},
                                   {"links", "aid-needs-access"},
                                   {"correlations", "mood"},
                                   {"outcomes", "\"a deal\""},
                                   {"bodies", "parliament"},
                                   {"tranches", "first-step"}})
    replace(fmt::format("{}[]", list), fmt::format("{}.{}", list, name));
  for (const auto& [table, name] : {std::pair{"issues", "aid"},
                                    {"parties", "us"},
                                    {"parameters", "signing-cost"},
                                    {"variables", "weariness"},
                                    {"blocs", "neighbours"},
                                    {"preconditions", "alone"}})
    replace(fmt::format("{}.*", table), fmt::format("{}.{}", table, name));
  replace("at.@", "at.talks");
  replace("admits.@", "admits.us");
  for (const std::string_view effect : {"add", "set", "multiply"})
    replace(fmt::format("{}.@", effect), fmt::format("{}.weariness", effect));
  replace("observed.@", "observed.\"one corridor\"");
  replace("worth.@", "worth.\"one corridor\"");
  replace("choice.@", "choice.\"0.3\"");
  replace("@", "aid");
  return address;
}

// What there is to say of a key, in order; "" where there is nothing.
std::vector<std::pair<std::string, std::string>> facts_of(const KeyRow& row) {
  std::vector<std::pair<std::string, std::string>> facts = {
      {"holds", holds(row)},
      {"default", std::string(row.fallback)},
      {"only", spell(row.only_if)},
      {"required", row.required ? "yes" : spell(row.required_if)},
      {"instead of", std::string(row.instead_of)},
      {"address", example_address(row)},
      {"not yet", is_later(row) ? "it is checked, but 'run' and 'replay' refuse a scenario that has it" : ""}};
  for (auto& [name, value] : facts) std::erase(value, '`');
  return facts;
}

std::string explained(const KeyRow& row) {
  std::string text = fmt::format("{}\n  {}\n", row.path, row.doc);
  for (const auto& [name, value] : facts_of(row))
    if (!value.empty()) text += fmt::format("  {:<10} {}\n", name, value);
  return text;
}

Json to_json(const KeyRow& row) {
  Json json;
  json["key"] = row.path;
  json["meaning"] = row.doc;
  for (auto [name, value] : facts_of(row)) {
    std::replace(name.begin(), name.end(), ' ', '_');
    json[name] = value.empty() ? Json(nullptr) : Json(value);
  }
  return json;
}

// Steps down the tree by the parts of an address, quoted ones whole.
const KeyRow* row_of_address(std::string_view address) {
  const KeyTree* tree = &KeyTree::root();
  while (tree && !address.empty()) {
    const bool quote = address[0] == '"' || address[0] == '\'';
    const std::size_t close = quote ? address.find(address[0], 1) : 0;
    if (close == std::string_view::npos) return nullptr;
    const std::size_t end = std::min(address.find('.', close), address.size());
    const std::string_view part = quote ? address.substr(1, close - 1) : address.substr(0, end);
    tree = tree->element() ? tree->element() : tree->child(part);
    address.remove_prefix(std::min(end + 1, address.size()));
  }
  return tree ? tree->row() : nullptr;
}

// Those called so; else, of what is no word either, that of an address.
std::vector<const KeyRow*> rows_of(std::string_view key) {
  std::vector<const KeyRow*> rows;
  for (const KeyRow& row : key_rows())
    if (key.empty() || row.path == key || key_of(row) == key || key_of(row) == fmt::format("{}[]", key))
      rows.push_back(&row);
  if (rows.empty() && meanings_of(key).empty())
    if (const KeyRow* row = row_of_address(key)) rows.push_back(row);
  return rows;
}

// Of the lists of words of these keys, each once.
std::vector<const KeyRow*> with_words(const std::vector<const KeyRow*>& rows) {
  std::vector<const KeyRow*> first;
  for (const KeyRow* row : rows)
    if (!row->words.empty() && std::ranges::none_of(first, [&](const KeyRow* one) { return one->words == row->words; }))
      first.push_back(row);
  return first;
}

std::string one_line_each() {
  std::string text;
  for (const KeyRow& row : key_rows()) text += fmt::format("{:<44} {}\n", row.path, row.doc);
  for (const WordMeaning& meaning : meanings()) text += fmt::format("{:<44} {}\n", meaning.word, what_it_is(meaning));
  return text;
}

}  // namespace

std::string reference_page() {
  std::string page = R"(# Reference of the scenario format

Made from the program's own table of keys: `detente explain KEY` says the same about one of them or about a word, and
[scenario.schema.json](../scenarios/scenario.schema.json) tells it to an editor. [format.md](format.md) explains names, numbers and
conditions.

Required keys are **bold** (within their table, and only where the key has a meaning). `*` stands for a name and `"*"` for a
label that you choose, `@` for one defined elsewhere, `[]` for each table of a list, `[[...]]`. What is *not used yet* is
checked like everything else; `detente check` warns about it, `run` and `replay` refuse it. [What the words mean](#words) is told after the keys.
)";
  std::string_view begun = "none";
  for (const KeyRow& row : key_rows()) {
    if (const std::string_view section = section_of(row); section != begun) {
      const std::string title = section.empty()    ? "Top level"
                                : section == "num" ? "In place of any number"
                                                   : fmt::format("`{}`", section);
      page += fmt::format("\n## {}\n\n| key | may hold | default | meaning |\n|---|---|---|---|\n", title);
      begun = section;
    }
    append_row(page, row);
  }
  page += words_section();
  page += "\n## Limits\n\nWhat goes beyond them is refused, never cut.\n\n| at most | |\n|---|---|\n";
  for (const limits::Row& row : limits::rows())
    page += fmt::format("| {} | {} |\n", grouped(static_cast<std::uint64_t>(row.most)), row.what);
  return page;
}

std::string explain_key(std::string_view key) {
  if (key.empty()) return one_line_each();
  std::vector<std::string> parts;
  const std::vector<const KeyRow*> rows = rows_of(key);
  for (const KeyRow* row : rows) parts.push_back(explained(*row));
  for (const WordMeaning* meaning : meanings_of(key)) parts.push_back(explained(*meaning));
  for (const KeyRow* row : with_words(rows))
    parts.push_back(listed(fmt::format("words of {}", row->path), meanings_below(*row)));
  return join(parts, "\n");
}

Json explain_key_json(std::string_view key) {
  Json keys = Json::array();
  for (const KeyRow* row : rows_of(key)) keys.push_back(to_json(*row));
  return keys;
}

Json explain_words_json(std::string_view key) {
  Json words = Json::array();
  for (const WordMeaning& meaning : meanings())
    if (key.empty() || meaning.word == key) words.push_back(to_json(meaning));
  if (key.empty()) return words;
  for (const KeyRow* row : with_words(rows_of(key)))
    for (const WordMeaning* meaning : meanings_below(*row))
      if (meaning->word != key) words.push_back(to_json(*meaning));
  return words;
}

std::string nearest_keys(std::string_view key) {
  std::set<std::string> names;
  for (const KeyRow& row : key_rows()) {
    names.emplace(key_of(row));
    names.emplace(row.path);
  }
  for (const WordMeaning& meaning : meanings()) names.emplace(meaning.word);
  std::vector<std::string> candidates(names.begin(), names.end());
  std::string list;
  for (int found = 0; found < 3; ++found) {
    const std::string near = nearest_name(key, candidates);
    if (near.empty()) break;
    list += (list.empty() ? "'" : ", '") + near + "'";
    std::erase(candidates, near);
  }
  return list;
}

}  // namespace detente
