#include "sim/cli/counts.h"

#include <gtest/gtest.h>

namespace detente {
namespace {

TEST(Counts, WhatPeopleWrite) {
  EXPECT_EQ(parse_count("0"), 0U);
  EXPECT_EQ(parse_count("100000"), 100'000U);
  EXPECT_EQ(parse_count("100_000"), 100'000U);
  EXPECT_EQ(parse_count("1'000'000"), 1'000'000U);
  EXPECT_EQ(parse_count("1e6"), 1'000'000U);
  EXPECT_EQ(parse_count("2.5e6"), 2'500'000U);
  EXPECT_EQ(parse_count("18446744073709551615"), ~std::uint64_t{0});
}

TEST(Counts, WhatIsNoCount) {
  for (const char* text : {"",      "-5",
                           "+5",    "nan",
                           "inf",   "1e",
                           "e6",    "1e-3",
                           "1.5",   "1.55e1",
                           "1__0",  "_1",
                           "1_",    "0x10",
                           " 1",    "1 ",
                           "1,000", "18446744073709551616",
                           "1e20",  "1e99999999999999999999",
                           "1.e3",  "1e6e6"})
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
}

}  // namespace
}  // namespace detente
