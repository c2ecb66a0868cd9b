// Each file of tests/sweep/bad is wrong in its own way; beside it stands what the user reads about it. Rewrite the
// messages with DETENTE_UPDATE=1 and read the difference as a user would.
#include "sim/sweep/study_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace detente {
namespace {

using testing::ElementsAre;

const std::filesystem::path bad = std::filesystem::path(DETENTE_SOURCE_DIR) / "tests/sweep/bad";

std::string file_text(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

constexpr const char* whole = R"toml(
format = 1
scenario = "talks.toml"
run = { trials = 2000, seed = 7, precision = 0.01 }
design = { method = "latin-hypercube", points = 12, replications = 3, luck = "own" }
[set]
"parties.us.influence" = { exact = 80 }
[[sweep]]
address = "stages.talks.rounds"
values = [2, 4]
with = "time"
[[sweep]]
address = "parties.us.reservation"
from = 0.1
to = 0.3
steps = 2
with = "time"
[[sweep]]
address = "parties.us.stay-out"
from = 0
to = 0.5
[[variants]]
name = "as it was"
[[variants]]
name = "with guests"
set = { "stages.opening.invited" = ["us", "un"], "stages.opening.rounds" = 3 }
)toml";

TEST(StudyFile, SaysAllThereIsToSay) {
  const Study study = parse_study(whole, "studies/first.toml");
  EXPECT_EQ(study.scenario, "studies/talks.toml");
  EXPECT_THAT(study.sets, ElementsAre("parties.us.influence={ exact = 80 }"));
  EXPECT_EQ(study.trials, 2000U);
  EXPECT_EQ(study.seed, 7U);
  EXPECT_EQ(study.precision, 0.01);
  EXPECT_EQ(study.design.method, Method::latin_hypercube);
  EXPECT_EQ(study.design.points, 12);
  EXPECT_EQ(study.design.replications, 3);
  EXPECT_FALSE(study.design.common_luck);
  ASSERT_EQ(study.axes.size(), 4U);
  EXPECT_EQ(study.axes[0].name, "variant");
  EXPECT_TRUE(study.axes[0].values[0].sets.empty());
  EXPECT_THAT(study.axes[0].values[1].sets,
              ElementsAre(R"(stages.opening.invited=["us", "un"])", "stages.opening.rounds=3"));
  EXPECT_EQ(study.axes[1].with, "time");
  EXPECT_THAT(study.axes[2].values[1].sets, ElementsAre("parties.us.reservation=0.3"));
  EXPECT_TRUE(study.axes[3].is_range());
}

TEST(StudyFile, AWholeNumberMayHaveAPointOrAnExponent) {
  const Study study = parse_study(
      "format = 1.0\nscenario = 'talks.toml'\nrun = { trials = 1e6, seed = 3.0 }\n"
      "design = { method = 'sobol', points = 8.0 }\n[[sweep]]\naddress = 'spread.ideal'\nfrom = 0\nto = 9\n",
      "first.toml");
  EXPECT_EQ(study.trials, 1'000'000U);
  EXPECT_EQ(study.seed, 3U);
  EXPECT_EQ(study.design.points, 8);
}

TEST(StudyFile, TooMuchIsRefused) {
  const auto refused = [](const std::string& text) {
    try {
      parse_study("format = 1\nscenario = \"x\"\n" + text, "study.toml");
    } catch (const ScenarioError& error) {
      return error.diagnostics().at(0).cause;
    }
    return std::string();
  };
  std::string sweeps, variants;
  for (int i = 0; i <= axes_max; ++i) sweeps += "[[sweep]]\naddress = \"a" + std::to_string(i) + "\"\nvalues = [1]\n";
  for (int i = 0; i <= axis_values_max; ++i) variants += "[[variants]]\nname = \"" + std::to_string(i) + "\"\n";
  EXPECT_EQ(refused(sweeps), "there are 257 tables in 'sweep'; at most 256 are possible");
  EXPECT_EQ(refused(variants), "there are 10001 tables in 'variants'; at most 10000 are possible");
}

TEST(StudyFile, AScenarioIsNone) {
  EXPECT_TRUE(is_study(whole, "x"));
  EXPECT_FALSE(is_study(file_text(DETENTE_SOURCE_DIR "/scenarios/first-steps.toml"), "x"));
}

TEST(StudyFile, AScenariosMistakeIsShownWhereTheStudyMakesIt) {
  const Study study = parse_study(whole, "studies/first.toml");
  const ScenarioError error({{.file = "--set stages.opening.rounds=3", .cause = "no such stage", .remedy = "look"},
                             {.file = "talks.toml", .position = {3, 4}, .cause = "another"}});
  const std::vector<Diagnostic> shown = placed(error, study).diagnostics();
  EXPECT_EQ(shown[0].file, "studies/first.toml");
  EXPECT_EQ(shown[0].position.line, 26);
  EXPECT_EQ(shown[0].cause, "no such stage");
  EXPECT_EQ(shown[1].file, "talks.toml");
}

TEST(StudyFile, NothingIsVariedAndSetAsWell) {
  const auto refused = [](Study study) {
    try {
      check_varied_once(study);
    } catch (const SweepError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  Study study = parse_study(whole, "studies/first.toml");
  EXPECT_EQ(refused(study), "");
  study.sets.push_back("stages.\"talks\".rounds = 3");
  EXPECT_EQ(refused(study),
            "'stages.talks.rounds' is varied, and set at every point as well; leave out one of the two");
  study.sets.pop_back();
  study.axes.push_back(parse_axis("stages.opening.rounds=[1, 2]"));
  EXPECT_EQ(
      refused(study),
      "'stages.opening.rounds' is varied, and set by the variant 'with guests' as well; leave out one of the two");
}

TEST(StudyFile, EachMistakeIsExplained) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(bad)) {
    if (entry.path().extension() != ".toml") continue;
    ++count;
    std::string text;
    try {
      parse_study(file_text(entry.path()), entry.path().filename().string());
    } catch (const ScenarioError& error) {
      for (const Diagnostic& diagnostic : error.diagnostics()) text += render(diagnostic, false);
    }
    auto golden = entry.path();
    golden.replace_extension(".txt");
    EXPECT_NE(text, "") << entry.path() << " was taken";
    if (std::getenv("DETENTE_UPDATE")) std::ofstream(golden, std::ios::binary) << text;
    EXPECT_EQ(text, file_text(golden)) << golden;
  }
  EXPECT_GE(count, 20);
}

}  // namespace
}  // namespace detente
