#include "sim/core/plain_text.h"

#include <gtest/gtest.h>

namespace detente {
namespace {

using namespace std::string_literals;

TEST(PlainText, LeavesTextAsItIs) {
  for (const std::string text :
       {"", "a\tb\n", "Zürich, 3 €", "صلح\u200Cنامه", "\u200E\u200F\u061C", "\U0001F54A", "\u2029"}) {
    EXPECT_EQ(plain_text(text), text);
    EXPECT_EQ(plain_json(text), text);
    EXPECT_EQ(find_control(text), std::string::npos);
  }
}

TEST(PlainText, ShowsControlCharactersAsEscapes) {
  EXPECT_EQ(plain_text("a\x1B[31mb\0\x7F\r\n"s), "a\\u{1B}[31mb\\u{0}\\u{7F}\\u{D}\n");
  EXPECT_EQ(plain_text("\u0080\u009F\u00A0"), "\\u{80}\\u{9F}\u00A0");
  EXPECT_EQ(plain_text("\u2029\u202A\u202E\u202F"), "\u2029\\u{202A}\\u{202E}\u202F");
  EXPECT_EQ(plain_text("\u2065\u2066\u2069\u206A"), "\u2065\\u{2066}\\u{2069}\u206A");
}

TEST(PlainText, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(plain_text("\xFF"), "\\xFF");
  EXPECT_EQ(plain_text("a\xC2"), "a\\xC2");
  EXPECT_EQ(plain_text("\xC0\x80\xED\xA0\x80"), "\\xC0\\x80\\xED\\xA0\\x80") << "overlong, and a surrogate";
  EXPECT_EQ(plain_text("\x9B"
                       "1m"),
            "\\x9B1m")
      << "C1 as some terminals take it";
}

TEST(PlainText, OfAnEscapeIsTheEscape) {
  const std::string once = plain_text("\x1B\xFF\u202E");
  EXPECT_EQ(plain_text(once), once);
}

TEST(PlainText, OnOneLineHasNoLineEnds) { EXPECT_EQ(plain_line("a\tb\nc\r\x1B"), "a b c\\u{D}\\u{1B}"); }

TEST(PlainText, InJsonIsJson) { EXPECT_EQ(plain_json("\"\x7F\u009B\u202E\""), "\"\\u007F\\u009B\\u202E\""); }

TEST(FindControl, TakesAReturnBeforeALineFeedForALineEnd) {
  EXPECT_EQ(find_control("a\r\nb"), std::string::npos);
  EXPECT_EQ(find_control("a\rb"), 1U);
  EXPECT_EQ(find_control("é\u202E"), 2U);
  EXPECT_EQ(find_control("\xFF\x1B"), 1U) << "what is not UTF-8 is for others to say";
}

}  // namespace
}  // namespace detente
