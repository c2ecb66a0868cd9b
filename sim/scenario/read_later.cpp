// Keys that nothing plays yet are checked from the table of keys alone: the names they refer to, their conditions,
// expressions and distributions, the scales of their levels. Nothing of them is kept.
#include <fmt/format.h>

#include "sim/scenario/reader.h"

namespace detente {

std::vector<std::string> Reader::names_of(std::string_view kind, int issue) const {
  if (kind == "parties") return party_names_;
  if (kind == "issues") return issue_names_;
  if (kind == "stages") return stage_names_;
  if (kind == "variables") return symbols_.variables;
  if (kind == "shocks") return symbols_.shocks;
  std::vector<std::string> names;
  if (kind == "communities") names.assign(communities_.begin(), communities_.end());
  if (kind == "options" && issue >= 0)
    for (const IssueOption& option : scenario_.issues[issue].options) names.push_back(option.label);
  return names;
}

void Reader::check_name(std::string_view kind, const std::string& name, const Place& place, int issue,
                        std::string_view words) {
  if (kind == "communities" && table_in(document_, "parties").cut) return;
  if (kind == "options") {
    if (issue < 0) return;
    const TomlNode label{.kind = TomlKind::string, .place = place, .text = name};
    option(&label, issue);
    return;
  }
  const std::vector<std::string> names = names_of(kind, issue), also = split_words(words, ' ');
  if (index_of(names, name) >= 0 || index_of(also, name) >= 0) return;
  const std::string_view noun = kind == "parties"       ? "party"
                                : kind == "communities" ? "community"
                                                        : kind.substr(0, kind.size() - 1);
  std::vector<std::string> known = names;
  known.insert(known.end(), also.begin(), also.end());
  unknown(noun, name, place, known);
}

// The tables below are walked whole; values are read only where `later` holds.
void Reader::read_later(const TomlNode& table, const KeyTree& tree, const std::string& address, int issue, bool later) {
  for (const TomlMember& member : table.members) {
    const KeyTree* child = tree.child(member.key);
    if (!child || !child->row() || member.value.broken) continue;
    const KeyRow& row = *child->row();
    const std::string below = address.empty() ? member.key : fmt::format("{}.{}", address, member.key);
    const bool here = later || !row.supported || (row.type == KeyType::word && member.value.is(TomlKind::table));
    const bool reference = row.path.ends_with('@') && !row.of.empty();
    if (here && reference) check_name(row.of, member.key, member.place, issue);
    const int under = reference && row.of == "issues" ? index_of(issue_names_, member.key) : issue;
    if (row.type == KeyType::tables)
      read_later_list(member.value, *child, below, under, here);
    else if (!is_number(row.type) && member.value.is(TomlKind::table))
      read_later(member.value, *child, below, under, here);
    else if (here)
      read_later_value(member, *child, below, under);
  }
}

void Reader::read_later_list(const TomlNode& list, const KeyTree& tree, const std::string& address, int issue,
                             bool later) {
  std::set<std::string> names;
  for (const TomlNode& item : list.items) {
    if (item.broken) continue;
    const std::string name = text_in(item, "name");
    if (later && !name.empty() && !names.insert(name).second)
      findings_.error(item.find("name")->place, fmt::format("two {} are called '{}'", key_of(*tree.row()), name),
                      "rename one of them");
    const bool other_protocol = is_later_word(row_at("stages.x.protocol"), text_in(item, "protocol"));
    read_later(item, *tree.element(), name.empty() ? address : fmt::format("{}.{}", address, name), issue,
               later || other_protocol);
  }
}

void Reader::read_later_value(const TomlMember& member, const KeyTree& tree, const std::string& address, int issue) {
  const KeyRow& row = *tree.row();
  const TomlNode& node = member.value;
  switch (row.type) {
    case KeyType::reference:
      return check_name(row.of, node.text, node.place, issue, row.words);
    case KeyType::names: {
      std::set<std::string> named;
      for (const TomlNode& item : node.items) {
        if (item.broken) continue;
        check_name(row.of, item.text, item.place, issue);
        if (!named.insert(item.text).second)
          findings_.error(item.place, fmt::format("'{}' is named twice in '{}'", item.text, member.key),
                          "name it once");
      }
      return;
    }
    case KeyType::condition:
      condition(&node);
      return;
    case KeyType::conditions:
      conditions(&node);
      return;
    case KeyType::period:
      read_days(node);
      return;
    case KeyType::level:
      if (key_of(row).starts_with("at-"))
        level(node, issue);
      else
        option(&node, issue);
      return;
    case KeyType::num:
    case KeyType::expression:
    case KeyType::ideal:
      number(node, row, address, scenario_.provenance, issue);
      return;
    default:
      return;
  }
}

}  // namespace detente
