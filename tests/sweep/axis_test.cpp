#include "sim/sweep/axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace detente {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> texts(const Axis& axis) {
  std::vector<std::string> all;
  for (const AxisValue& value : axis.values) all.push_back(value.text);
  return all;
}

std::string mistake(const std::string& text) {
  try {
    parse_axis(text);
  } catch (const SweepError& error) {
    return error.what();
  }
  return "";
}

TEST(Axis, AListHoldsTomlValues) {
  const Axis axis = parse_axis(R"(stages.talks.rounds=[2, 0.5, "a, b", { exact = 3 }, [60, 80], true])");
  EXPECT_EQ(axis.name, "stages.talks.rounds");
  EXPECT_THAT(texts(axis), ElementsAre("2", "0.5", "a, b", "{ exact = 3 }", "[60, 80]", "true"));
  EXPECT_THAT(axis.values[0].sets, ElementsAre("stages.talks.rounds=2"));
  EXPECT_THAT(axis.values[2].sets, ElementsAre(R"(stages.talks.rounds="a, b")"));
}

TEST(Axis, ZerosBeforeANumberSayNothing) {
  EXPECT_THAT(texts(parse_axis("a=[050, -007, 00.5]")), ElementsAre("50", "-7", "0.5"));
  EXPECT_THAT(mistake("a=[00x10]"), HasSubstr("the values are")) << "no decimal number";
}

TEST(Axis, StepsHaveBothEndsAndNoDust) {
  EXPECT_THAT(texts(parse_axis("a=0:1:5")), ElementsAre("0", "0.25", "0.5", "0.75", "1"));
  EXPECT_THAT(texts(parse_axis("a=0.1:0.4:4")), ElementsAre("0.1", "0.2", "0.3", "0.4"));
  EXPECT_THAT(texts(parse_axis("a = 10 : -10 : 3")), ElementsAre("10", "0", "-10"));
}

TEST(Axis, StepsBetweenNeighboursDiffer) {
  EXPECT_THAT(texts(parse_axis("a=1e9:1000000000.000001:3")),
              ElementsAre("1000000000", "1000000000.0000005", "1000000000.000001"));
  EXPECT_THAT(texts(parse_axis("a=0.12345678901234566:0.12345678901234568:2")),
              ElementsAre("0.12345678901234566", "0.12345678901234568"))
      << "ends are as they were written";
  EXPECT_THAT(texts(parse_axis("a=1e-300:3e-300:3")), ElementsAre("1e-300", "2e-300", "3e-300"));
  EXPECT_THAT(texts(parse_axis("a=1000:1000.4:5")), ElementsAre("1000", "1000.1", "1000.2", "1000.3", "1000.4"));
}

// Their distance is no number.
TEST(Axis, StepsGoFromOneEndOfAllNumbersToTheOther) {
  EXPECT_THAT(texts(parse_axis("a=-1e308:1e308:3")), ElementsAre("-1e+308", "0", "1e+308"));
  EXPECT_THAT(texts(parse_axis("a=1e308:-1e308:5")), ElementsAre("1e+308", "5e+307", "0", "-5e+307", "-1e+308"));
  EXPECT_THAT(texts(parse_axis("a=0:1e308:3")), ElementsAre("0", "5e+307", "1e+308"));
  const std::vector<std::string> all = texts(parse_axis("a=-1.7976931348623157e308:1.7976931348623157e308:10000"));
  EXPECT_EQ(all.front(), "-1.7976931348623157e+308") << "rounded to fewer digits it is none";
  EXPECT_EQ(all.back(), "1.7976931348623157e+308");
  double before = -std::numeric_limits<double>::infinity();
  for (const std::string& text : all) {
    EXPECT_GT(std::stod(text), before);
    before = std::stod(text);
  }
}

TEST(Axis, TwoNumbersAreARange) {
  const Axis axis = parse_axis("a=-1:2.5");
  EXPECT_TRUE(axis.is_range());
  EXPECT_EQ(axis.low, -1);
  EXPECT_EQ(axis.high, 2.5);
}

TEST(Axis, TheSignOfAnAdditionStaysWithTheAddress) {
  const Axis axis = parse_axis(R"(stages.convening.invited+=[[], "nrf"])");
  EXPECT_EQ(axis.name, "stages.convening.invited+");
  EXPECT_THAT(axis.values[1].sets, ElementsAre(R"(stages.convening.invited+="nrf")"));
}

TEST(Axis, AnEqualsSignInAQuotedPartDoesNotEndTheAddress) {
  EXPECT_EQ(parse_axis(R"(issues.aid.options."a = b"=[1])").name, R"(issues.aid.options."a = b")");
}

TEST(Axis, WhatIsNoneIsRefused) {
  for (const char* text : {"rounds", "=[1]", " =1:2:3", "+=[1]"})
    EXPECT_THAT(mistake(text), HasSubstr("ADDRESS=VALUES"));
  for (const char* text : {"a=1", "a=x", "a=1,2", "a=1:2:3:4", "a=nan:1:2", "a={ exact = 1 }", "a=[1", "a=1:b"})
    EXPECT_THAT(mistake(text), HasSubstr("A:B:N"));
  EXPECT_THAT(mistake("a=[]"), HasSubstr("empty"));
  EXPECT_THAT(mistake("a=2:1"), HasSubstr("2 is not below 1"));
  for (const char* text : {"a=0:1:1", "a=0:1:10001", "a=0:1:x", "a=0:1:2.5"})
    EXPECT_THAT(mistake(text), HasSubstr("not a number of values from 2 to 10000"));
  EXPECT_THAT(mistake("a=[" + std::string(20'002, '1') + "]"), HasSubstr("A:B:N"));
}

}  // namespace
}  // namespace detente
