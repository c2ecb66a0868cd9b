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

std::string convening(const std::string& name, const std::string& invited, const std::string& issues) {
  std::string stage = fmt::format(
      "[[stages]]\nname = \"{}\"\nprotocol = \"participation\"\nconvenor = \"chair\"\ninvited = [{}]\nwanted = [{}]\n"
      "issues = [{}]\nrounds = 3\n",
      name, invited, invited, issues);
  return stage + "offer = { i0 = \"o0\", i1 = \"o0\"" +
         (issues.size() > 12 ? ", i2 = \"o0\", i3 = \"o0\", last = \"no\" }\n" : " }\n");
}

// The first stage has more demands on more packages than are sorted beforehand, the second has none.
TEST(Limits, DemandsTooManyToSortConcernTheirStageAlone) {
  std::string guests, invited;
  for (int guest = 0; guest < 13; ++guest) {
    guests += fmt::format("[parties.g{}]\nrole = \"envoy\"\ninfluence = 10\npositions.i0 = [9, 50]\n", guest);
    for (int demand = 0; demand < 16; ++demand)
      guests += fmt::format("preconditions.d{0}.requires = \"i0 + i1 >= {0}\"\n", demand);
    invited += fmt::format("{}\"g{}\"", guest ? ", " : "", guest);
  }
  guests += "[parties.easy]\nrole = \"envoy\"\ninfluence = 10\nstay-out = 0.5\npositions.i0 = [9, 50]\n";
  std::string text = text_with(1, "");
  const std::size_t stages = text.find("[[stages]]");
  text.replace(stages, text.find("[[outcomes]]") - stages,
               guests + convening("large", invited, R"("i0", "i1", "i2", "i3", "last")") +
                   convening("small", "\"easy\"", R"("i0", "i1")"));
  const Model model = model_of(text);
  EXPECT_FALSE(model.stages[0].demands.front().tabulated);
  EXPECT_EQ(model.stages[1].kind.size(), 100U);
  EXPECT_EQ(model.stages[1].ledger_size(), 100);
}

}  // namespace
}  // namespace detente
