#include <fmt/format.h>

#include <algorithm>

#include "sim/random/copula.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/reader.h"

namespace detente {

std::vector<double> Correlated::normal_correlations() const {
  std::vector<double> correlations = ranks;
  for (std::size_t place = 0; place < ranks.size(); ++place)
    if (place % (of.size() + 1) != 0) correlations[place] = normal_correlation(ranks[place]);  // off the diagonal
  return correlations;
}

bool Reader::may_be_correlated(const TomlNode& address) {
  const auto found = drawn_.find(address.text);
  if (found == drawn_.end()) {
    std::vector<std::string> known;
    for (const auto& [stated, drawn] : drawn_)
      if (drawn == Drawn::alone) known.push_back(stated);
    unknown("number that is drawn at", address.text, address.place, known,
            "give the address of a number with a distribution, such as parties.us.influence");
    return false;
  }
  switch (found->second) {
    case Drawn::alone:
      return true;
    case Drawn::exactly:  // a set may have made it so
      findings_.warning(address.place, fmt::format("'{}' is one number, so nothing goes with it", address.text),
                        "give it a distribution, or leave it out");
      return true;
    case Drawn::by_expression:
      findings_.error(address.place, fmt::format("'{}' is an expression, so nothing is drawn", address.text),
                      "correlate what the expression reads");
      return false;
    case Drawn::with_its_row:
      findings_.error(address.place, fmt::format("'{}' is drawn with the other columns of its file", address.text),
                      "add independent = true to it, or leave it out");
      return false;
  }
  return false;
}

// [i][j] flat, in the order of `of`; empty after a mistake.
std::vector<double> Reader::read_ranks(const TomlNode& node, std::size_t size) {
  const TomlNode *rank = node.find("rank"), *matrix = node.find("matrix");
  std::vector<double> ranks(size * size, rank ? rank->number() : 0);
  for (std::size_t i = 0; i < size; ++i) ranks[i * size + i] = 1;
  if (!matrix) return rank ? ranks : std::vector<double>{};
  const auto is_row = [&](const TomlNode& row) { return row.items.size() == size; };
  if (matrix->items.size() != size || !std::ranges::all_of(matrix->items, is_row)) {
    findings_.error(matrix->place, fmt::format("this matrix is not {} x {}", size, size),
                    "give a row for each address in 'of', in its order, and in each a number for each");
    return {};
  }
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) ranks[i * size + j] = matrix->items[i].items[j].number();
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      const double here = ranks[i * size + j];
      if (here == ranks[j * size + i] && here >= -1 && here <= 1 && (i != j || here == 1)) continue;
      findings_.error(matrix->items[i].items[j].place, "this is no matrix of correlations",
                      "its diagonal is 1, its other numbers lie between -1 and 1 and are the same on both sides of it");
      return {};
    }
  return ranks;
}

void Reader::read_correlation(const TomlNode& node, std::map<AddressPair, double>& pairs) {
  const TomlNode* of = node.find("of");
  if (!of || node.broken) return;
  if (of->items.size() < 2) findings_.error(of->place, "a correlation is of two numbers or more", "add an address");
  bool whole = !of->cut;
  for (const TomlNode& address : of->items) whole &= !address.broken && may_be_correlated(address);
  const std::size_t size = of->items.size();
  const std::vector<double> ranks = read_ranks(node, size);
  if (!whole || ranks.empty()) return;
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const TomlNode &one = of->items[i], &other = of->items[j];
      if (one.text == other.text)
        findings_.error(one.place, fmt::format("'{}' is named twice", one.text), "name it once");
      else if (!pairs.emplace(std::minmax(one.text, other.text), ranks[i * size + j]).second)
        findings_.error(one.place, fmt::format("'{}' and '{}' are correlated a second time", one.text, other.text),
                        "say once how they go together");
    }
}

// Those that are correlated with each other, over however many others, and all between them; nobody else.
Correlated Reader::take_group(std::map<AddressPair, double>& pairs) {
  std::set<std::string> members = {pairs.begin()->first.first};
  for (std::size_t before = 0; before != members.size();) {
    before = members.size();
    for (const auto& [pair, rank] : pairs)
      if (members.contains(pair.first) || members.contains(pair.second)) members.insert({pair.first, pair.second});
  }
  Correlated group{{members.begin(), members.end()}, {}};
  const std::size_t size = group.of.size();
  group.ranks.resize(size * size);
  for (std::size_t i = 0; i < size; ++i) {
    group.ranks[i * size + i] = 1;
    for (std::size_t j = i + 1; j < size; ++j)
      if (const auto found = pairs.find({group.of[i], group.of[j]}); found != pairs.end())
        group.ranks[i * size + j] = group.ranks[j * size + i] = found->second;
  }
  std::erase_if(pairs, [&](const auto& pair) { return members.contains(pair.first.first); });
  return group;
}

// place: of the correlations.
void Reader::check_definite(const Correlated& group, const Place& place) {
  const int size = static_cast<int>(group.of.size());
  std::string pairs;
  const std::vector<int> rows = indefinite_rows(group.normal_correlations(), size);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = i + 1; j < rows.size(); ++j)
      pairs += fmt::format("{}'{}' and '{}' {}", pairs.empty() ? "" : ", ", group.of[rows[i]], group.of[rows[j]],
                           group.ranks[rows[i] * size + rows[j]]);
  if (!rows.empty())
    findings_.error(place, "no numbers can go together like this: " + pairs,
                    rows.size() == 2 ? "where two are as one, let one parameter stand in both"
                                     : "what goes with the same thing goes together: bring these closer to each other");
}

void Reader::read_correlations() {
  const TomlNode* tables = document_.find("correlations");
  if (!tables) return;
  std::map<AddressPair, double> pairs;
  std::set<std::string> members, names;
  for (const TomlNode& item : tables->items) {
    const TomlNode* name = item.find("name");
    if (name && !names.insert(name->text).second)
      findings_.error(name->place, fmt::format("two correlations are called '{}'", name->text), "rename one of them");
    read_correlation(item, pairs);
  }
  for (const auto& [pair, rank] : pairs) members.insert({pair.first, pair.second});
  if (members.size() > limits::correlated) {
    findings_.error(tables->place,
                    fmt::format("{} numbers are correlated, but at most {} can be", members.size(), limits::correlated),
                    "leave some out");
    return;
  }
  while (!pairs.empty()) {
    scenario_.correlated.push_back(take_group(pairs));
    check_definite(scenario_.correlated.back(), tables->items.empty() ? tables->place : tables->items[0].place);
  }
}

}  // namespace detente
