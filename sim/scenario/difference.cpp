#include "sim/scenario/difference.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"

namespace detente {

namespace {

bool is_remark(const AddressedValue& at) {
  if (!at.row) return false;
  return at.row->type == KeyType::label || at.row->type == KeyType::text || at.row->path == "name" ||
         key_of(*at.row) == "confidence";
}

// The text with whole numbers written alike: "1.0" as "1", outside quotes.
std::string plainly(const std::string& text) {
  std::string plain;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char letter = text[i];
    if (quote && letter == '\\') {
      plain.append(text, i++, 2);
      continue;
    }
    if (quote ? letter == quote : letter == '"' || letter == '\'') quote = quote ? 0 : letter;
    const auto digit_at = [&](std::size_t at) {
      return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at]));
    };
    const bool zero_follows = text.compare(i, 2, ".0") == 0 && !digit_at(i + 2);
    if (!quote && zero_follows && i > 0 && digit_at(i - 1))
      ++i;
    else
      plain += letter;
  }
  return plain;
}

// The names of a list as written: ["a", "b"].
std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t begin = list.find('"'); begin != std::string::npos; begin = list.find('"', begin + 1)) {
    const std::size_t end = list.find('"', begin + 1);
    names.push_back(list.substr(begin + 1, end - begin - 1));
    begin = end;
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Nothing if the two mean the same.
std::optional<ValueDifference> difference_of(const AddressedValue& before, const AddressedValue& after) {
  ValueDifference found{before.address, before.value, after.value, {}, {}};
  if (before.row && before.row->type == KeyType::names && before.value.starts_with('[') &&
      after.value.starts_with('[')) {
    const std::vector<std::string> first = names_in(before.value), second = names_in(after.value);
    std::set_difference(first.begin(), first.end(), second.begin(), second.end(), std::back_inserter(found.removed));
    std::set_difference(second.begin(), second.end(), first.begin(), first.end(), std::back_inserter(found.added));
    if (found.removed.empty() && found.added.empty()) return {};
    return found;
  }
  if (plainly(before.value) == plainly(after.value)) return {};
  return found;
}

}  // namespace

ScenarioDifference difference_of(const ListedScenario& before, const ListedScenario& after) {
  ScenarioDifference difference;
  difference.plays_alike = canonical_text(before.scenario) == canonical_text(after.scenario);
  std::map<std::string, const AddressedValue*> others;
  for (const AddressedValue& at : after.values) others[at.address] = &at;
  for (const AddressedValue& at : before.values) {
    const auto other = others.find(at.address);
    if (!is_remark(at)) {
      if (other == others.end())
        difference.values.push_back({at.address, at.value, {}, {}, {}});
      else if (std::optional<ValueDifference> found = difference_of(at, *other->second))
        difference.values.push_back(std::move(*found));
    }
    if (other != others.end()) others.erase(other);
  }
  for (const AddressedValue& at : after.values)
    if (others.contains(at.address) && !is_remark(at)) difference.values.push_back({at.address, {}, at.value, {}, {}});
  return difference;
}

}  // namespace detente
