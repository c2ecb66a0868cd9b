#include "sim/scenario/addresses.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sim/core/floating_point.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/check_keys.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/toml_text.h"

namespace detente {

namespace {

// A part of an address; labels stand in quotes.
std::string quoted_part(const std::string& part) {
  if (is_scenario_name(part)) return part;
  return part.find('"') == std::string::npos ? '"' + part + '"' : '\'' + part + '\'';
}

// Whether a key with this condition on a sibling belongs into the table: "protocol=participation", or "range".
bool belongs(std::string_view only_if, const TomlNode& table) {
  if (only_if.empty()) return true;
  const std::size_t equals = only_if.find('=');
  const TomlNode* sibling = table.find(only_if.substr(0, equals));
  if (!sibling || equals == std::string_view::npos) return sibling != nullptr;
  const std::vector<std::string> words = split_words(only_if.substr(equals + 1), ' ');
  return std::find(words.begin(), words.end(), sibling->text) != words.end();
}

// Whether somebody had to judge it: a number, or what stands for one, a condition, who takes part.
bool is_judgement(const KeyRow* row) {
  if (!row || row->low == row->high) return false;
  switch (row->type) {
    case KeyType::text:
    case KeyType::label:
    case KeyType::name:
    case KeyType::reference:
    case KeyType::word:
    case KeyType::period:
    case KeyType::date:
      return false;
    default:
      return true;
  }
}

class AddressCollector {
 public:
  std::vector<AddressedValue> collect(const TomlNode& document) {
    visit_table(document, KeyTree::root(), "", {});
    return std::move(values_);
  }

 private:
  void visit_table(const TomlNode& table, const KeyTree& tree, const std::string& address, Provenance provenance) {
    if (const TomlNode* source = table.find("source")) provenance.source = source->text;
    if (const TomlNode* confidence = table.find("confidence")) provenance.confidence = confidence->text;
    std::set<std::string_view> fixed;
    for (const KeyRow* row : tree.rows_below()) {
      const std::string_view key = key_of(*row);
      fixed.insert(key);
      const TomlNode* value = table.find(key);
      if (value)
        visit(*value, *tree.child(key), join(address, std::string(key)), provenance);
      else if (!row->fallback.empty() && row->supported && belongs(row->only_if, table))
        values_.push_back({join(address, std::string(key)), std::string(row->fallback), true, {}, row});
    }
    for (const TomlMember& member : table.members)
      if (!fixed.contains(member.key))
        visit(member.value, *tree.child(member.key), join(address, member.key), provenance);
  }

  void visit(const TomlNode& node, const KeyTree& tree, const std::string& address, const Provenance& provenance) {
    const KeyType type = tree.row() ? tree.row()->type : KeyType::table;
    if (tree.element() && node.is(TomlKind::array) && std::ranges::all_of(node.items, has_name)) {
      for (const TomlNode& item : node.items) visit_element(item, *tree.element(), address, provenance);
    } else if (node.is(TomlKind::table) && !is_number(type)) {
      visit_table(node, tree, address, provenance);
    } else {
      Provenance own = is_judgement(tree.row()) ? provenance : Provenance{};
      if (node.place.source > 0) own.source = "set on the command line";
      if (const TomlNode* source = node.find("source")) own.source = source->text;
      if (const TomlNode* confidence = node.find("confidence")) own.confidence = confidence->text;
      values_.push_back({address, toml_text(node, false), false, own, tree.row()});
    }
  }

  static bool has_name(const TomlNode& item) { return item.find("name") != nullptr; }

  // An element goes by its name, which is therefore no value of its own.
  void visit_element(const TomlNode& item, const KeyTree& tree, const std::string& address,
                     const Provenance& provenance) {
    const TomlNode* name = item.find("name");
    const std::string here = join(address, name->text);
    const std::size_t first = values_.size();
    visit_table(item, tree, here, provenance);
    const auto is_name = [&](const AddressedValue& value) { return value.address == here + ".name"; };
    values_.erase(std::remove_if(values_.begin() + static_cast<std::ptrdiff_t>(first), values_.end(), is_name),
                  values_.end());
  }

  static std::string join(const std::string& address, const std::string& part) {
    return address.empty() ? quoted_part(part) : address + '.' + quoted_part(part);
  }

  std::vector<AddressedValue> values_;
};

}  // namespace

ListedScenario list_text(const std::string& text, const std::string& file, const std::vector<std::string>& sets,
                         const SampleSource& samples) {
  const DefaultFloatingPoint floating_point;
  check_bounds(text, file);
  Findings findings(file, text);
  TomlNode document = parse_document(text, findings, file);
  spell_out_positions(document);
  for (const std::string& set : sets) apply_override(document, set, findings);
  std::set<std::string> names_cut = check_keys(document, findings);
  ListedScenario listed;
  listed.scenario = Reader(document, findings, std::move(names_cut), samples).read();
  findings.throw_if_any();
  listed.values = AddressCollector().collect(document);
  return listed;
}

}  // namespace detente
