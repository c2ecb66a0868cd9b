// Scenarios of the random games, told in another way or changed in one respect.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/random_text.h"

namespace detente {

inline std::string replaced(const std::string& text, const char* pattern, const std::string& by) {
  return std::regex_replace(text, std::regex(pattern), by);
}

// With `by(found)` in place of whatever matches.
inline std::string rewritten(const std::string& text, const std::string& pattern,
                             const std::function<std::string(const std::smatch&)>& by) {
  const std::regex wanted(pattern);
  std::string result;
  auto rest = text.cbegin();
  for (std::sregex_iterator found(text.begin(), text.end(), wanted), none; found != none; ++found) {
    result.append(rest, (*found)[0].first);
    result += by(*found);
    rest = (*found)[0].second;
  }
  return result.append(rest, text.cend());
}

// What stands ahead of all tables, then each table with its keys.
inline std::vector<std::string> tables_of(const std::string& text) {
  std::vector<std::string> tables{""};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = text.find('\n', at) + 1;
    if (text[at] == '[') tables.emplace_back();
    tables.back() += text.substr(at, next - at);
    at = next;
  }
  return tables;
}

inline std::string joined(const std::vector<std::string>& tables) {
  std::string text;
  for (const std::string& table : tables) text += table;
  return text;
}

template <class T>
void shuffle(std::vector<T>& things, std::size_t from, Dice& dice) {
  for (std::size_t i = things.size(); i > from + 1; --i)
    std::swap(things[i - 1], things[from + dice.below(static_cast<int>(i - from))]);
}

inline std::string with_keys_in_another_order(const std::string& table, Dice& dice) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < table.size(); at = table.find('\n', at) + 1)
    lines.push_back(table.substr(at, table.find('\n', at) + 1 - at));
  shuffle(lines, 1, dice);  // the header stays ahead
  return joined(lines);
}

// Tables and keys in another order; only arrays keep theirs.
inline std::string in_another_order(const std::string& text, std::uint64_t seed) {
  Dice dice(seed);
  std::vector<std::string> tables = tables_of(text), elements;
  for (std::size_t i = 1; i < tables.size(); ++i) {
    tables[i] = with_keys_in_another_order(tables[i], dice);
    if (tables[i].starts_with("[[")) elements.push_back(tables[i]);
  }
  shuffle(tables, 1, dice);
  auto next = elements.begin();
  for (std::string& table : tables)
    if (table.starts_with("[[")) table = *next++;
  return joined(tables);
}

// With parties that nobody invites, asks or hears: one that is not in the room, two that have no position.
inline std::string with_unused_parties(const std::string& text) {
  return text +
         "[parties.a-stranger]\nrole = \"excluded\"\ninfluence = 70\npositions.i0 = { ideal = 90, salience = 60, "
         "red-line = { at-least = 80 } }\nnever = [\"i1 > 10\"]\nreservation = 0.9\n"
         "[parties.h-onlooker]\nrole = \"observer\"\ninfluence = 55\n"
         "[parties.z-bystander]\nrole = \"government\"\ninfluence = 35\n";
}

inline std::string without_spread(const std::string& text) { return replaced(text, R"(\[spread\]\n[^[]*)", ""); }

// With a plain number instead of each distribution, and every line and demand meant: nothing is drawn.
inline std::string plain(std::string text) {
  text = replaced(without_spread(text), R"(,? ?firmness = (\{[^}]*\}|[0-9.]+))", "");
  text = replaced(text, R"(\{ uniform = \[([0-9.]+)[^}]*\})", "$1");
  return replaced(text, R"(\{ pert = \[[0-9.]+, ([0-9.]+)[^}]*\})", "$1");
}

// key: "salience" or "influence"
inline std::string scaled(const std::string& text, const std::string& key, double factor) {
  return rewritten(text, key + " = ([0-9.]+)",
                   [&](const std::smatch& found) { return fmt::format("{} = {}", key, std::stod(found[1]) * factor); });
}

inline std::string with_party_changed(const std::string& text, const std::string& party,
                                      const std::function<std::string(const std::string&)>& change) {
  std::vector<std::string> tables = tables_of(text);
  for (std::string& table : tables)
    if (table.starts_with("[parties." + party + "]")) table = change(table);
  return joined(tables);
}

// With an issue on every table that nobody has a position on.
inline std::string with_free_issue(const std::string& text, const std::string& name, int options) {
  std::string result = replaced(text, R"(\nissues = \[)", "\nissues = [\"" + name + "\", ");
  result = replaced(result, R"(\noffer = \{ )", "\noffer = { " + name + " = \"o1\", ");
  result += fmt::format("[issues.{}]\nreversion = \"o0\"\n[issues.{}.options]\n", name, name);
  for (int o = 0; o < options; ++o) result += fmt::format("o{} = {}\n", o, o * 10);
  return result;
}

// The party twice, each of half its influence, with the same vetoes and controls.
inline std::string with_twin(const std::string& text, const std::string& party) {
  const std::string twin = party + "-twin";
  const std::string result = with_party_changed(text, party, [&](const std::string& table) {
    const std::string half = scaled(table, "influence", 0.5);
    const std::string header = "[parties." + party + "]";
    return half + "[parties." + twin + "]" + half.substr(header.size());
  });
  return rewritten(result, "((controllers|vetoes) = \\[)\"" + party + "\"", [&](const std::smatch& found) {
    return fmt::format("{}\"{}\", \"{}\"", found[1].str(), party, twin);
  });
}

// Every issue of `issues` ("[0-9]": all) turned round: 100 - x for x, in options, ideals, lines and conditions.
inline std::string mirrored(const std::string& text, const std::string& issues) {
  const std::string issue = "i" + issues;
  const auto turn = [](const std::string& number) { return fmt::format("{}", 100 - std::stod(number)); };
  std::vector<std::string> tables = tables_of(text);
  for (std::string& table : tables) {
    if (std::regex_search(table, std::regex(R"(^\[issues\.)" + issue + R"([.\]])")))
      table = rewritten(table, R"rx(((o[0-9]|extra)"? = )([0-9.]+))rx",
                        [&](const std::smatch& found) { return found[1].str() + turn(found[3]); });
    table = rewritten(table, "positions\\." + issue + " = [^\n]*", [&](const std::smatch& found) {
      return rewritten(found[0], "(ideal|at-most|at-least) = ([0-9.]+)", [&](const std::smatch& key) {
        const std::string name = key[1] == "ideal" ? "ideal" : key[1] == "at-most" ? "at-least" : "at-most";
        return name + " = " + turn(key[2]);
      });
    });
    table = rewritten(table, "(never|requires) = [^\n]*", [&](const std::smatch& found) {
      return replaced(found[0], ("\\b(" + issue + ")\\b").c_str(), "(100 - $1)");
    });
  }
  return joined(tables);
}

// Other names for parties, issues, options and stages, in the opposite order where there is one.
inline std::string renamed(const std::string& text) {
  return rewritten(text, R"(\b(un|heard|capital|crown|ghost|talks|convening|again|([ivgod])([0-9]))\b)",
                   [](const std::smatch& found) -> std::string {
                     static const std::map<std::string, std::string> whole{
                         {"un", "zeta"},    {"heard", "beta"},   {"capital", "yard"},     {"crown", "alpha"},
                         {"ghost", "soul"}, {"talks", "parley"}, {"convening", "muster"}, {"again", "recall"}};
                     static const std::map<std::string, std::string> first{
                         {"i", "x"}, {"v", "m"}, {"g", "q"}, {"o", "p"}, {"d", "k"}};
                     if (!found[2].matched) return whole.at(found[1]);
                     return fmt::format("{}{}", first.at(found[2]), 9 - std::stoi(found[3]));
                   });
}

}  // namespace detente
