// What is not TOML is explained as what its author took it for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scenario/texts.h"

namespace detente {
namespace {

// Line, column and cause of what is said about the harbour with `from` replaced.
std::string found(const std::string& from, const std::string& to) {
  const std::string text = said(changed(good("harbour"), from, to));
  const std::size_t begin = text.find(':') + 1;
  return text.substr(begin, text.find('\n') - begin);
}

TEST(Syntax, DecimalCommas) {
  EXPECT_EQ(found("influence = 60", "influence = 60,5"), "23:15: error: a decimal comma in a number");
  EXPECT_EQ(found("\"consensus\" }", "\"weighted-majority\", share = 0,5 }"),
            "40:51: error: a decimal comma in a number");
  EXPECT_EQ(found("[20, 80]", "{ ideal = 0,5, salience = 80 }"), "25:20: error: a decimal comma in a number");
  EXPECT_THAT(said(changed(good("harbour"), "[20, 80]", "[20,5, 80]")), testing::HasSubstr("a point, not a comma"));
  EXPECT_EQ(found("\"agreed(talks)\"", "\"price > 2,5\""), "44:18: error: a comma is not a decimal point");
}

TEST(Syntax, WordsWithoutQuotes) {
  EXPECT_EQ(found("role = \"envoy\"", "role = envoy   # one"), "22:8: error: the text envoy has no quotes");
  EXPECT_EQ(found("\"agreed(talks)\"", "agreed(talks) and price > 3"),
            "44:8: error: the text agreed(talks) and price > 3 has no quotes");
  EXPECT_EQ(found("[\"price\", \"access\"]", "[price, access]"), "38:11: error: the text price has no quotes");
  EXPECT_EQ(found("[\"closed\", 50]", "[ half open, 50]"), "26:12: error: the text half open has no quotes");
  EXPECT_EQ(found("rule = \"consensus\"", "rule = consensus"), "40:21: error: the text consensus has no quotes");
}

TEST(Syntax, LettersBeyondAsciiStandInQuotesAlone) {
  EXPECT_EQ(found("influence = 60", "stärke = 60"), "23:3: error: 'ä' can stand only in quotes or in a comment");
  EXPECT_EQ(found("influence = 60", "influence =\u00A060"),
            "23:12: error: '\u00A0' can stand only in quotes or in a comment");
  EXPECT_EQ(found("influence = 60", "influence = \u201C60\u201D"), "23:13: error: typographic quotes around text");
  EXPECT_EQ(said(good("harbour") + "\n[events]\n\"café\" = 'true' # naïve\n"), "");
  EXPECT_EQ(found("influence = 60", "influence =-\"é\""), "23:13: error: a quote cannot follow '-' directly");
  for (const std::string before : {"6", "a", "-", "]", "}", "\"\"", "''", "\"\"\"\"\"\"", "'a'", "_"})
    for (const std::string text : {"\"×\"", "'à la'", "\"\"\"é\"\"\"", "'''\né'''", "\"é", "'é"})
      for (const std::string& line : {"influence =" + before + text, before + text + " = 1", "a = [1," + before + text})
        EXPECT_NE(said(changed(good("harbour"), "influence = 60", line)), "") << line;
}

TEST(Syntax, NumbersInOtherClothes) {
  EXPECT_EQ(found("influence = 60", "influence = 60 %"), "23:16: error: a percent sign after a number");
  EXPECT_EQ(found("influence = 60", "influence = .6"),
            "23:13: error: a number needs a digit on each side of its point");
  EXPECT_EQ(found("influence = 60", "influence = 60."),
            "23:15: error: a number needs a digit on each side of its point");
  EXPECT_EQ(found("influence = 60", "influence = \u221260"), "23:13: error: a typographic minus");
  EXPECT_THAT(said(changed(good("harbour"), "\"agreed(talks)\"", "\"price-50 > 3\"")),
              testing::HasSubstr("minus needs a space on each side: price - 50"));
}

}  // namespace
}  // namespace detente
