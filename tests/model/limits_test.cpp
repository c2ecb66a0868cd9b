// Limits that show only once rules and stages meet.

#include "sim/scenario/limits.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/play.h"

namespace detente {
namespace {

// Four issues of ten options and, beside them, one of two; `count` conditions on the first four.
std::string text_with(int count, const std::string& more) {
  std::string text = "format = 1\nname = \"many\"\nsource = \"test\"\nconfidence = \"low\"\n";
  std::string options, positions, never;
  for (int option = 0; option < 10; ++option) options += fmt::format("{1}\"o{0}\" = {0}", option, option ? ", " : "");
  for (int issue = 0; issue < 4; ++issue) {
    text += fmt::format("issues.i{} = {{ reversion = \"o0\", options = {{ {} }} }}\n", issue, options);
    positions += fmt::format("positions.i{} = [5, 50]\n", issue);
  }
  text += "issues.last = { reversion = \"no\", options = { \"no\" = 0, \"yes\" = 1 } }\n";
  for (int party = 0; party * 16 < count; ++party) {
    never.clear();
    for (int rule = party * 16; rule < std::min(count, party * 16 + 16); ++rule)
      never += fmt::format("\"i0 + i1 + i2 + i3{} >= {}.5\", ", more, rule);
    text += fmt::format("[parties.p{}]\nrole = \"envoy\"\ninfluence = 10\nnever = [{}]\n{}", party, never, positions);
  }
  return text +
         "[parties.chair]\nrole = \"convenor\"\ninfluence = 10\n[[stages]]\nname = \"talks\"\nprotocol = "
         "\"single-text\"\nmediator = \"chair\"\nissues = [\"i0\", \"i1\", \"i2\", \"i3\", \"last\"]\nrounds = 2\n"
         "[[outcomes]]\nname = \"any\"\nwhen = \"true\"\n";
}

std::string mistake_of(const std::string& text) {
  try {
    model_of(text);
  } catch (const ScenarioError& error) {
    return error.diagnostics().front().cause;
  }
  return "";
}

TEST(Limits, WhatAConditionCombines) {
  EXPECT_EQ(mistake_of(text_with(1, "")), "");  // 10,000
  EXPECT_THAT(mistake_of(text_with(1, " + last")), testing::HasSubstr("combines more than 10000 options"));
}

TEST(Limits, WhatAllConditionsCombine) {
  EXPECT_EQ(mistake_of(text_with(200, "")), "");
  EXPECT_THAT(mistake_of(text_with(201, "")), testing::HasSubstr("combine more than 2000000 options"));
}

}  // namespace
}  // namespace detente
