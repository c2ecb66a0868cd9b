// What diagnostics look like, whole, as the terminal gets them.

#include <gtest/gtest.h>

#include "sim/core/error.h"

namespace detente {
namespace {

Diagnostic at(int column, const std::string& line, int length = 1) {
  return {.file = "a.toml", .position = {7, column}, .length = length, .source_line = line, .cause = "it is wrong"};
}

TEST(Render, ColoursTheKindOfMessageAndTheCaret) {
  Diagnostic diagnostic = at(1, "x = 1", 3);
  diagnostic.remedy = "write y";
  EXPECT_EQ(render(diagnostic, true),
            "\033[1ma.toml:7:1: \033[1;31merror\033[0m: it is wrong\n"
            "    7 | x = 1\n"
            "      | \033[1;31m^~~\033[0m\n"
            "       write y\n");
}

TEST(Render, WarningsAreMagenta) {
  Diagnostic diagnostic = at(1, "x = 1");
  diagnostic.severity = Severity::warning;
  EXPECT_EQ(render(diagnostic, true),
            "\033[1ma.toml:7:1: \033[1;35mwarning\033[0m: it is wrong\n"
            "    7 | x = 1\n"
            "      | \033[1;35m^\033[0m\n");
}

TEST(Render, ALineOfAHundredIsShownWhole) {
  const std::string line(100, 'a');
  EXPECT_EQ(render(at(1, line), false),
            "a.toml:7:1: error: it is wrong\n"
            "    7 | " +
                line +
                "\n"
                "      | ^\n");
}

TEST(Render, ALongerLineIsCutBehindAnEarlyMistake) {
  EXPECT_EQ(render(at(3, std::string(101, 'a'), 500), false),
            "a.toml:7:3: error: it is wrong\n"
            "    7 | " +
                std::string(100, 'a') +
                "...\n"
                "      |   ^" +
                std::string(97, '~') + "\n");
}

TEST(Render, ALongerLineIsCutBeforeALateMistake) {
  EXPECT_EQ(render(at(200, std::string(199, 'a') + "!"), false),
            "a.toml:7:200: error: it is wrong\n"
            "    7 | ..." +
                std::string(50, 'a') +
                "!\n"
                "      |    " +
                std::string(50, ' ') + "^\n");
}

TEST(Render, ALineCutOnBothSidesShowsAHundredCodePoints) {
  std::string line;
  for (int i = 0; i < 300; ++i) line += i == 149 ? "½" : "é";
  const auto points = [](int count) {
    std::string text;
    while (count-- > 0) text += "é";
    return text;
  };
  EXPECT_EQ(render(at(150, line), false), "a.toml:7:150: error: it is wrong\n    7 | ..." + points(50) + "½" +
                                              points(49) + "...\n      |    " + std::string(50, ' ') + "^\n");
}

TEST(Render, TabsAreOneSpaceWideSoThatTheCaretFits) {
  EXPECT_EQ(render(at(4, "\t\tx\ty", 2), false),
            "a.toml:7:4: error: it is wrong\n"
            "    7 |   x y\n"
            "      |    ^~\n");
}

TEST(Render, ControlCharactersAreQuestionMarks) {
  EXPECT_EQ(render(at(2, std::string("a\0b\rc\nd", 7)), false),
            "a.toml:7:2: error: it is wrong\n"
            "    7 | a?b?c?d\n"
            "      |  ^\n");
}

TEST(Render, APlaceOnTheCommandLineHasNoLine) {
  EXPECT_EQ(render({.file = "--set x=1", .cause = "there is no x", .remedy = "write y"}, false),
            "--set x=1: error: there is no x\n"
            "       write y\n");
}

}  // namespace
}  // namespace detente
