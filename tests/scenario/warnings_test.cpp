// Each file of tests/scenario/warnings is taken, with a warning; beside it stands what the user reads about it. Rewrite
// the messages with DETENTE_UPDATE=1 and read the difference as a user would.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

std::string rendered(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += render(diagnostic, false);
  return text;
}

void expect_golden(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(scenario_tests / folder)) {
    if (entry.path().extension() != ".toml") continue;
    const std::string file = entry.path().filename().string();
    const Scenario scenario =
        parse_scenario(file_text(entry.path()), file, {}, samples_in(entry.path().parent_path().string()));
    auto golden = entry.path();
    golden.replace_extension(".txt");
    const std::string text = rendered(scenario.warnings);
    EXPECT_NE(text, "") << file << " has no warning";
    if (std::getenv("DETENTE_UPDATE")) std::ofstream(golden, std::ios::binary) << text;
    EXPECT_EQ(text, file_text(golden)) << golden;
  }
}

TEST(Warnings, EachIsExplained) { expect_golden("warnings"); }

TEST(Warnings, DraftsOfWhatComesLaterAreTakenWithWarnings) {
  expect_golden("drafts");
  for (const auto& entry : std::filesystem::directory_iterator(scenario_tests / "drafts"))
    if (entry.path().extension() == ".toml") {
      EXPECT_FALSE(load_scenario(entry.path().string()).unplayed.empty()) << entry.path();
    }
}

// A party that is there to be invited by --set may sit anywhere.
TEST(Warnings, NothingIsSaidAboutAWhatIfParty) {
  for (const std::string name :
       {"controller-that-is-never-there", "voter-that-can-never-sit-there", "party-in-no-stage"}) {
    const std::string text = file_text(scenario_tests / "warnings" / (name + ".toml"));
    EXPECT_TRUE(read(changed(text, "role = \"excluded\"", "role = \"excluded\"\nwhat-if = true")).warnings.empty())
        << name;
  }
  EXPECT_EQ(read(changed(good("doha-2"), "what-if = true", "")).warnings.size(), 4U);
}

// Conditions are decided for all that they may read, or not at all.
TEST(Warnings, OutcomesThatMayBeReachedAreLeftAlone) {
  for (const std::string condition :
       {"agreed(talks) and not accepts(north)", "text(price) > price", "utility(north) > 2", "price / access > 3",
        "gap(talks) < 0 and price > 100 and rounds-used(talks) > 9", "attends(chair) and access = 'open'"})
    EXPECT_TRUE(read(changed(good("harbour"), "\"agreed(talks)\"", "\"" + condition + "\"")).warnings.empty())
        << condition;
  EXPECT_EQ(read(changed(good("harbour"), "\"agreed(talks)\"", "\"price > 10 and price < 50\"")).warnings.size(), 1U);
}

TEST(Warnings, WhatIsNotUsedYetIsAnErrorForWhoeverPlays) {
  const Scenario scenario = read(changed(good("harbour"), "influence = 60", "influence = 60\nvotes = 3"));
  ASSERT_EQ(scenario.warnings.size(), 1U);
  EXPECT_EQ(scenario.warnings[0].severity, Severity::warning);
  EXPECT_THAT(scenario.warnings[0].cause, testing::StartsWith("not used yet: 'votes'"));
  ASSERT_EQ(scenario.unplayed.size(), 1U);
  EXPECT_EQ(scenario.unplayed[0].severity, Severity::error);
  EXPECT_EQ(scenario.unplayed[0].position.line, 24);
}

}  // namespace
}  // namespace detente
