#include "sim/scenario/check_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/plain_text.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

// A condition on a sibling: "protocol=participation wait" or "range".
struct SiblingCondition {
  explicit SiblingCondition(std::string_view text)
      : key(text.substr(0, text.find('='))),
        words(split_words(text.substr(std::min(key.size() + 1, text.size())), ' ')) {}

  bool holds(const TomlNode& table) const {
    if (key.empty()) return true;
    if (words.empty()) return table.member(key) != nullptr;
    const TomlNode* sibling = table.find(key);
    return sibling && std::find(words.begin(), words.end(), sibling->text) != words.end();
  }
  // `protocol = "concession" or "vote"`, `'range'`
  std::string spell() const {
    if (words.empty()) return fmt::format("'{}'", key);
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i)
      list += (i == 0 ? "\"" : i + 1 == words.size() ? "\" or \"" : "\", \"") + words[i];
    return fmt::format("{} = {}\"", key, list);
  }

  std::string_view key;
  std::vector<std::string> words;
};

bool applies(const KeyRow& row, const TomlNode& table) { return SiblingCondition(row.only_if).holds(table); }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; });
}

// Where a key found here belongs, as a table header or key a user would write.
std::string home_of(const KeyRow& row) {
  const std::size_t dot = row.path.rfind('.');
  if (dot == std::string_view::npos) return "the top of the file, before the first [table]";
  std::string table(row.path.substr(0, dot));
  std::string home =
      table.ends_with("[]") ? fmt::format("[[{}]]", table.substr(0, table.size() - 2)) : fmt::format("'{}'", table);
  for (const std::string_view any : {".*", ".@", ".\"*\""})
    for (std::size_t at = home.find(any); at != std::string::npos; at = home.find(any))
      home.replace(at, any.size(), ".NAME");
  if (row.only_if.empty()) return home;
  return fmt::format("{} with {}", home, SiblingCondition(row.only_if).spell());
}

class Checker {
 public:
  explicit Checker(Findings& findings) : findings_(findings) {}

  // path: as a user would write it; "" at the top.
  void table(TomlNode& node, const KeyTree& tree, const std::string& path, const Place& header) {
    std::set<std::string> meant;  // what misspelt keys were taken for: they are not missing as well
    const bool later = has_later_word(node, tree);
    // Words first, because whether another key means anything may depend on them.
    for (const bool words : {true, false}) {
      for (TomlMember& member : node.members) {
        const KeyTree* child = tree.child(member.key);
        if (words != (child && child->row() && child->row()->type == KeyType::word)) continue;
        if (!key(member, tree, node, path, meant)) {
          member.value.broken = true;
          continue;
        }
        const KeyRow& row = *child->row();
        if (!row.supported && later_depth_ == 0 && !(later && !row.only_if.empty()))
          findings_.later(member.place, fmt::format("'{}' ({})", member.key, row.doc), "leave it out");
        later_depth_ += !row.supported;
        value(member.value, *child, path.empty() ? member.key : path + "." + member.key, member.place);
        later_depth_ -= !row.supported;
      }
    }
    for (const KeyRow* row : tree.rows_below()) {
      const std::string key(key_of(*row));
      const bool required =
          row->required || (!row->required_if.empty() && SiblingCondition(row->required_if).holds(node));
      if (!required || !applies(*row, node) || node.member(key) || meant.contains(key) || replaced(*row, tree, node))
        continue;
      const std::string written = row->type == KeyType::tables                  ? fmt::format("[[{}]]", key)
                                  : row->type == KeyType::table && path.empty() ? fmt::format("[{}.NAME]", key)
                                                                                : fmt::format("'{}'", key);
      findings_.error(header, fmt::format("{} has no '{}'", path.empty() ? "the scenario" : "'" + path + "'", key),
                      fmt::format("add {}: {}", written, row->doc));
    }
    if (tree.row()) limit(node, *tree.row(), header);
  }

  std::set<std::string> take_names_cut() { return std::move(names_cut_); }

 private:
  static bool has_later_word(const TomlNode& node, const KeyTree& tree) {
    return std::any_of(node.members.begin(), node.members.end(), [&](const TomlMember& member) {
      const KeyTree* child = tree.child(member.key);
      return child && child->row() && is_later_word(*child->row(), member.value.text);
    });
  }

  // Whether a sibling stands in the place of this key.
  static bool replaced(const KeyRow& row, const KeyTree& tree, const TomlNode& node) {
    const std::vector<const KeyRow*> rows = tree.rows_below();
    return std::any_of(rows.begin(), rows.end(), [&](const KeyRow* other) {
      return other->instead_of == key_of(row) && node.member(key_of(*other)) != nullptr;
    });
  }

  void limit(TomlNode& node, const KeyRow& row, const Place& place) {
    const std::size_t found = node.members.size() + node.items.size(), most = row.most;
    if (most == 0 || found <= most) return;
    const std::string what = row.type == KeyType::conditions ? fmt::format("conditions in '{}'", key_of(row))
                             : row.type == KeyType::numbers  ? fmt::format("numbers in '{}'", key_of(row))
                                                             : std::string(key_of(row));
    findings_.error(place, fmt::format("{} {}, but at most {} are possible", found, what, row.most), "leave some out");
    for (std::size_t i = most; i < node.members.size(); ++i) names_cut_.insert(node.members[i].key);
    for (std::size_t i = most; i < node.items.size(); ++i)
      if (const TomlNode* name = node.items[i].find("name")) names_cut_.insert(name->text);
    node.members.erase(node.members.begin() + std::min(most, node.members.size()), node.members.end());
    node.items.erase(node.items.begin() + std::min(most, node.items.size()), node.items.end());
    node.cut = true;
  }

  bool key(const TomlMember& member, const KeyTree& tree, const TomlNode& node, const std::string& path,
           std::set<std::string>& meant) {
    const KeyTree* child = tree.child(member.key);
    if (!child || !child->row()) return unknown(member, tree, node, path, meant);
    const KeyRow& row = *child->row();
    const SiblingCondition only_if(row.only_if);
    const bool decided = !only_if.key.empty() && (only_if.words.empty() || node.find(only_if.key));
    if (decided && !only_if.holds(node)) {
      findings_.error(member.place, fmt::format("'{}' means nothing here", member.key),
                      fmt::format("it belongs to {}; delete it here", home_of(row)));
      return false;
    }
    if (!row.instead_of.empty() && node.member(row.instead_of)) {
      findings_.error(member.place, fmt::format("both '{}' and '{}' are given", row.instead_of, member.key),
                      "keep one of the two");
      return false;
    }
    if (tree.defines_labels())
      label(member.key, member.place);
    else if (tree.defines_names())
      name(member.key, member.place);
    return true;  // a bad name is still what others refer to
  }

  bool unknown(const TomlMember& member, const KeyTree& tree, const TomlNode& node, const std::string& path,
               std::set<std::string>& meant) {
    std::vector<std::string> here;
    for (const KeyRow* row : tree.rows_below())
      if (row->only_if.empty() || applies(*row, node)) here.emplace_back(key_of(*row));
    const std::string cause = path.empty() ? fmt::format("unknown key '{}'", member.key)
                                           : fmt::format("unknown key '{}' in '{}'", member.key, path);
    const std::string near = nearest_name(member.key, here);
    const std::vector<const KeyRow*> rows = tree.rows_below();
    const KeyRow* elsewhere = row_elsewhere(member.key, rows.empty() ? "" : rows[0]->path);
    std::string remedy;
    if (!near.empty()) {
      remedy = fmt::format("did you mean '{}'?", near);
      meant.insert(near);
    } else if (elsewhere) {
      remedy = fmt::format("'{}' belongs under {}", member.key, home_of(*elsewhere));
    } else {
      remedy = fmt::format("known here: {}", fmt::join(here, ", "));
    }
    findings_.error(member.place, cause, remedy);
    return false;
  }

  bool name(const std::string& text, const Place& place) {
    if (is_scenario_name(text)) return true;
    const bool long_one = text.size() > limits::name_length;
    findings_.error(place,
                    long_one ? fmt::format("this name is longer than {} characters", limits::name_length)
                             : fmt::format("'{}' is not a name", text),
                    long_one ? "shorten it; a 'label' may say more"
                             : "names are lower-case letters and digits with single hyphens, such as contact-group");
    return false;
  }

  bool label(const std::string& text, const Place& place) {
    if (text.empty() || has_control(text)) {
      findings_.error(place, text.empty() ? "this label is empty" : "a control character in a label",
                      "a label is one line of plain text");
      return false;
    }
    if (count_code_points(text) <= limits::label_length) return true;
    findings_.error(place, fmt::format("this label is longer than {} characters", limits::label_length),
                    "shorten it; 'notes' may say more");
    return false;
  }

  void wrong_kind(TomlNode& node, const std::string& path, std::string_view wanted, std::string remedy = "") {
    findings_.error(node.place, fmt::format("'{}' must be {}, not {}", path, wanted, describe(node.kind)),
                    std::move(remedy));
    node.broken = true;
  }

  // What is neither a number nor holds others, but for words.
  void plain_value(TomlNode& node, const KeyRow& row, const std::string& path) {
    switch (row.type) {
      case KeyType::condition:
        if (!node.is(TomlKind::string))
          wrong_kind(node, path, "a condition in quotes", "write it as text, as in \"true\"");
        return;
      case KeyType::label:
        if (!node.is(TomlKind::string)) return wrong_kind(node, path, "text in quotes");
        node.broken = !label(node.text, node.place);
        return;
      case KeyType::name:
        if (!node.is(TomlKind::string)) return wrong_kind(node, path, "a name in quotes");
        node.broken = !name(node.text, node.place);
        return;
      case KeyType::date:
        if (!node.is(TomlKind::date) || node.text.size() != 10)
          wrong_kind(node, path, "a date", "write it without quotes, as in 2024-02-18");
        return;
      case KeyType::flag:
        if (!node.is(TomlKind::boolean)) wrong_kind(node, path, "true or false", "write true or false without quotes");
        return;
      default:
        if (!node.is(TomlKind::string)) wrong_kind(node, path, "text in quotes");
        return;
    }
  }

  void value(TomlNode& node, const KeyTree& tree, const std::string& path, const Place& key_place) {
    const KeyRow& row = *tree.row();
    switch (row.type) {
      case KeyType::text:
      case KeyType::reference:
      case KeyType::period:
      case KeyType::condition:
      case KeyType::label:
      case KeyType::name:
      case KeyType::date:
      case KeyType::flag:
        return plain_value(node, row, path);
      case KeyType::word:
        if (node.is(TomlKind::table) && tree.has_keys()) {
          if (later_depth_ == 0) findings_.later(key_place, fmt::format("a table as '{}'", key_of(row)), "use a word");
          return table(node, tree, path, key_place);
        }
        return word(node, row, path, key_place);
      case KeyType::integer:
        return whole_number(node, row, path);
      case KeyType::real:
        if (!node.is_number()) return wrong_kind(node, path, "a number", number_remedy(node));
        return range(node, row, path);
      case KeyType::weight:
        if (node.is(TomlKind::string)) return;
        if (!node.is_number()) return wrong_kind(node, path, "a number or an expression");
        return range(node, row, path);
      case KeyType::num:
        if (node.is(TomlKind::string)) return wrong_kind(node, path, "a number or a distribution", number_remedy(node));
        return number(node, row, tree, path, key_place);
      case KeyType::expression:
      case KeyType::ideal:
        return number(node, row, tree, path, key_place);  // an ideal's range is its issue's scale, which is read later
      case KeyType::level:
        if (!node.is_number() && !node.is(TomlKind::string)) wrong_kind(node, path, "an option's label or its number");
        return;
      case KeyType::position:
        if (!node.is(TomlKind::table))
          return wrong_kind(node, path, "[ideal, salience] or a table",
                            "as in [60, 80] or { ideal = 60, salience = 80 }; a number takes a point, not a comma");
        return table(node, tree, path, key_place);
      case KeyType::numbers:
        return list(node, row, path, "a list of numbers", [](const TomlNode& item) { return item.is_number(); });
      case KeyType::matrix:
        list(node, row, path, "a list of rows", [](const TomlNode& item) { return item.is(TomlKind::array); });
        for (TomlNode& item : node.items)
          if (!item.broken)
            list(item, row, path, "a list of rows of numbers", [](const TomlNode& cell) { return cell.is_number(); });
        node.broken |= std::ranges::any_of(node.items, is_spoilt);
        return;
      case KeyType::names:
      case KeyType::conditions:
        return list(node, row, path, row.type == KeyType::names ? "a list of names" : "a list of conditions",
                    [](const TomlNode& item) { return item.is(TomlKind::string); });
      case KeyType::table:
        if (!node.is(TomlKind::table))
          return wrong_kind(node, path, "a table", fmt::format("write it as [{}] with its keys below", path));
        return table(node, tree, path, key_place);
      case KeyType::tables:
        return tables(node, tree, path);
    }
  }

  static bool is_spoilt(const TomlNode& list) {
    return list.broken || std::ranges::any_of(list.items, [](const TomlNode& item) { return item.broken; });
  }

  static std::string number_remedy(const TomlNode& node) {
    if (!node.is(TomlKind::string)) return "";
    const bool digits = node.text.find_first_not_of("0123456789.,+-% ") == std::string::npos;
    return digits ? "write the number without quotes, with a point and without units"
                  : "no option or expression is possible here";
  }

  void word(TomlNode& node, const KeyRow& row, const std::string& path, const Place& key_place) {
    if (!node.is(TomlKind::string)) return wrong_kind(node, path, "a word in quotes");
    const std::vector<std::string> played = split_words(played_words(row), ' ');
    if (std::find(played.begin(), played.end(), node.text) != played.end()) return;
    if (is_later_word(row, node.text)) {
      if (later_depth_ == 0)
        findings_.later(node.place.position.line > 0 ? node.place : key_place,
                        fmt::format("{} = \"{}\"", key_of(row), node.text),
                        fmt::format("use {}", fmt::join(played, ", ")));
      return;
    }
    std::vector<std::string> known = split_words(row.words, ' ');
    std::erase(known, "|");
    const std::string near = nearest_name(node.text, known);
    findings_.error(
        node.place, fmt::format("'{}' is not a value of '{}'", node.text, path),
        near.empty() ? fmt::format("use one of {}", fmt::join(known, ", ")) : fmt::format("did you mean '{}'?", near));
    node.broken = true;
  }

  void range(TomlNode& node, const KeyRow& row, const std::string& path) {
    const double number = node.number();
    const bool on_scale = row.type == KeyType::ideal || (number >= row.low && number <= row.high);
    if (std::isfinite(number) && on_scale) return;
    node.broken = true;
    if (!std::isfinite(number)) return findings_.error(node.place, fmt::format("'{}' must be a finite number", path));
    if (row.low == row.high)
      return findings_.error(node.place, fmt::format("'{}' must be {} for this version", path, row.low));
    const std::string remedy = std::isfinite(row.high) ? fmt::format("use a number from {} to {}", row.low, row.high)
                                                       : fmt::format("use a number of at least {}", row.low);
    findings_.error(node.place, fmt::format("'{}' is out of range", path), remedy);
  }

  void whole_number(TomlNode& node, const KeyRow& row, const std::string& path) {
    const std::optional<std::int64_t> whole = node.whole();
    if (!whole) return wrong_kind(node, path, "a whole number");
    node.kind = TomlKind::integer;
    node.integer = *whole;
    range(node, row, path);
  }

  void number(TomlNode& node, const KeyRow& row, const KeyTree& tree, const std::string& path, const Place& key_place) {
    if (node.is(TomlKind::table)) return table(node, tree, path, key_place);
    if (node.is_number()) return range(node, row, path);
    if (node.is(TomlKind::array))
      return wrong_kind(node, path, "a number or a distribution", "name the distribution, as in { pert = [1, 2, 3] }");
    if (!node.is(TomlKind::string)) wrong_kind(node, path, "a number");
  }

  template <class Fits>
  void list(TomlNode& node, const KeyRow& row, const std::string& path, std::string_view wanted, const Fits& fits) {
    if (node.is(TomlKind::string))
      return wrong_kind(node, path, wanted, fmt::format("put it in brackets: [\"{}\"]", node.text));
    if (!node.is(TomlKind::array)) return wrong_kind(node, path, wanted);
    for (TomlNode& item : node.items)
      if (!fits(item)) wrong_kind(item, path, wanted);
    limit(node, row, node.place);
  }

  void tables(TomlNode& node, const KeyTree& tree, const std::string& path) {
    if (!node.is(TomlKind::array))
      return wrong_kind(node, path, "a list of tables", fmt::format("write [[{}]] with two brackets", path));
    for (TomlNode& item : node.items) {
      if (!item.is(TomlKind::table)) {
        wrong_kind(item, path, "a list of tables");
        continue;
      }
      const TomlNode* named = item.find("name");
      const std::string below = named && named->is(TomlKind::string) ? path + "." + named->text : path;
      table(item, *tree.element(), below, item.place);
    }
    limit(node, *tree.row(), node.place);
  }

  Findings& findings_;
  std::set<std::string> names_cut_;
  int later_depth_ = 0;  // below a key that has been said to be of later use
};

}  // namespace

std::set<std::string> check_keys(TomlNode& document, Findings& findings) {
  Checker checker(findings);
  checker.table(document, KeyTree::root(), "", {.position = {1, 1}});
  return checker.take_names_cut();
}

}  // namespace detente
