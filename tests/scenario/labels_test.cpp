// Options called by numbers that lie elsewhere on the scale: what stands for an option is its label first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/reader.h"
#include "tests/scenario/texts.h"

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// "1" lies at 50, "2" at 100, "50" at 75.
const std::string levels = R"(format = 1
name = "levels"
issues.level = { reversion = "0", options = { "0" = 0, "1" = 50, "50" = 75, "2" = 100, "true" = 25 } }
[parties.x]
role = "government"
influence = 50
positions.level = { ideal = "2", salience = 50, red-line = { at-least = "0" } }
[parties.m]
role = "mediator"
influence = 10
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["level"]
[[outcomes]]
name = "any"
when = "true"
)";

const Position& position(const Scenario& scenario) { return party(scenario, "x").positions[0]; }
Distribution ideal(const std::vector<std::string>& sets) { return position(read(levels, sets)).ideal.distribution; }
const std::string at = "parties.x.positions.level.";

TEST(Labels, WhatASetGivesIsALabelIfItIsOne) {
  EXPECT_EQ(ideal({at + "ideal=2"}), exactly(100));
  EXPECT_EQ(ideal({at + "ideal = 50 "}), exactly(75));
  EXPECT_EQ(ideal({at + "ideal=true"}), exactly(25));
  EXPECT_EQ(ideal({at + "ideal=60"}), exactly(60));
  EXPECT_EQ(position(read(levels, {at + "red-line.at-least=2"})).red_line->at_least, 100);
  EXPECT_EQ(position(read(levels, {at + "red-line.at-least=60"})).red_line->at_least, 60);
  EXPECT_EQ(read(levels, {"issues.level.reversion=2"}).issues[0].reversion, 4);
  EXPECT_EQ(read(levels, {"issues.level.reversion=75"}).issues[0].reversion, 3);
}

TEST(Labels, AChoiceIsBetweenLabelsFirst) {
  for (const std::string& set : {at + "ideal={choice={'2'=1, '60'=3}}", at + "ideal.choice={'2'=1, '60'=3}"}) {
    const Distribution chosen = ideal({at + "ideal={choice={'0'=1}}", set});
    EXPECT_THAT(chosen.values, ElementsAre(60, 100)) << set;
    EXPECT_THAT(chosen.weights, ElementsAre(3, 1)) << set;
  }
  EXPECT_THAT(said(levels, {at + "ideal={choice={'2.0'=1}}"}), HasSubstr("'2' is the label of an option of 'level'"));
}

TEST(Labels, ACellOfSamplesIsALabelFirst) {
  const auto sampled = [](const std::string& cells) {
    const std::string text = changed(levels, "ideal = \"2\"", "ideal = { samples = 'survey.csv#level' }");
    return position(parse_scenario(text, "test", {}, SampleTexts{{"survey.csv", "level\n" + cells}}))
        .ideal.distribution.values;
  };
  EXPECT_THAT(sampled("2\n 60\ntrue\n50\n"), ElementsAre(100, 60, 25, 75));
  for (const auto& [cells, message] : {std::pair{"2.0\n", "'2.0' may be the number, or the option '2'"},
                                       {"two\n", "'two' is not a finite number, nor an option of 'level'"}}) {
    try {
      sampled(cells);
      ADD_FAILURE() << cells << " was taken";
    } catch (const ScenarioError& error) {
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
  }
}

TEST(Labels, ANumberThatIsTheLabelOfAnotherPlaceIsRefused) {
  const std::string cause = "'2' is the label of an option of 'level' that does not lie at 2 but at 100";
  for (const auto& [from, to] : {std::pair{"ideal = \"2\"", "ideal = 2"},
                                 {"at-least = \"0\"", "at-least = 2.0"},
                                 {"reversion = \"0\"", "reversion = 2"}})
    EXPECT_THAT(said(changed(levels, from, to)), HasSubstr(cause)) << to;
  // An option lies there, but another is called so.
  EXPECT_THAT(said(changed(levels, "reversion = \"0\"", "reversion = 50")),
              HasSubstr("'50' is the label of an option"));
  EXPECT_THAT(said(levels, {"parties.x.positions.level=[2, 50]"}), HasSubstr(cause));
  EXPECT_THAT(said(levels, {at + "ideal=2.0"}), HasSubstr(cause));
}

TEST(Labels, ANumberMayStillBeMeantAndOneThatLiesThereIsNoMistake) {
  EXPECT_EQ(position(read(changed(levels, "ideal = \"2\"", "ideal = { exact = 2 }"))).ideal.distribution, exactly(2));
  EXPECT_EQ(position(read(changed(levels, "ideal = \"2\"", "ideal = 0"))).ideal.distribution, exactly(0));
  EXPECT_THAT(said(changed(levels, "ideal = \"2\"", "ideal = 60")), IsEmpty());
}

TEST(Labels, AnIdealThatIsNoneIsAnExpression) {
  const std::string named =
      changed(levels, "\"0\" = 0, \"1\"", "\"0\" = 0, low = 10, \"1\"") + "[parameters]\nmood = 0.5\n";
  const auto said_of = [&](const std::string& text) { return said(named, {at + "ideal=" + text}); };
  EXPECT_EQ(position(read(named, {at + "ideal=100 * mood"})).ideal.expression->text, "100 * mood");
  EXPECT_EQ(position(read(named, {at + "ideal=mood"})).ideal.expression->text, "mood");
  EXPECT_THAT(said_of("lo"), HasSubstr("there is no option of 'level' called 'lo'\n       did you mean 'low'?"));
  EXPECT_THAT(said_of("moood"), HasSubstr("there is no option of 'level' called 'moood'"));
  EXPECT_THAT(said_of("100 * moood"), HasSubstr("did you mean 'mood'?; options are called '0', 'low', 'true'"));
  EXPECT_THAT(said_of("lo = 1"), HasSubstr("options are called"));
}

TEST(Labels, TextIsTextWhereNothingElseFits) {
  const std::string called = changed(changed(levels, "[parties.m]", "[parties.inf]"), "\"m\"", "\"nobody\"");
  EXPECT_THAT(said(called, {"stages.talks.mediator=inf"}), IsEmpty());
  EXPECT_EQ(party(read(levels, {"parties.x.never+=true"}), "x").never.size(), 1U);
}

}  // namespace
}  // namespace detente
