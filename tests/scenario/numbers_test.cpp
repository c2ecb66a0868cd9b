#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

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

TEST(Numbers, AChoiceStandsInOrderOfValue) {
  const Distribution chosen = parameter("{ choice = { \"10\" = 1, \"9\" = 3 } }").distribution;
  EXPECT_EQ(chosen.family, Family::choice);
  EXPECT_THAT(chosen.values, ElementsAre(9, 10));
  EXPECT_THAT(chosen.weights, ElementsAre(3, 1));
  const std::string twice = "\n[parameters]\nx = { choice = { \"1\" = 1, \"1.0\" = 1 } }\n";
  EXPECT_THAT(said(good("harbour") + twice), HasSubstr("gives 1 a second time"));
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

TEST(Numbers, SamplesStayBelowTheScenariosFolder) {
  const auto folder = std::filesystem::temp_directory_path() / "detente-samples-test";
  std::filesystem::create_directories(folder / "data");
  std::ofstream(folder / "outside.csv") << "x\n1\n";
  std::ofstream(folder / "data/inside.csv") << "x\n1\n";
  std::error_code ignored;
  std::filesystem::create_symlink("../outside.csv", folder / "data/link.csv", ignored);
  const auto read_from = [&](const std::string& file) {
    const std::string text = good("harbour") + "\n[parameters]\nx = { samples = \"" + file + "#x\" }\n";
    try {
      parse_scenario(text, "scenario.toml", {}, (folder / "data").string());
      return std::string();
    } catch (const ScenarioError& error) {
      return std::string(error.what());
    }
  };
  EXPECT_EQ(read_from("inside.csv"), "");
  EXPECT_EQ(read_from("./inside.csv"), "");
  EXPECT_THAT(read_from("../outside.csv"), HasSubstr("not a file below the scenario's folder"));
  EXPECT_THAT(read_from((folder / "outside.csv").string()), HasSubstr("not a file below the scenario's folder"));
  EXPECT_THAT(read_from("link.csv"), HasSubstr("leads out of the scenario's folder"));
  EXPECT_THAT(read_from("none.csv"), HasSubstr("there is no file"));
  std::filesystem::remove_all(folder);
}

TEST(Numbers, SamplesHoldAtMost100000Values) {
  const auto folder = std::filesystem::temp_directory_path() / "detente-sample-count-test";
  std::filesystem::create_directories(folder);
  const auto read_with = [&](int count) {
    std::string csv = "x\n";
    for (int i = 0; i < count; ++i) csv += "1\n";
    std::ofstream(folder / "many.csv") << csv;
    return parse_scenario(good("harbour") + "\n[parameters]\nx = { samples = \"many.csv#x\" }\n", "scenario.toml", {},
                          folder.string())
        .parameters[0]
        .value.distribution.values.size();
  };
  EXPECT_EQ(read_with(100'000), 100'000U);
  EXPECT_THROW(read_with(100'001), ScenarioError);
  std::filesystem::remove_all(folder);
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
