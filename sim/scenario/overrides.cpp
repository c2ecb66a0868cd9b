#include "sim/scenario/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/core/plain_text.h"
#include "sim/core/trim.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

enum class Operation { replace, append, remove };

struct Override {
  std::vector<std::string> address;
  Operation operation = Operation::replace;
  std::string value;
};

// ADDRESS=VALUE; nothing if there is no `=` or a part of the address is empty.
std::optional<Override> parse_override(std::string_view set) {
  Override parsed;
  std::string part;
  bool quoted = false;
  const auto finish_part = [&] {
    parsed.address.push_back(quoted ? part : std::string(trim(part)));
    part.clear();
    quoted = false;
    return !parsed.address.back().empty() && parsed.address.size() <= limits::key_parts;
  };
  for (std::size_t at = 0; at < set.size(); ++at) {
    const char c = set[at];
    if ((c == '"' || c == '\'') && trim(part).empty() && !quoted) {
      const std::size_t end = set.find(c, at + 1);
      if (end == std::string_view::npos) return std::nullopt;
      part = set.substr(at + 1, end - at - 1);
      quoted = true;
      at = end;
    } else if (c == '.') {
      if (!finish_part()) return std::nullopt;
    } else if (const bool sign = c == '+' || c == '-'; c == '=' || (sign && set.substr(at + 1).starts_with('='))) {
      parsed.operation = c == '+' ? Operation::append : c == '-' ? Operation::remove : Operation::replace;
      parsed.value = set.substr(at + (sign ? 2 : 1));
      return finish_part() ? std::optional(parsed) : std::nullopt;
    } else if (!quoted) {
      part += c;
    }
  }
  return std::nullopt;
}

class Setter {
 public:
  Setter(Findings& findings, const Place& place) : findings_(findings), place_(place) {}

  void apply(TomlNode& document, const Override& set) {
    TomlNode* node = &document;
    const KeyTree* tree = &KeyTree::root();
    std::string path;
    for (const std::string& part : set.address) {
      node =
          tree->element() && node->is(TomlKind::array) ? element(*node, part, path) : member(*node, part, path, *tree);
      if (!node) return;
      tree = tree->element() ? tree->element() : tree->child(part);
      path += (path.empty() ? "" : ".") + part;
    }
    write(*node, *tree, set, path);
  }

 private:
  void fail(std::string cause, std::string remedy) { findings_.error(place_, std::move(cause), std::move(remedy)); }

  void fail_unknown(const std::string& part, const std::string& path, const std::vector<std::string>& known) {
    const std::string near = nearest_name(part, known);
    fail(path.empty() ? fmt::format("there is no '{}'", part) : fmt::format("there is no '{}' in '{}'", part, path),
         !near.empty()        ? fmt::format("did you mean '{}'?", near)
         : known.empty()      ? "check the address"
         : known.size() <= 12 ? fmt::format("there are: {}", fmt::join(known, ", "))
                              : "see the names in the file");
  }

  TomlNode* element(TomlNode& array, const std::string& part, const std::string& path) {
    std::vector<std::string> known;
    for (TomlNode& item : array.items) {
      const TomlNode* named = item.find("name");
      if (named && named->text == part) return &item;
      if (named) known.push_back(named->text);
    }
    fail_unknown(part, path, known);
    return nullptr;
  }

  TomlNode* member(TomlNode& node, const std::string& part, const std::string& path, const KeyTree& tree) {
    const KeyTree* child = tree.child(part);
    std::vector<std::string> known;
    if (!child || tree.element()) {
      for (const KeyRow* row : tree.rows_below()) known.emplace_back(key_of(*row));
      fail_unknown(part, path, known);
      return nullptr;
    }
    if (!node.is(TomlKind::table)) {
      fail(fmt::format("'{}' is {}, so there is no '{}' in it", path, describe(node.kind), part),
           fmt::format("set '{}' as a whole", path));
      return nullptr;
    }
    if (TomlMember* found = node.member(part)) return &found->value;
    if (!tree.defines_names()) return &node.add(part, place_).value;
    for (const TomlMember& each : node.members) known.push_back(each.key);
    fail_unknown(part, path, known);
    return nullptr;
  }

  static bool is_option(KeyType type) { return type == KeyType::level || type == KeyType::ideal; }
  static bool is_text(KeyType type) {
    constexpr KeyType texts[] = {KeyType::text,      KeyType::label,  KeyType::name,  KeyType::reference, KeyType::word,
                                 KeyType::condition, KeyType::period, KeyType::names, KeyType::conditions};
    return std::ranges::find(texts, type) != std::end(texts);
  }

  // A TOML value if it parses as one, else text; text also where nothing but text fits, as in requires=true, or an
  // option may be called so. A number that may be an option's label keeps the way it is written.
  TomlNode read_value(const std::string& written, KeyType type) {
    TomlNode text{.kind = TomlKind::string, .place = place_, .text = std::string(trim(written))};
    std::optional<TomlNode> parsed = parse_value(written, place_);
    if (const std::string said = parsed ? control_in(*parsed) : ""; !said.empty())
      fail(said + ", written as an escape", "delete the escape: what is shown is plain text");
    if (!parsed || parsed->is(TomlKind::string)) return parsed ? *std::move(parsed) : text;
    const bool whole = parsed->is(TomlKind::array) || parsed->is(TomlKind::table);
    if (is_option(type)) {
      if (parsed->is_number() && std::isfinite(parsed->number()))
        parsed->text = text.text;
      else if (!parsed->is(TomlKind::table))
        return text;
    } else if (is_text(type) && !whole) {
      return text;
    }
    return *std::move(parsed);
  }

  void write(TomlNode& node, const KeyTree& tree, const Override& set, const std::string& path) {
    TomlNode value = read_value(set.value, tree.row() ? tree.row()->type : KeyType::table);
    if (set.operation == Operation::replace) {
      node = std::move(value);
      return;
    }
    const KeyType type = tree.row() ? tree.row()->type : KeyType::table;
    const bool fresh = node.is(TomlKind::table) && node.members.empty() && node.place.source == place_.source;
    if (fresh) node = TomlNode{.kind = TomlKind::array, .place = place_};
    if ((type != KeyType::names && type != KeyType::conditions) || !node.is(TomlKind::array))
      return fail(fmt::format("'{}' is not a list, so nothing can be added or removed", path), "use = to set it");
    std::vector<TomlNode> items =
        value.is(TomlKind::array) ? std::move(value.items) : std::vector<TomlNode>{std::move(value)};
    for (TomlNode& item : items) {
      if (set.operation == Operation::append)
        node.items.push_back(std::move(item));
      else
        remove(node, item, path);
    }
  }

  void remove(TomlNode& array, const TomlNode& item, const std::string& path) {
    const auto same = std::find_if(array.items.begin(), array.items.end(),
                                   [&](const TomlNode& each) { return each.text == item.text; });
    if (same != array.items.end()) {
      array.items.erase(same);
      return;
    }
    std::vector<std::string> known;
    for (const TomlNode& each : array.items) known.push_back(each.text);
    fail_unknown(item.text, path, known);
  }

  Findings& findings_;
  Place place_;
};

}  // namespace

void spell_out_positions(TomlNode& document) {
  TomlMember* parties = document.member("parties");
  if (!parties) return;
  for (TomlMember& party : parties->value.members) {
    TomlMember* positions = party.value.member("positions");
    if (!positions) continue;
    for (TomlMember& position : positions->value.members) {
      TomlNode& pair = position.value;
      if (!pair.is(TomlKind::array) || pair.items.size() != 2) continue;
      TomlNode spelt{.place = pair.place};
      for (const std::size_t i : {0, 1})
        spelt.add(i == 0 ? "ideal" : "salience", pair.items[i].place).value = std::move(pair.items[i]);
      pair = std::move(spelt);
    }
  }
}

std::optional<SetText> split_set(const std::string& set) {
  std::optional<Override> parsed = parse_override(set);
  if (!parsed) return {};
  const std::string_view address(set.data(), set.size() - parsed->value.size() - 1);
  return SetText{std::string(trim(address)), std::move(parsed->value)};
}

std::vector<std::string> address_of(const std::string& set) {
  std::optional<Override> parsed = parse_override(set);
  if (!parsed) return {};
  if (parsed->operation != Operation::replace)
    parsed->address.emplace_back(parsed->operation == Operation::append ? "+" : "-");
  return std::move(parsed->address);
}

void apply_override(TomlNode& document, const std::string& set, Findings& findings) {
  const Place place{.source = findings.add_set(set), .position = {}};
  if (find_invalid(set) != std::string::npos) {
    findings.error(place, "this is not valid UTF-8 text", "write it as UTF-8");
    return;
  }
  if (const std::size_t at = find_control(set); at != std::string::npos) {
    findings.error(place, control_cause(std::string_view(set).substr(at, sequence_length(set, at))),
                   std::string(control_remedy));
    return;
  }
  const std::optional<Override> parsed = parse_override(set);
  if (!parsed) {
    findings.error(place, "this is not ADDRESS=VALUE", "write, for instance, --set stages.talks.rounds=6");
    return;
  }
  Setter(findings, place).apply(document, *parsed);
  spell_out_positions(document);
}

}  // namespace detente
