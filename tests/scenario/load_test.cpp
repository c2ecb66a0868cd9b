#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/keys.h"
#include "tests/scenario/texts.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Load, TheDohaMeetingsLoadWithoutWarnings) {
  for (const std::string name : {"doha-1", "doha-2", "doha-3"}) {
    const Scenario scenario = load_scenario((scenario_tests / "good" / (name + ".toml")).string());
    EXPECT_TRUE(scenario.warnings.empty()) << name;
    EXPECT_EQ(scenario.outcomes.back().rule.text, "true");
  }
}

TEST(Load, EveryKeyHasItsPlace) {
  const Scenario scenario = read(good("every-form"));
  EXPECT_EQ(scenario.start, "2024-02-18");
  const Party& ministry = party(scenario, "ministry");
  EXPECT_EQ(ministry.role, Role::government);
  EXPECT_EQ(scenario.parties[ministry.principal].name, "palace");
  EXPECT_EQ(ministry.tactic.curve, TacticCurve::exponential);
  EXPECT_EQ(ministry.never[0].text, "aid = 'none'");
  EXPECT_EQ(ministry.positions[0].red_line->at_least, 30);
  EXPECT_TRUE(ministry.preconditions[0].independent);
  const Stage& convening = scenario.stages[0];
  EXPECT_EQ(scenario.parties[std::get<participation::Settings>(convening.settings).convenor].name, "host");
  EXPECT_EQ(convening.round_days, 14);
  EXPECT_EQ(convening.changes, 1);
  const auto& talks = std::get<single_text::Settings>(scenario.stages[1].settings);
  EXPECT_EQ(talks.decision.rule, DecisionRule::weighted_majority);
  EXPECT_EQ(talks.decision.share, 0.6);
  EXPECT_EQ(talks.aims_at, AimsAt::aspirations);
  EXPECT_TRUE(talks.tabled[0].has_value());
  EXPECT_FALSE(talks.tabled[1].has_value());
  EXPECT_EQ(std::get<single_text::Settings>(scenario.stages[2].settings).decision.minus, 1);
  EXPECT_EQ(scenario.observed.outcome, 1);
  EXPECT_EQ(scenario.observed.events[0], false);
}

TEST(Load, VoiceDefaultsToTheRoles) {
  const auto voice = [](const std::string& role) {
    return party(read(changed(good("harbour"), "role = \"envoy\"", "role = \"" + role + "\"")), "north").voice;
  };
  for (const std::string role : {"observer", "civil-society", "mediator", "convenor"})
    EXPECT_EQ(voice(role), Voice::heard) << role;
  for (const std::string role :
       {"authority", "envoy", "donor", "armed-group", "government", "delegation", "legislature", "opposition"})
    EXPECT_EQ(voice(role), Voice::full) << role;
  EXPECT_EQ(voice("excluded"), Voice::none);
}

TEST(Load, OptionsStandInOrderOfValueAndMayBeNamedByIt) {
  const Issue issue = read(changed(good("harbour"), "reversion = \"low\"", "reversion = 50")).issues[1];
  EXPECT_EQ(issue.options[0].label, "low");
  EXPECT_EQ(issue.options[2].label, "high");
  EXPECT_EQ(issue.reversion, 1);
}

// Each table with its header, last first; lists of tables keep their order.
std::string tables_moved(const std::string& text) {
  std::vector<std::string> tables, lists;
  std::string top, *current = &top;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (line.starts_with("[["))
      current = &lists.emplace_back();
    else if (line.starts_with("[stages."))
      ;
    else if (line.starts_with("["))
      current = &tables.emplace_back();
    *current += line;
    at = end;
  }
  for (const std::string& list : lists) top += list;
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) top += *table;
  return top;
}

TEST(Canonical, MovingTablesChangesNothing) {
  for (const std::string name : {"harbour", "every-form", "doha-1", "doha-2"}) {
    const std::string moved = tables_moved(good(name));
    ASSERT_NE(moved, good(name));
    EXPECT_EQ(canonical_text(read(moved)), canonical_text(read(good(name)))) << name;
  }
}

TEST(Canonical, LabelsSourcesAndNotesChangeNothing) {
  std::string text = good("every-form");
  const std::string before = canonical_text(read(text));
  text = changed(text, "label = \"The host\"", "label = \"Somebody else\"");
  text = changed(text, "source = \"judgement\"", "source = \"a book\"");
  text = changed(text, "of notes", "of other notes");
  text = changed(text, "start = 2024-02-18", "start = 2025-01-01");
  text = changed(text, "outcome = \"nothing\"", "outcome = \"all agreed\"");
  for (std::size_t at = text.find("observers"); at != std::string::npos; at = text.find("observers"))
    text.replace(at, 9, "guests");  // an option, wherever it is named
  EXPECT_EQ(canonical_text(read(text)), before);
}

TEST(Canonical, WhateverEntersARunChangesIt) {
  const std::string text = good("every-form");
  const std::string before = canonical_text(read(text));
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"stages.talks.rounds", "7"},
      {"parties.host.influence", "31"},
      {"spread.ideal", "11"},
      {"parties.ministry.voice", "heard"},
      {"issues.aid.reversion", "30"},
      {"parameters.exact", "0.26"},
      {"stages.talks.decision.share", "0.7"},
      {"parties.donors.principal", "palace"},
      {"stages.convening.offer.seat", "all"},
      {"stages.talks.requires", "true"},
      {"parties.ministry.tactic.start", "0.1"},
      {"variables.funds.initial", "50"},
      {"variables.funds.min", "1"},
      {"variables.funds.process.mean", "40"},
      {"variables.funds.process.phi", "0.7"},
      {"variables.funds.process.per", "week"},
      {"variables.fatigue.process.drift", "1"},
      {"variables.fatigue.process.sd", "0"},
      {"shocks.storm.chance", "0.2"},
      {"shocks.storm.per", "year"},
      {"shocks.storm.when", "true"},
      {"shocks.storm.once", "false"},
      {"shocks.storm.add.fatigue", "5"},
      {"shocks.storm.set", "{ funds = 4 }"},
      {"parties.ministry.preconditions.seen.independent", "false"}};
  for (const auto& [address, value] : changes)
    EXPECT_NE(canonical_text(read(text, {address + "=" + value})), before) << address;
}

TEST(Canonical, AWholeNumberMayHaveAPoint) {
  const std::string text = good("every-form"), before = canonical_text(read(text, {"stages.talks.rounds=3"}));
  for (const std::string three : {"3.0", "3e0", "30e-1", "+3.00"})
    EXPECT_EQ(canonical_text(read(text, {"stages.talks.rounds=" + three})), before) << three;
  EXPECT_EQ(canonical_text(read(changed(text, "format = 1\n", "format = 1.0\n"))), canonical_text(read(text)));
  for (const std::string none : {"3.5", "1e300", "-1e19", "nan", "inf", "'3'", "3.0000001", "0.0", "1001.0"})
    EXPECT_NE(said(text, {"stages.talks.rounds=" + none}), "") << none;
}

TEST(Keys, EveryRowIsReachedByItsOwnPath) {
  for (const KeyRow& row : key_rows()) {
    std::string address(row.path);
    if (address.starts_with("num")) continue;
    for (const auto& [mark, name] :
         {std::pair<std::string, std::string>{"\"*\"", "x"}, {"*", "x"}, {"@", "x"}, {"[]", ".x"}})
      for (std::size_t at = address.find(mark); at != std::string::npos; at = address.find(mark))
        address.replace(at, mark.size(), name);
    EXPECT_EQ(&row_at(address), &row) << row.path;
    EXPECT_FALSE(row.doc.empty());
  }
}

TEST(Warnings, AnOpeningOfferThatBreaksALinkOrALineIsPointedOut) {
  EXPECT_TRUE(read(good("doha-2")).warnings.empty());
  const auto link = read(good("doha-2"), {"stages.convening.offer.standing=only Afghans at the table"}).warnings;
  ASSERT_EQ(link.size(), 1U);
  EXPECT_EQ(link[0].severity, Severity::warning);
  EXPECT_EQ(link[0].cause, "the opening offer breaks the link 'only-afghans-means-alone'");
  const auto line = read(good("doha-2"), {"stages.convening.offer.other-afghans=none"}).warnings;
  ASSERT_EQ(line.size(), 1U);
  EXPECT_EQ(line[0].cause, "the opening offer crosses the convenor's own red line on 'other-afghans'");
}

}  // namespace
}  // namespace detente
