#include "sim/report/text.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sim/report/page.h"

namespace detente {
namespace {

TEST(Text, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("Türkiye …"), 9);
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("外交"), 4);
  EXPECT_EQ(display_width(std::string("\xff\xfe", 2)), 2);
}

TEST(Text, CutMarksWhatIsMissing) {
  EXPECT_EQ(cut("Doha", 4), "Doha");
  EXPECT_EQ(cut("Türkiye", 4), "Tür…");
  EXPECT_EQ(cut("外交部", 4), "外…");
}

TEST(Text, WrapBreaksAtSpacesThenAtJoints) {
  EXPECT_EQ(wrap("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrap("parties.us.influence", 12), (std::vector<std::string>{"parties.us.", "influence"}));
  EXPECT_EQ(wrap("abcdefgh", 3), (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(wrap("", 3), (std::vector<std::string>{""}));
}

// In one pass: lines of a text this long would not end in a day if each looked through all that is left.
TEST(Text, LongTextsAreWrapped) {
  constexpr std::size_t words = 400'000;
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += i % 2 ? "word " : "Wort-";
  EXPECT_EQ(wrap(text, 10).size(), words / 2);
  Page page;
  page.heading(text);
  page.paragraph(text, 2, 4);
  const std::string shown = write(page, {.width = 40});
  EXPECT_EQ(std::count(shown.begin(), shown.end(), 'W'), words);
}

TEST(Text, Numbers) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(12288), "12,288");
  EXPECT_EQ(grouped(1000000), "1,000,000");
  EXPECT_EQ(counted(1, "trial"), "1 trial");
}

TEST(Text, SharesHaveAsManyDigitsAsTheirInterval) {
  EXPECT_EQ(share_and_interval(share_of(9'500, 100'000)), "9.5 % [9.3, 9.7]");
  EXPECT_EQ(share_and_interval(share_of(95, 1'000)), "9.5 % [7.8, 11.5]");
  EXPECT_EQ(share_and_interval(share_of(5, 10)), "50 % [24, 76]");
  EXPECT_EQ(share_and_interval(share_of(95'000, 10'000'000)), "0.950 % [0.944, 0.956]");
}

TEST(Text, NeverZeroAndNeverCertain) {
  EXPECT_EQ(share_and_interval(share_of(0, 1'000)), "below 0.38 %");
  EXPECT_EQ(share_and_interval(share_of(0, 100'000)), "below 0.0038 %");
  EXPECT_EQ(share_and_interval(share_of(1'000, 1'000)), "above 99.62 %");
  EXPECT_EQ(share_text(share_of(1, 2'614)), "0.04 %");
  EXPECT_EQ(share_text(share_of(2'613, 2'614)), "99.96 %");
  EXPECT_EQ(share_text(share_of(0, 0)), "n/a");
}

TEST(Page, NothingGoesPastTheRightEdge) {
  Page page;
  page.heading("A heading that is far too long for a page of only forty columns");
  page.paragraph("A paragraph that is far too long for a page of only forty columns", 2, 4);
  page.entry("name", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz");
  Grid grid{{"label", "number", "<text"}, {}};
  grid.add({"A label that is far too long for what forty columns leave it beside the numbers", "12.3 %", "[1, 2]"});
  grid.add({"A row of one cell that may take the whole width of the page"});
  page.grid(grid);
  std::string text = write(page, {.width = 40});
  for (const std::string& line : std::vector<std::string>{"[1, 2]", "12.3 %", "…"})
    EXPECT_NE(text.find(line), std::string::npos) << text;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(display_width(text.substr(begin, end - begin)), 40) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

}  // namespace
}  // namespace detente
