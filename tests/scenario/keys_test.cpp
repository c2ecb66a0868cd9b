// For every key of the table: a value of another kind, one out of range, the key misspelt, the key in the wrong table.
// Each is an error at the key's own line. The mistakes are made in the parsed document of good/every-key.toml, so that
// every key keeps its place.
#include "sim/scenario/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "sim/scenario/check_keys.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/reader.h"
#include "tests/scenario/texts.h"

namespace detente {
namespace {

const std::string& every_key() {
  static const std::string text = good("every-key");
  return text;
}

TomlNode parsed(const Findings& findings) {
  TomlNode document = parse_document(every_key(), findings, "every-key.toml");
  spell_out_positions(document);
  return document;
}

// The way from the document to a value: keys, and numbers of list elements as text.
using Way = std::vector<std::string>;

// The first place of each row; the rows below `num` count as well.
std::map<const KeyRow*, Way> places() {
  std::map<const KeyRow*, Way> found;
  const std::function<void(const TomlNode&, const KeyTree&, Way)> walk = [&](const TomlNode& table, const KeyTree& tree,
                                                                             const Way& way) {
    for (const TomlMember& member : table.members) {
      const KeyTree* child = tree.child(member.key);
      if (!child || !child->row()) continue;
      Way here = way;
      here.push_back(member.key);
      found.emplace(child->row(), here);
      if (member.value.is(TomlKind::table)) walk(member.value, *child, here);
      for (std::size_t i = 0; child->element() && i < member.value.items.size(); ++i) {
        Way below = here;
        below.push_back(std::to_string(i));
        walk(member.value.items[i], *child->element(), below);
      }
    }
  };
  const Findings findings("every-key.toml", every_key());
  walk(parsed(findings), KeyTree::root(), {});
  return found;
}

struct Spot {
  TomlNode* table;
  TomlMember* member;
};

Spot find(TomlNode& document, const Way& way) {
  Spot spot{&document, nullptr};
  TomlNode* node = &document;
  for (const std::string& part : way) {
    if (node->is(TomlKind::array)) {
      node = &node->items[std::stoul(part)];
      continue;
    }
    spot = {node, node->member(part)};
    node = &spot.member->value;
  }
  return spot;
}

// The causes of the errors on the key's line after `spoil` has been at it.
std::string said_there(const Way& way, const std::function<void(TomlNode&, Spot)>& spoil) {
  Findings findings("every-key.toml", every_key());
  TomlNode document = parsed(findings);
  const Spot spot = find(document, way);
  const int line = spot.member->place.position.line;
  spoil(document, spot);
  std::set<std::string> names_cut = check_keys(document, findings);
  Reader(document, findings, std::move(names_cut), samples_in((scenario_tests / "good").string())).read();
  try {
    findings.throw_if_any();
  } catch (const ScenarioError& error) {
    std::string causes;
    for (const Diagnostic& diagnostic : error.diagnostics())
      if (diagnostic.position.line == line) causes += diagnostic.cause + "\n";
    return causes;
  }
  return "";
}

TomlNode text_node(const Place& place, const std::string& text) {
  return {.kind = TomlKind::string, .place = place, .text = text};
}

TomlNode number_node(const Place& place, double value, bool whole) {
  TomlNode node{.kind = whole ? TomlKind::integer : TomlKind::real, .place = place, .real = value};
  if (whole) node.integer = static_cast<std::int64_t>(value);
  return node;
}

TomlNode list_node(const Place& place, TomlNode item) {
  TomlNode node{.kind = TomlKind::array, .place = place};
  node.items.push_back(std::move(item));
  return node;
}

// A value that the key refuses though it is of the right kind; nothing if it takes all of that kind.
std::optional<TomlNode> out_of_range(const KeyRow& row, const Place& place) {
  const bool whole = row.type == KeyType::integer;
  switch (row.type) {
    case KeyType::integer:
    case KeyType::real:
    case KeyType::num:
    case KeyType::expression:
    case KeyType::ideal:
      if (std::isfinite(row.high)) return number_node(place, row.high + 1, whole);
      if (std::isfinite(row.low)) return number_node(place, row.low - 1, whole);
      if (row.type == KeyType::expression) return text_node(place, "no-such-name + 1");
      return number_node(place, std::numeric_limits<double>::infinity(), false);
    case KeyType::word:
    case KeyType::reference:
    case KeyType::level:
      return text_node(place, "zzzzzz");
    case KeyType::name:
      return text_node(place, "Not a name");
    case KeyType::label:
      return text_node(place, std::string(121, 'x'));
    case KeyType::condition:
      return text_node(place, "attends(nobody-there)");
    case KeyType::period:
      return text_node(place, "3 fortnights");
    case KeyType::names:
      return list_node(place, text_node(place, "zzzzzz"));
    case KeyType::conditions:
      return list_node(place, text_node(place, "1 + 1"));
    default:
      return std::nullopt;
  }
}

bool own_name(const KeyRow& row) { return row.path.ends_with('*') || row.path.ends_with("\"*\""); }

TEST(Keys, EveryKeyStandsInTheExample) {
  const auto found = places();
  for (const KeyRow& row : key_rows()) EXPECT_TRUE(found.contains(&row)) << row.path;
  const Scenario scenario = read(every_key());
  EXPECT_GT(scenario.unplayed.size(), 30U);
  EXPECT_EQ(scenario.unplayed.size(), scenario.warnings.size());
}

TEST(Keys, AValueOfAnotherKindIsAnErrorAtItsLine) {
  for (const auto& [row, way] : places()) {
    const std::string said = said_there(way, [](TomlNode&, Spot spot) {
      spot.member->value = {.kind = TomlKind::boolean, .place = spot.member->value.place};
    });
    const std::string other = said_there(
        way, [](TomlNode&, Spot spot) { spot.member->value = number_node(spot.member->value.place, 3, true); });
    EXPECT_THAT(row->type == KeyType::flag ? other : said, testing::HasSubstr("must be")) << row->path;
    EXPECT_TRUE(!other.empty() || row->type == KeyType::integer || row->type == KeyType::real ||
                row->type == KeyType::weight || is_number(row->type) || row->type == KeyType::level)
        << row->path;
  }
}

TEST(Keys, AValueOutOfRangeIsAnErrorAtItsLine) {
  int count = 0;
  for (const auto& [row, way] : places()) {
    if (!out_of_range(*row, {})) continue;
    ++count;
    const KeyRow& key = *row;
    EXPECT_NE(said_there(way, [&](TomlNode&,
                                  Spot spot) { spot.member->value = *out_of_range(key, spot.member->value.place); }),
              "")
        << key.path;
  }
  EXPECT_GT(count, 150);
}

TEST(Keys, AMisspeltKeyIsAnErrorAtItsLine) {
  for (const auto& [row, way] : places()) {
    if (own_name(*row) || row->path == "num.choice.@") continue;
    const std::string said = said_there(way, [](TomlNode&, Spot spot) {
      const TomlMember old = *spot.member;
      std::erase_if(spot.table->members, [&](const TomlMember& member) { return member.key == old.key; });
      spot.table->add(old.key + "x", old.place).value = old.value;
    });
    EXPECT_NE(said, "") << row->path;
  }
}

TEST(Keys, AMisplacedKeyIsAnErrorAtItsLine) {
  for (const auto& [row, way] : places()) {
    if (own_name(*row) || row->path.ends_with('@')) continue;
    const std::string said = said_there(way, [&](TomlNode& document, Spot spot) {
      const TomlMember old = *spot.member;
      std::erase_if(spot.table->members, [&](const TomlMember& member) { return member.key == old.key; });
      TomlMember* time = document.member(old.key == "start" ? "spread" : "time");
      if (!time) time = &document.add("time", old.place);  // it is itself the one that is moved
      time->value.add(old.key, old.place).value = old.value;
    });
    EXPECT_THAT(said, testing::HasSubstr("unknown key '")) << row->path;
  }
}

// Words are looked up by the number of their enumerator.
template <class Enumeration>
void expect_words(const char* address, const std::vector<std::pair<Enumeration, const char*>>& wanted) {
  const std::vector<std::string> words = words_of(address);
  EXPECT_EQ(words.size(), wanted.size()) << address;
  for (const auto& [value, word] : wanted)
    if (const auto place = static_cast<std::size_t>(value); place < words.size()) {
      EXPECT_EQ(words[place], word) << address;
    }
}

TEST(Keys, HaveTheSettingsOfProtocolsInTheOrderOfTheirWords) {
  EXPECT_EQ(words_of("stages.x.protocol").size(), std::variant_size_v<StageSettings>);
  expect_words<std::size_t>("stages.x.protocol", {{StageSettings(participation::Settings()).index(), "participation"},
                                                  {StageSettings(single_text::Settings()).index(), "single-text"},
                                                  {StageSettings(wait::Settings()).index(), "wait"}});
}

TEST(Keys, HaveTheirEnumeratorsInTheOrderOfTheirWords) {
  expect_words<AimsAt>("stages.x.aims-at",
                       {{AimsAt::reservations, "reservations"}, {AimsAt::aspirations, "aspirations"}});
  expect_words<DecisionRule>("stages.x.decision.rule", {{DecisionRule::unanimity, "unanimity"},
                                                        {DecisionRule::consensus, "consensus"},
                                                        {DecisionRule::weighted_majority, "weighted-majority"}});
  expect_words<Voice>("parties.x.voice", {{Voice::full, "full"}, {Voice::heard, "heard"}, {Voice::none, "none"}});
  expect_words<TacticKind>("parties.x.tactic.kind",
                           {{TacticKind::time_dependent, "time-dependent"}, {TacticKind::fixed, "fixed"}});
  expect_words<TacticCurve>("parties.x.tactic.curve",
                            {{TacticCurve::polynomial, "poly"}, {TacticCurve::exponential, "exp"}});
  expect_words<Role>("parties.x.role", {{Role::authority, "authority"},
                                        {Role::envoy, "envoy"},
                                        {Role::donor, "donor"},
                                        {Role::mediator, "mediator"},
                                        {Role::convenor, "convenor"},
                                        {Role::civil_society, "civil-society"},
                                        {Role::armed_group, "armed-group"},
                                        {Role::observer, "observer"},
                                        {Role::government, "government"},
                                        {Role::delegation, "delegation"},
                                        {Role::legislature, "legislature"},
                                        {Role::opposition, "opposition"},
                                        {Role::excluded, "excluded"}});
}

// Else one of them would never be drawn. Below a key that the user names, each value is the only one of its block.
TEST(Keys, NumbersOfOneTableAreDrawnFromWordsOfTheirOwn) {
  std::map<std::pair<std::string_view, int>, std::string_view> taken;
  for (const KeyRow& row : key_rows()) {
    const std::size_t dot = row.path.rfind('.');
    if (!is_number(row.type) || is_later(row) || row.path.starts_with("num.") || dot == std::string_view::npos)
      continue;
    if (key_of(row) == "*" || key_of(row) == "@") continue;
    EXPECT_LT(row.word, 4) << row.path;
    const auto [other, free] = taken.try_emplace({row.path.substr(0, dot), row.word}, row.path);
    EXPECT_TRUE(free) << row.path << " is drawn from the word of " << other->second;
  }
  EXPECT_GE(taken.size(), 15U);
}

}  // namespace
}  // namespace detente
