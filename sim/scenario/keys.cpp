#include "sim/scenario/keys.h"

#include <algorithm>

#include "sim/core/check.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

// "stages[].name" as stages, [], name; a quoted `"*"` stays one part.
std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = path.starts_with("[]") ? 2 : std::min({path.find('.'), path.find('['), path.size()});
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
    if (path.starts_with('.')) path.remove_prefix(1);
  }
  return parts;
}

}  // namespace

bool is_number(KeyType type) { return type == KeyType::num || type == KeyType::expression || type == KeyType::ideal; }

std::string_view key_of(const KeyRow& row) { return row.path.substr(row.path.rfind('.') + 1); }

std::string_view played_words(const KeyRow& row) { return row.words.substr(0, row.words.find('|')); }

bool is_later_word(const KeyRow& row, std::string_view word) {
  const std::size_t bar = row.words.find('|');
  if (bar == std::string_view::npos) return false;
  const std::vector<std::string> later = split_words(row.words.substr(bar + 1), ' ');
  return std::find(later.begin(), later.end(), word) != later.end();
}

bool is_later(const KeyRow& row) {
  return std::any_of(key_rows().begin(), key_rows().end(), [&](const KeyRow& above) {
    if (above.supported || !row.path.starts_with(above.path)) return false;
    const std::string_view rest = row.path.substr(above.path.size());
    return rest.empty() || rest[0] == '.' || rest[0] == '[';
  });
}

bool is_scenario_name(std::string_view text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.empty() || text.size() > limits::name_length || !lower(text[0]) || text.back() == '-') return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '-'; }) &&
         text.find("--") == std::string_view::npos;
}

std::string address_part(const std::string& name) { return is_scenario_name(name) ? name : "x"; }

std::vector<std::string> words_of(std::string_view address) { return split_words(played_words(row_at(address)), ' '); }

std::vector<std::string> split_words(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

void KeyTree::add(const KeyRow& row) {
  KeyTree* tree = this;
  for (const std::string_view part : parts_of(row.path)) {
    std::unique_ptr<KeyTree>& child = tree->children_[part];
    if (!child) child = std::make_unique<KeyTree>();
    tree = child.get();
  }
  tree->row_ = &row;
}

const KeyTree& KeyTree::root() {
  static const KeyTree tree = [] {
    KeyTree built;
    for (const KeyRow& row : key_rows()) built.add(row);
    return built;
  }();
  return tree;
}

const KeyTree* KeyTree::step(std::string_view part) const {
  const auto found = children_.find(part);
  return found == children_.end() ? nullptr : found->second.get();
}

const KeyTree& KeyTree::at(std::string_view path) {
  const KeyTree* tree = &root();
  for (const std::string_view part : parts_of(path)) tree = tree->step(part);
  return *tree;
}

const KeyTree* KeyTree::element() const {
  const bool borrowed = row_ && row_->type == KeyType::tables && !row_->like.empty();
  return borrowed ? &at(row_->like) : step("[]");
}

const KeyTree* KeyTree::child(std::string_view key) const {
  if (row_ && is_number(row_->type)) return root().step("num")->child(key);
  if (row_ && row_->type == KeyType::table && !row_->like.empty()) return at(row_->like).child(key);
  const bool reserved = key == "*" || key == "\"*\"" || key == "@" || key == "[]" || (this == &root() && key == "num");
  if (const KeyTree* fixed = step(key); fixed && !reserved) return fixed;
  for (const std::string_view any : {"*", "\"*\"", "@"})
    if (const KeyTree* found = step(any)) return found;
  return nullptr;
}

std::vector<const KeyRow*> KeyTree::rows_below() const {
  if (row_ && is_number(row_->type)) return root().step("num")->rows_below();
  if (row_ && row_->type == KeyType::table && !row_->like.empty()) return at(row_->like).rows_below();
  std::vector<const KeyRow*> rows;
  for (const auto& [part, tree] : children_)
    if (tree->row_ && part != "*" && part != "\"*\"" && part != "@") rows.push_back(tree->row_);
  std::sort(rows.begin(), rows.end());  // in the order of the table of keys
  return rows;
}

const KeyRow& row_at(std::string_view address) {
  const KeyTree* tree = &KeyTree::root();
  for (const std::string_view part : parts_of(address)) {
    tree = tree->element() ? tree->element() : tree->child(part);
    check(tree != nullptr, "an address the loader makes is in the table of keys");
  }
  check(tree->row() != nullptr, "an address the loader makes names a key");
  return *tree->row();
}

const KeyRow* find_row(const std::vector<std::string>& address) {
  const KeyTree* tree = &KeyTree::root();
  for (const std::string& part : address) {
    tree = tree->element() ? tree->element() : tree->child(part);
    if (!tree) return nullptr;
  }
  return tree->row();
}

const KeyRow* row_elsewhere(std::string_view key, std::string_view path) {
  const std::vector<std::string_view> here = parts_of(path);
  const KeyRow* best = nullptr;
  int best_score = -1;
  for (const KeyRow& row : key_rows()) {
    if (key_of(row) != key || row.path.starts_with("num.")) continue;
    const std::vector<std::string_view> there = parts_of(row.path);
    int score = row.supported ? 1 : 0;
    for (std::size_t i = 0; i < std::min(here.size(), there.size()) && here[i] == there[i]; ++i) score += 2;
    if (score > best_score) best = &row, best_score = score;
  }
  return best;
}

}  // namespace detente
