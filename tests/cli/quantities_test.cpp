#include "sim/cli/quantities.h"

#include <gmock/gmock.h>

namespace detente {
namespace {

TEST(Precision, IsAShare) {
  for (const char* text : {"1pp", "1 pp", "1%", "1 %", "0.01", "1e-2", "1.0pp"})
    EXPECT_EQ(parse_precision(text), 0.01) << text;
  EXPECT_EQ(parse_precision("0.5pp"), 0.005);
  EXPECT_EQ(parse_precision("49pp"), 0.49);
}

TEST(Precision, AnythingElseIsRefused) {
  for (const char* text : {"", "pp", "0", "0pp", "1", "50pp", "0.5", "-1pp", "+1pp", "1,5pp", "1  pp", "1pp ", "0.01 ",
                           "nan", "inf", "1percent", " 1pp"}) {
    EXPECT_FALSE(parse_precision(text)) << text;
    EXPECT_THAT(check_precision(text), testing::HasSubstr("write it as 1pp")) << text;
  }
  EXPECT_EQ(check_precision("1pp"), "");
}

TEST(Budget, IsATime) {
  EXPECT_EQ(parse_budget("500ms"), 0.5);
  EXPECT_EQ(parse_budget("30s"), 30);
  EXPECT_EQ(parse_budget("30 s"), 30);
  EXPECT_EQ(parse_budget("2m"), 120);
  EXPECT_EQ(parse_budget("2min"), 120);
  EXPECT_EQ(parse_budget("1.5h"), 5400);
}

TEST(Budget, AnythingElseIsRefused) {
  for (const char* text : {"", "s", "0s", "30", "-1s", "1d", "1 minute", "inf s", "nans", "1e99h", "30s ", "1,5h"}) {
    EXPECT_FALSE(parse_budget(text)) << text;
    EXPECT_THAT(check_budget(text), testing::HasSubstr("write it as 500ms")) << text;
  }
  EXPECT_EQ(check_budget("30s"), "");
}

}  // namespace
}  // namespace detente
