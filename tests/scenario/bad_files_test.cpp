// Each file of tests/scenario/bad is wrong in its own way; beside it stands what the user reads about it. Rewrite the
// messages with DETENTE_UPDATE=1 and read the difference as a user would.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

std::string rendered(const std::filesystem::path& path) {
  try {
    parse_scenario(file_text(path), path.filename().string(), {}, samples_in(path.parent_path().string()));
    return "";
  } catch (const ScenarioError& error) {
    std::string text;
    for (const Diagnostic& diagnostic : error.diagnostics()) text += render(diagnostic, false);
    return text;
  }
}

TEST(BadFiles, EachMistakeIsExplained) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scenario_tests / "bad")) {
    if (entry.path().extension() != ".toml") continue;
    ++count;
    auto golden = entry.path();
    golden.replace_extension(".txt");
    const std::string text = rendered(entry.path());
    EXPECT_NE(text, "") << entry.path() << " was taken";
    if (std::getenv("DETENTE_UPDATE")) std::ofstream(golden, std::ios::binary) << text;
    EXPECT_EQ(text, file_text(golden)) << golden;
  }
  EXPECT_GE(count, 80);
}

TEST(BadFiles, AtMostAHundredMistakesAreShownInOrderOfLine) {
  std::string text = good("harbour");
  for (int i = 0; i < 130; ++i) text += "\n[parties.p" + std::to_string(i) + "]\nrole = \"envoy\"\ninfluence = -1\n";
  try {
    read(text);
    ADD_FAILURE() << "it was taken";
  } catch (const ScenarioError& error) {
    const auto& found = error.diagnostics();
    ASSERT_EQ(found.size(), 101U);
    EXPECT_EQ(found.back().cause, "and 31 more");  // 130 influences and the number of parties
    for (std::size_t i = 1; i < 100; ++i) EXPECT_LE(found[i - 1].position.line, found[i].position.line);
  }
}

TEST(BadFiles, ADotInANameIsNoPartOfAnAddress) {
  const std::string text = changed(good("harbour"), "[parties.north.positions]", "[parties.\"a.b\".positions]");
  EXPECT_NE(said(text).find("'a.b' is not a name"), std::string::npos);
  for (const std::string table :
       {"issues.\"a.b\"", "parameters", "parties.north.preconditions.\"a.b\"", "variables.\"a.b\""})
    EXPECT_NE(said(good("harbour") + "\n[" + table + "]\n\"c.d\" = 1\n"), "") << table;
}

TEST(BadFiles, AMessageNeverSteersTheTerminal) {
  const std::string text = changed(good("harbour"), "role = \"envoy\"", "role = \"\\u001b[31menvoy\"");
  EXPECT_EQ(said(text).find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace detente
