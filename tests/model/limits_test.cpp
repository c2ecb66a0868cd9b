// Limits that show only once rules and stages meet.

#include "sim/scenario/limits.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/example.h"
#include "tests/support/rooms.h"

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
  EXPECT_THAT(mistake_of(text_with(1, " + last")), testing::HasSubstr("combines more than 10000 packages"));
}

// A seller's `never` on two ranges.
std::string text_of_ranges(const std::string& price, const std::string& never) {
  return "format = 1\nname = \"market\"\nsource = \"test\"\nconfidence = \"low\"\n[issues.price]\n" + price +
         R"(
reversion = 0
[issues.weeks]
range = [0, 50]
reversion = 0
step = 0.5
[parties.seller]
role = "envoy"
influence = 10
never = [
  ")" + never +
         R"(",
]
positions = { price = [50, 50], weeks = [50, 50] }
[parties.chair]
role = "convenor"
influence = 10
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "chair"
issues = ["price", "weeks"]
rounds = 2
[[outcomes]]
name = "any"
when = "true"
)";
}

std::string said_of(const std::string& text) {
  try {
    model_of(text);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

TEST(Limits, AConditionOnTooManyValuesOfRangesIsToldWithItsPlaceAndAStepThatHelps) {
  const std::string said = said_of(text_of_ranges("range = [0, 3000]", "price < weeks"));
  EXPECT_THAT(said,
              testing::StartsWith("test.toml:16:3: error: the condition \"price < weeks\" combines more than 10000 "
                                  "packages in stage 'talks': 101 of 'price' x 101 of 'weeks'\n"));
  EXPECT_THAT(said, testing::HasSubstr("  \"price < weeks\""));
  EXPECT_THAT(said, testing::EndsWith(" give 'price' a 'step' of 30.61 or more, or leave one of its issues out of the "
                                      "stage\n"));
  EXPECT_EQ(said_of(text_of_ranges("range = [0, 3000]\nstep = 30.61", "price < weeks")), "");
}

TEST(Limits, WhatAllConditionsCombine) {
  EXPECT_EQ(mistake_of(text_with(200, "")), "");
  EXPECT_THAT(mistake_of(text_with(201, "")), testing::HasSubstr("combine more than 2000000 packages"));
}

TEST(Limits, WhatAllConditionsRead) {
  std::string long_sum;
  for (int i = 0; i < 240; ++i) long_sum += fmt::format(" + i{}", i % 4);
  EXPECT_EQ(mistake_of(text_with(30, long_sum)), "");
  EXPECT_THAT(mistake_of(text_with(192, long_sum)), testing::HasSubstr("are too much to evaluate"));
}

// 64 parties, and as many rounds of whole searches as there are.
std::string text_of_rounds(int rounds, const std::string& more) {
  std::string text = "format = 1\nname = \"rounds\"\nsource = \"test\"\nconfidence = \"low\"\n", options, positions;
  for (int option = 0; option < 10; ++option) options += fmt::format("{1}\"o{0}\" = {0}", option, option ? ", " : "");
  for (int issue = 0; issue < 5; ++issue) {
    text += fmt::format("issues.i{} = {{ reversion = \"o0\", options = {{ {} }} }}\n", issue, options);
    positions += fmt::format("positions.i{} = [5, 50]\n", issue);
  }
  for (int party = 0; party < 64; ++party)
    text += fmt::format("[parties.p{}]\nrole = \"{}\"\ninfluence = 10\n{}", party, party == 0 ? "convenor" : "envoy",
                        positions);
  return text + fmt::format(
                    "[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = \"p0\"\n"
                    "issues = [\"i0\", \"i1\", \"i2\", \"i3\", \"i4\"]\nrounds = {}\n{}"
                    "[[outcomes]]\nname = \"any\"\nwhen = \"true\"\n",
                    rounds, more);
}

TEST(Limits, WhatATrialMayTake) {
  EXPECT_EQ(mistake_of(text_of_rounds(187, "")), "");
  EXPECT_THAT(mistake_of(text_of_rounds(188, "")),
              testing::HasSubstr("a trial may take too long: up to stage 'talks'"));
  EXPECT_EQ(mistake_of(text_of_rounds(1000, "changes = 2\n")), "") << "the remedy";
}

TEST(Limits, WhatTakesTooLongIsToldAtItsStage) {
  EXPECT_THAT(said_of(text_of_rounds(188, "")),
              testing::AllOf(testing::StartsWith("test.toml:523:8: error: a trial may take too long"),
                             testing::HasSubstr("\n  523 | name = \"talks\"\n")));
}

// Guests in a row, each of whom comes only if the next one does, so that they are asked again and again.
std::string text_of_chain(int guests) {
  std::string text = text_with(0, ""), invited;
  std::string stage = "rounds = 2\noffer = { i0 = \"o0\", i1 = \"o0\", i2 = \"o0\", i3 = \"o0\", last = \"no\" }\n",
              parties;
  for (int guest = 0; guest < guests; ++guest) {
    invited += fmt::format("\"g{}\", ", guest);
    parties += fmt::format("[parties.g{}]\nrole = \"envoy\"\ninfluence = 10\n", guest);
    if (guest + 1 < guests) parties += fmt::format("preconditions.next.requires = \"attends(g{})\"\n", guest + 1);
  }
  text.resize(text.find("[[stages]]"));
  return text + parties +
         fmt::format(
             "[[stages]]\nname = \"talks\"\nprotocol = \"participation\"\nconvenor = \"chair\"\ninvited = [{}]\n"
             "wanted = [\"g0\"]\nissues = [\"i0\", \"i1\", \"i2\", \"i3\", \"last\"]\n{}"
             "[[outcomes]]\nname = \"any\"\nwhen = \"true\"\n",
             invited, stage);
}

TEST(Limits, WhatARoundMayTake) {
  EXPECT_EQ(mistake_of(text_of_chain(50)), "");
  EXPECT_THAT(mistake_of(text_of_chain(60)), testing::HasSubstr("a round of stage 'talks' is a search of more"));
}

std::string convening(const std::string& name, const std::string& invited, const std::string& issues) {
  std::string stage = fmt::format(
      "[[stages]]\nname = \"{}\"\nprotocol = \"participation\"\nconvenor = \"chair\"\ninvited = [{}]\nwanted = [{}]\n"
      "issues = [{}]\nrounds = 3\n",
      name, invited, invited, issues);
  return stage + "offer = { i0 = \"o0\", i1 = \"o0\"" +
         (issues.size() > 12 ? ", i2 = \"o0\", i3 = \"o0\", last = \"no\" }\n" : " }\n");
}

// The first stage has more preconditions on more packages than are sorted beforehand, the second has none.
TEST(Limits, PreconditionsTooManyToSortConcernTheirStageAlone) {
  std::string guests, invited;
  for (int guest = 0; guest < 13; ++guest) {
    guests += fmt::format("[parties.g{}]\nrole = \"envoy\"\ninfluence = 10\npositions.i0 = [9, 50]\n", guest);
    for (int precondition = 0; precondition < 16; ++precondition)
      guests += fmt::format("preconditions.d{0}.requires = \"i0 + i1 >= {0}\"\n", precondition);
    invited += fmt::format("{}\"g{}\"", guest ? ", " : "", guest);
  }
  guests += "[parties.easy]\nrole = \"envoy\"\ninfluence = 10\nstay-out = 0.5\npositions.i0 = [9, 50]\n";
  std::string text = text_with(1, "");
  const std::size_t stages = text.find("[[stages]]");
  text.replace(stages, text.find("[[outcomes]]") - stages,
               guests + convening("large", invited, R"("i0", "i1", "i2", "i3", "last")") +
                   convening("small", "\"easy\"", R"("i0", "i1")"));
  const Model model = model_of(text);
  const auto &large = plan_of<participation::Plan>(model, 0), &small = plan_of<participation::Plan>(model, 1);
  EXPECT_FALSE(large.preconditions.front().tabulated);
  EXPECT_EQ(small.kind.size(), 100U);
  EXPECT_EQ(small.ledger_size(), 100);
}

// Each of 16 x 16 packages meets other preconditions. With `one_more` there are 16 more packages, one of another kind.
// more: ends each condition.
std::string text_of_kinds(bool one_more, const std::string& more) {
  std::string text = "format = 1\nname = \"kinds\"\nsource = \"test\"\nconfidence = \"low\"\n", preconditions;
  for (int issue = 0; issue < 2; ++issue) {
    std::string options;
    for (int option = 0; option < (one_more && issue == 0 ? 17 : 16); ++option)
      options += fmt::format("{1}\"o{0}\" = {0}", option, option ? ", " : "");
    text += fmt::format("issues.i{} = {{ reversion = \"o0\", options = {{ {} }} }}\n", issue, options);
    preconditions +=
        fmt::format("[parties.g{0}]\nrole = \"envoy\"\ninfluence = 10\npositions.i{0} = [15, 50]\n", issue);
    for (int option = 1; option < 16; ++option)
      preconditions += fmt::format("preconditions.d{0} = {{ requires = \"i{1} >= {0}{2}\", firmness = {3} }}\n", option,
                                   issue, more, 1 - option / 16.0);
    if (one_more && issue == 0)
      preconditions += fmt::format("preconditions.all = {{ requires = \"i0 + i1 >= 31{}\", firmness = 0.05 }}\n", more);
  }
  return text + preconditions +
         "[parties.chair]\nrole = \"convenor\"\ninfluence = 10\nreservation = { uniform = [0.8, 1] }\n"
         "positions = { i0 = [0, 50], i1 = [0, 50] }\n[parties.ghost]\nrole = \"envoy\"\nvoice = \"none\"\ninfluence = "
         "10\n" +
         convening("talks", "\"g0\", \"g1\"", R"("i0", "i1")") +
         "[[outcomes]]\nname = \"both\"\nwhen = \"attends(g0) and attends(g1)\"\n"
         "[[outcomes]]\nname = \"not both\"\nwhen = \"true\"\n";
}

// A precondition that also asks for somebody who never comes is not sorted, however few kinds there are.
TEST(Limits, PreconditionsOfTooManyKindsAreLeftToTheTrials) {
  for (const bool one_more : {false, true}) {
    const Model model = model_of(text_of_kinds(one_more, "")),
                unsorted = model_of(text_of_kinds(one_more, " or attends(ghost)"));
    const auto& plan = plan_of<participation::Plan>(model);
    for (const participation::Precondition& precondition : plan.preconditions)
      EXPECT_EQ(precondition.tabulated, !one_more);
    EXPECT_EQ(plan.keeps_ledger, !one_more);
    if (!one_more) EXPECT_EQ(plan.kind_count, participation::Plan::kinds_max);
    const Result sorted = result_with(model, 512), other = result_with(unsorted, 512);
    EXPECT_EQ(sorted.total.counts, other.total.counts);
    const std::uint64_t both = sorted.outcome_counts()[0];
    EXPECT_GT(both, 50U);
    EXPECT_LT(both, 462U);
    EXPECT_EQ(sorted.total.sums, other.total.sums);
  }
}

}  // namespace
}  // namespace detente
