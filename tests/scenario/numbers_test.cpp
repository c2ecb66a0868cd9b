#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/scenario/texts.h"
#include "tests/support/temporary_folder.h"

namespace detente {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

void expect_distribution(const std::string& written, Family family, const std::vector<double>& parameters) {
  const Distribution distribution = parameter(written).distribution;
  EXPECT_EQ(distribution.family, family) << written;
  EXPECT_EQ(distribution.parameters, parameters) << written;
}

const Position& position(const Scenario& scenario, const std::string& name, int index) {
  return party(scenario, name).positions.at(index);
}

TEST(Numbers, EveryFormIsRead) {
  expect_distribution("46", Family::exact, {46});
  expect_distribution("0.25", Family::exact, {0.25});
  expect_distribution("{ exact = 46 }", Family::exact, {46});
  expect_distribution("{ pert = [1, 2, 4] }", Family::pert, {1, 2, 4});
  expect_distribution("{ pert = [2, 2, 2] }", Family::pert, {2, 2, 2});
  expect_distribution("{ triangular = [1, 2.5, 4] }", Family::triangular, {1, 2.5, 4});
  expect_distribution("{ uniform = [-1, 1] }", Family::uniform, {-1, 1});
  expect_distribution("{ normal = [0, 2] }", Family::normal, {0, 2});
  expect_distribution("{ lognormal = [0, 1] }", Family::lognormal, {0, 1});
  expect_distribution("{ beta = [2, 5] }", Family::beta, {2, 5});
}

TEST(Numbers, MinAndMaxCut) {
  const Distribution cut = parameter("{ normal = [0, 2], min = -1, max = 3 }").distribution;
  EXPECT_EQ(cut.min, -1);
  EXPECT_EQ(cut.max, 3);
}

TEST(Numbers, WhatLiesBeyondMayBeRejected) {
  const auto said_of = [](const std::string& number) {
    return said(good("harbour") + "\n[parameters]\nx = " + number);
  };
  EXPECT_FALSE(parameter("{ normal = [0, 2], min = -1 }").distribution.rejects);
  EXPECT_FALSE(parameter("{ normal = [0, 2], min = -1, beyond = 'cut' }").distribution.rejects);
  EXPECT_TRUE(parameter("{ normal = [0, 2], min = -1, beyond = 'reject' }").distribution.rejects);
  const auto canonical = [](const std::string& number) {
    return canonical_text(read(good("harbour") + "\n[parameters]\nx = " + number));
  };
  EXPECT_THAT(canonical("{ normal = [0, 2], min = -1, beyond = 'reject' }"),
              HasSubstr("normal(0 2; within -1..inf; reject)"));
  EXPECT_EQ(canonical("{ normal = [0, 2], min = -1, beyond = 'cut' }"), canonical("{ normal = [0, 2], min = -1 }"));
  EXPECT_THAT(said_of("{ normal = [0, 2], beyond = 'reject' }"), HasSubstr("'beyond' means nothing without"));
  EXPECT_THAT(said_of("{ normal = [0, 2], min = 1, beyond = 'redraw' }"), HasSubstr("use one of cut, reject"));
  EXPECT_THAT(said_of("{ normal = [0, 1], min = 20, beyond = 'reject' }"), HasSubstr("the rest is rejected"));
  EXPECT_THAT(said_of("{ choice = { '1' = 1, '9' = 0 }, min = 5, beyond = 'reject' }"),
              HasSubstr("nothing of it lies within the bounds"));
  EXPECT_THAT(said_of("{ uniform = [3, 3], min = 5, beyond = 'reject' }"), HasSubstr("nothing of it lies within"));
}

TEST(Numbers, QuantilesAreWhatExpertsSay) {
  const Distribution told =
      parameter("{ quantiles = { '90' = 75, '10' = 20, '50' = 40.5 }, min = 0, max = 100 }").distribution;
  EXPECT_EQ(told.family, Family::quantiles);
  EXPECT_THAT(told.values, ElementsAre(0, 20, 40.5, 75, 100));
  EXPECT_THAT(told.weights, ElementsAre(0, 0.1, 0.5, 0.9, 1));
  const Distribution ends = parameter("{ quantiles = { '0' = 3, '2.5' = 4, '100' = 8 }, max = 7 }").distribution;
  EXPECT_THAT(ends.values, ElementsAre(3, 4, 8));
  EXPECT_THAT(ends.weights, ElementsAre(0, 0.025, 1));
  EXPECT_EQ(ends.max, 7);  // which cuts
}

TEST(Numbers, QuantilesNeedEndsAndRise) {
  const auto said_of = [](const std::string& quantiles) {
    return said(good("harbour") + "\n[parameters]\nx = { quantiles = { '50' = 40" + quantiles + " }");
  };
  EXPECT_EQ(said_of(", '100' = 40 }, min = 2"), "");
  EXPECT_THAT(said_of(", '100' = 90 }"), HasSubstr("add min beside the quantiles, or \"0\" among them"));
  EXPECT_THAT(said_of(", '0' = 1 }"), HasSubstr("the highest value is not given"));
  EXPECT_THAT(said_of(", '10' = 41 }, min = 0, max = 100"), HasSubstr("40 lies below 41"));
  EXPECT_THAT(said_of("}, min = 45, max = 100"), HasSubstr("40 lies below 45"));
  EXPECT_THAT(said_of(", half = 41 }, min = 0, max = 100"), HasSubstr("'half' is no percentage"));
  EXPECT_THAT(said_of(", '50.0' = 41 }, min = 0, max = 100"), HasSubstr("gives 50 per cent a second time"));
  EXPECT_THAT(said_of(", '200' = 41 }, min = 0, max = 100"), HasSubstr("'200' is no percentage"));
  const std::string shares =
      changed(good("harbour"), "influence = 60", "influence = { quantiles = { '50' = 40 }, min = 0, max = 101 }");
  EXPECT_THAT(said(shares), HasSubstr("101 is out of range"));
}

TEST(Numbers, AChoiceStandsInOrderOfValue) {
  const Distribution chosen = parameter("{ choice = { \"10\" = 1, \"9\" = 3 } }").distribution;
  EXPECT_EQ(chosen.family, Family::choice);
  EXPECT_THAT(chosen.values, ElementsAre(9, 10));
  EXPECT_THAT(chosen.weights, ElementsAre(3, 1));
  const std::string twice = "\n[parameters]\nx = { choice = { \"1\" = 1, \"1.0\" = 1 } }\n";
  EXPECT_THAT(said(good("harbour") + twice), HasSubstr("gives 1 a second time"));
}

TEST(Numbers, TheWeightsOfAChoiceMayBeExpressionsWhereTheNumberMay) {
  const std::string mood = good("harbour") + "\n[parameters]\nmood = { uniform = [0, 1] }\n";
  const std::string set = "parties.north.influence={ choice = { '60' = '1 - mood', '20' = 'mood', '30' = 2 } }";
  const Number influence = party(read(mood, {set}), "north").influence;
  EXPECT_THAT(influence.distribution.values, ElementsAre(20, 30, 60));
  std::vector<std::string> weights;
  for (const Rule& weight : influence.weights) weights.push_back(weight.text);
  EXPECT_THAT(weights, ElementsAre("mood", "2", "1 - mood"));
  EXPECT_THAT(canonical_text(read(mood, {set})), HasSubstr("choice(20 30 60) weights (mood; 2; 1 - mood)"));
  EXPECT_THAT(said(mood + "x = { choice = { '1' = 'mood', '2' = 1 } }\n"),
              HasSubstr("the weights of this choice are numbers"));
  EXPECT_THAT(said(mood, {"parties.north.influence={ choice = { '60' = 'mod' } }"}), HasSubstr("did you mean 'mood'?"));
  EXPECT_THAT(said(mood, {"parties.north.influence={ choice = { '60' = [1] } }"}),
              HasSubstr("must be a number or an expression"));
}

TEST(Numbers, AnIdealMayBeAChoiceOfOptions) {
  const std::string text =
      changed(good("harbour"), "[20, 80]", "{ ideal = { choice = { high = 1, low = 2 } }, salience = 80 }");
  const Distribution ideal = position(read(text), "north", 1).ideal.distribution;
  EXPECT_THAT(ideal.values, ElementsAre(0, 100));
  EXPECT_THAT(ideal.weights, ElementsAre(2, 1));
}

TEST(Numbers, SamplesComeFromAColumn) {
  EXPECT_THAT(parameter("{ samples = \"survey.csv#weight\" }").distribution.values, ElementsAre(40, 55.5, 61));
}

// The loader opens no file: it asks for a text by the name that the scenario gives it.
TEST(Numbers, SamplesAreReadByWhoLoads) {
  const std::string text = good("harbour") + "\n[parameters]\nx = { samples = 'far away.csv#x' }\n";
  const auto loaded = [&](const SampleSource& source) {
    try {
      const Scenario scenario = parse_scenario(text, "scenario.toml", {}, source);
      return testing::PrintToString(scenario.parameters.at(0).value.distribution.values);
    } catch (const ScenarioError& error) {
      return std::string(error.what());
    }
  };
  const auto reads = [](const std::string& found) {
    return SampleSource(SampleSource::ReadFile([found](const std::string& file) {
      return file == "far away.csv" ? found : throw SampleMistake{"not this one", ""};
    }));
  };
  EXPECT_EQ(loaded(reads("x\n1\n2\n")), "{ 1, 2 }");
  EXPECT_EQ(loaded(SampleTexts{{"far away.csv", "x\n1\n2\n"}}), "{ 1, 2 }");
  EXPECT_THAT(loaded(reads("x\n" + std::string(1 << 20, '\n'))),
              HasSubstr("far away.csv: the file is longer than 1 MiB"));
  EXPECT_THAT(loaded(SampleSource(SampleSource::ReadFile(
                  [](const std::string&) -> std::string { throw SampleMistake{"the line is dead", "call again"}; }))),
              HasSubstr("the line is dead"));
  EXPECT_THAT(loaded({}), HasSubstr("there is no file 'far away.csv' with the scenario"));
}

// A folder of CSV files, gone afterwards.
class SampleFiles : public testing::Test {
 protected:
  SampleFiles() { fs::create_directory(folder_); }

  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return folder_ / name;
  }
  Scenario read(const std::string& parameters) const {
    return parse_scenario(good("harbour") + "\n[parameters]\n" + parameters, "scenario.toml", {},
                          samples_in(folder_.string()));
  }
  std::vector<double> values(const std::string& file, const std::string& column = "x") const {
    return read("x = { samples = '" + file + "#" + column + "' }\n").parameters.at(0).value.distribution.values;
  }
  std::string said(const std::string& file, const std::string& column = "x") const {
    try {
      values(file, column);
      return "";
    } catch (const ScenarioError& error) {
      return error.what();
    }
  }
  std::string said_of(const std::string& text) const {
    write("each.csv", text);
    return said("each.csv");
  }

  TemporaryFolder place_;
  fs::path folder_ = place_.path() / "data";
};

TEST_F(SampleFiles, StayBelowTheScenariosFolder) {
  std::error_code ignored;
  write("inside.csv", "x\n1\n");
  write("../outside.csv", "x\n1\n");
  fs::create_directory(folder_ / "below");
  write("below/deep.csv", "x\n1\n");
  fs::create_symlink("../outside.csv", folder_ / "link.csv", ignored);
  fs::create_directory_symlink("..", folder_ / "up", ignored);
  fs::create_symlink("below/deep.csv", folder_ / "kept.csv", ignored);
  for (const std::string file : {"inside.csv", "./inside.csv", "below/deep.csv", "kept.csv"})
    EXPECT_EQ(said(file), "") << file;
  for (const std::string file : {"../outside.csv", "below/../inside.csv", "below/../../outside.csv", "/etc/passwd", ""})
    EXPECT_THAT(said(file), HasSubstr("not a file below the scenario's folder")) << file;
  EXPECT_THAT(said((folder_ / "inside.csv").string()), HasSubstr("not a file below the scenario's folder"));
  for (const std::string file : {"link.csv", "up/outside.csv"})
    EXPECT_THAT(said(file), HasSubstr("leads out of the scenario's folder")) << file;
}

TEST_F(SampleFiles, AreFiles) {
  std::error_code ignored;
  fs::create_directory(folder_ / "folder.csv");
  mkfifo((folder_ / "pipe.csv").c_str(), 0600);
  fs::create_symlink("/dev/zero", folder_ / "zero.csv", ignored);
  fs::create_symlink("/dev/stdin", folder_ / "stdin.csv", ignored);
  for (const std::string file : {"none.csv", "folder.csv", ".", "inside.csv/x", "pipe.csv", "zero.csv"})
    EXPECT_THAT(said(file), HasSubstr("there is no file")) << file;
  EXPECT_NE(said("stdin.csv"), "");
}

TEST_F(SampleFiles, AreTablesOfFields) {
  write("a.csv", "\xEF\xBB\xBF\"id, or name\",y,\"x\"\r\n\"one, or \"\"1\"\"\",2,\"3\"\r\n\r\n1, 2 ,\t-3e-1\r\n");
  EXPECT_THAT(values("a.csv"), ElementsAre(3, -0.3));
}

TEST_F(SampleFiles, HoldFiniteNumbersInAColumn) {
  for (const std::string cell : {"nan", "inf", "-INF", "1e999", "0x10", "1;5", "one", "\" \"", "", "1 2", "1.5e"})
    EXPECT_THAT(said_of("x,y\n1,1\n" + cell + ",1\n"), HasSubstr("each.csv:3:1: '")) << cell;
  EXPECT_THAT(said_of("y,x\n1,\n"), HasSubstr("each.csv:2:3: '' is not a finite number"));
  EXPECT_THAT(said_of("y,x\n1\n"), HasSubstr("each.csv:2: the first line has 2 cells, this one has 1"));
  EXPECT_THAT(said_of("x,y\n1\n"), HasSubstr("each.csv:2: the first line has 2 cells, this one has 1"));
  EXPECT_THAT(said_of("x\n1,5\n"), HasSubstr("each.csv:2: the first line has 1 cell, this one has 2"));
  EXPECT_THAT(said_of("x\n\n"), HasSubstr("the column 'x' is empty"));
  EXPECT_THAT(said_of("x"), HasSubstr("the column 'x' is empty"));
  EXPECT_THAT(said_of(""), HasSubstr("there is nothing in the table"));
  EXPECT_THAT(said_of("X,y\n1,1\n"), HasSubstr("did you mean 'X'?"));
  EXPECT_THAT(said_of("x,y,x\n1,2,3\n"), HasSubstr("two columns are called 'x'"));
  EXPECT_THAT(said_of("\xE9\n1\n"), HasSubstr("each.csv:1:1: this byte is not valid UTF-8 text"));  // Latin-1
}

TEST_F(SampleFiles, HoldAtMost100000Values) {
  std::string csv = "x\n";
  for (int i = 0; i < 100'000; ++i) csv += "1\n";
  write("many.csv", csv);
  EXPECT_EQ(values("many.csv").size(), 100'000U);
  write("more.csv", csv + "1\n");
  EXPECT_THAT(said("more.csv"), HasSubstr("more.csv:100002: more than 100000 values"));
}

std::string as_often(int count, const std::string& file) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "x" + std::to_string(i) + " = { samples = '" + file + "#x' }\n";
  return text;
}

TEST_F(SampleFiles, AreBoundedTogether) {
  std::string csv = "x\n";
  for (int i = 0; i < 100'000; ++i) csv += "1\n";
  write("many.csv", csv);
  EXPECT_EQ(read(as_often(10, "many.csv")).parameters.size(), 10U);
  EXPECT_THROW(read(as_often(11, "many.csv")), ScenarioError);
  write("long.csv", "x\n1\n" + std::string((1 << 20) - 4, '\n'));
  EXPECT_EQ(read(as_often(64, "long.csv")).parameters.size(), 64U);
  EXPECT_THROW(read(as_often(65, "long.csv")), ScenarioError);
  write("longer.csv", "x\n1\n" + std::string(1 << 20, '\n'));
  EXPECT_THAT(said("longer.csv"), HasSubstr("longer than 1 MiB"));
}

TEST_F(SampleFiles, EnterTheDigest) {
  const auto text = [&](const std::string& csv) {
    write("each.csv", csv);
    return canonical_text(read("x = { samples = 'each.csv#x' }\n"));
  };
  const std::string before = text("x,y\n1,5\n2,6\n");
  EXPECT_NE(text("x,y\n1,5\n3,6\n"), before);
  EXPECT_NE(text("x,y\n1,5\n2,6\n2,6\n"), before);
  EXPECT_EQ(text("y,x\r\n9,1\r\n9,2.0"), before);
}

TEST(Numbers, SpreadMakesPlainNumbersUncertainAndCutsAtTheScalesEnds) {
  const Scenario scenario =
      read(changed(good("harbour"), "[issues.price]", "[spread]\nideal = 30\nsalience = 15\n[issues.price]"));
  const Position& price = position(scenario, "north", 1);
  EXPECT_EQ(price.ideal.distribution.family, Family::pert);
  EXPECT_THAT(price.ideal.distribution.parameters, ElementsAre(-10, 20, 50));
  EXPECT_EQ(price.ideal.distribution.min, 0);
  EXPECT_EQ(price.ideal.distribution.max, 100);
  EXPECT_THAT(price.salience.distribution.parameters, ElementsAre(65, 80, 95));
  EXPECT_TRUE(party(scenario, "north").influence.exact()) << "[spread] says nothing on influence";
}

TEST(Numbers, SpreadLeavesLabelsAndExactNumbersAlone) {
  std::string text =
      changed(good("harbour"), "[issues.price]", "[spread]\nideal = 10\nsalience = 15\ninfluence = 5\n[issues.price]");
  text = changed(text, "[20, 80]", "{ ideal = { exact = 20 }, salience = { exact = 80 } }");
  const Scenario scenario = read(text);
  EXPECT_TRUE(position(scenario, "north", 1).ideal.exact());
  EXPECT_TRUE(position(scenario, "north", 1).salience.exact());
  EXPECT_TRUE(position(scenario, "south", 0).ideal.exact());
  EXPECT_EQ(position(scenario, "south", 0).ideal.distribution.parameters[0], 100);
  EXPECT_FALSE(party(scenario, "north").influence.exact());
}

TEST(Numbers, SourcesComeFromTheNumberElseFromTheFile) {
  const Scenario scenario = read(good("every-form"));
  EXPECT_EQ(scenario.parameters[5].name, "shared");
  EXPECT_EQ(scenario.parameters[5].value.provenance.source, "a survey");
  EXPECT_EQ(scenario.parameters[5].value.provenance.confidence, "high");
  EXPECT_EQ(scenario.parameters[0].value.provenance.source, "judgement");
  EXPECT_EQ(scenario.parameters[0].value.provenance.confidence, "low");
  EXPECT_EQ(party(scenario, "ministry").preconditions[0].firmness.provenance.source, "its own words");
}

TEST(Numbers, ADefaultIsMarkedAsOne) {
  const Scenario scenario = read(good("harbour"));
  const Party& north = party(scenario, "north");
  EXPECT_TRUE(north.stay_out.defaulted);
  EXPECT_TRUE(north.stay_out.exact());
  EXPECT_EQ(north.stay_out.distribution.parameters[0], 0);
  ASSERT_TRUE(north.reservation.expression);
  EXPECT_EQ(north.reservation.expression->text, "status-quo");
  EXPECT_TRUE(north.reservation.defaulted);
  EXPECT_TRUE(north.tactic.defaulted);
  EXPECT_EQ(north.tactic.beta.distribution.parameters[0], 1);
  EXPECT_FALSE(north.influence.defaulted);
}

}  // namespace
}  // namespace detente
