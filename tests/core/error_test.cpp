#include "sim/core/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace detente {
namespace {

using testing::HasSubstr;
using testing::Not;

Diagnostic misspelt() {
  return {Severity::error,           "a.toml", {12, 3}, 8, "  salience = 2", "salience must not be above 1",
          "use a number from 0 to 1"};
}

// What is rendered with the source line `line`, the mark at `column`.
std::string rendered(const std::string& line, int column, int length = 1) {
  Diagnostic diagnostic = misspelt();
  diagnostic.source_line = line;
  diagnostic.position.column = column;
  diagnostic.length = length;
  return render(diagnostic, false);
}

// The text of the source line and of the caret line under it, without what stands before the bar.
std::pair<std::string, std::string> excerpt(const std::string& rendering) {
  const std::size_t line = rendering.find(" | "), caret = rendering.find(" | ", rendering.find('\n', line));
  const auto rest = [&](std::size_t from) { return rendering.substr(from + 3, rendering.find('\n', from) - from - 3); };
  return {rest(line), rest(caret)};
}

TEST(Error, IsRenderedAsACompilerDoes) {
  EXPECT_EQ(render(misspelt(), false),
            "a.toml:12:3: error: salience must not be above 1\n"
            "   12 |   salience = 2\n"
            "      |   ^~~~~~~~\n"
            "       use a number from 0 to 1\n");
}

TEST(Error, WithoutPlaceLineOrRemedyLeavesThemOut) {
  EXPECT_EQ(render({.file = "a.toml", .cause = "it is empty"}, false), "a.toml: error: it is empty\n");
  EXPECT_EQ(render({.severity = Severity::warning, .cause = "so few trials"}, false), "warning: so few trials\n");
  EXPECT_EQ(render({.file = "a.toml", .position = {3, 1}, .cause = "it ends"}, false), "a.toml:3:1: error: it ends\n");
}

TEST(Error, CaretStandsUnderTheCodePointMeant) {
  EXPECT_EQ(excerpt(rendered("naïve = ½", 9)).second, "        ^");
  EXPECT_EQ(excerpt(rendered("\tx = 1", 2)), std::pair(std::string(" x = 1"), std::string(" ^")));
}

TEST(Error, BarsAreAlignedInLongFiles) {
  Diagnostic diagnostic = misspelt();
  diagnostic.position.line = 123'456;
  const std::string text = render(diagnostic, false);
  EXPECT_THAT(text, HasSubstr(" 123456 |   salience = 2\n        |   ^~~~~~~~\n"));
}

TEST(Error, CaretsStayWithinTheLine) {
  EXPECT_EQ(excerpt(rendered("x = 1", 5, 1000)).second, "    ^");
  EXPECT_EQ(excerpt(rendered("x = 1", 1000, 1000)).second, "     ^");
  EXPECT_EQ(excerpt(rendered("x = 1", 1, -5)).second, "^");
}

TEST(Error, LongLinesAreShownAroundTheMistake) {
  const std::string line = std::string(500, 'a') + "!" + std::string(500, 'b');
  const auto [text, caret] = excerpt(rendered(line, 501));
  EXPECT_LE(text.size(), 106);
  EXPECT_EQ(text.substr(0, 3), "...");
  EXPECT_EQ(text.substr(text.size() - 3), "...");
  EXPECT_EQ(text[caret.find('^')], '!');
}

TEST(Error, NothingReachesTheTerminalThatItWouldObey) {
  // ESC, DEL, C1's CSI, reversed reading order; bytes that are not text; a sequence cut short by an escape.
  const std::string hostile = "a\033b\177c\u009Bd\u202Ee\u2066f\233g\303\033h\360\237i\200";
  EXPECT_EQ(excerpt(rendered(hostile, 2)).first, "a?b?c?d?e?f?g??h??i?");
  EXPECT_EQ(excerpt(rendered("é€😀", 1)).first, "é€😀");
}

TEST(Error, ColoursOnlyOnDemand) {
  EXPECT_THAT(render(misspelt(), true), HasSubstr("\033["));
  EXPECT_THAT(render(misspelt(), false), Not(HasSubstr("\033")));
  std::string plain = render(misspelt(), true);
  for (std::size_t at; (at = plain.find('\033')) != std::string::npos;) plain.erase(at, plain.find('m', at) - at + 1);
  EXPECT_EQ(plain, render(misspelt(), false));
}

TEST(Error, ScenarioErrorSaysAllOfThem) {
  Diagnostic second = misspelt();
  second.cause = "another one";
  const ScenarioError error({misspelt(), second});
  EXPECT_EQ(error.diagnostics().size(), 2);
  EXPECT_EQ(error.what(), render(misspelt(), false) + render(second, false));
}

TEST(NearestName, FindsSlipsOfTheKeyboard) {
  const std::vector<std::string> known = {"reservation", "salience", "firmness", "id"};
  EXPECT_EQ(nearest_name("saliance", known), "salience");  // another letter
  EXPECT_EQ(nearest_name("salinece", known), "salience");  // two swapped count once
  EXPECT_EQ(nearest_name("reservaton", known), "reservation");
  EXPECT_EQ(nearest_name("di", known), "id");
}

TEST(NearestName, IsSilentWhereNoneIsNear) {
  EXPECT_EQ(nearest_name("colour", {"reservation", "salience"}), "");
  EXPECT_EQ(nearest_name("x", {"salience"}), "");
  EXPECT_EQ(nearest_name("", {"salience"}), "");
  EXPECT_EQ(nearest_name("salience", {}), "");
  EXPECT_EQ(nearest_name(std::string(10'000, 'a'), {"salience", std::string(10'000, 'a')}), "");
}

TEST(NearestName, MayBeAsLongAsALabel) {
  const std::string label = std::string(127, 'a') + "b";
  EXPECT_EQ(nearest_name(label, {std::string(128, 'a')}), std::string(128, 'a'));
  EXPECT_EQ(nearest_name(label, {std::string(85, 'a'), std::string(86, 'a') + "b"}), std::string(86, 'a') + "b");
  EXPECT_EQ(nearest_name(label + "c", {label}), "");
}

TEST(NearestName, TiesGoToTheFirst) { EXPECT_EQ(nearest_name("bat", {"cat", "rat"}), "cat"); }

}  // namespace
}  // namespace detente
