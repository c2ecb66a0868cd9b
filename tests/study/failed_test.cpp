// A trial that went wrong is counted, never hidden; numbers out of range and divisions by zero are too.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/study/failure.h"
#include "sim/study/figures.h"
#include "sim/study/simulate.h"
#include "tests/support/example.h"

namespace detente {
namespace {

constexpr std::uint64_t trials = 3000;

// A host and a guest that comes if the terms are worth more to it than staying out; "big" is drawn, `rest` follows.
std::string text_with(const std::string& stay_out, const std::string& rest = "") {
  return R"toml(
format = 1
name = "failing"
source = "test"
confidence = "low"
parameters.big = { uniform = [-1, 1] }
issues.seat = { reversion = "none", options = { "none" = 0, "full" = 100 } }
[parties.host]
role = "convenor"
influence = 50
reservation = 0
positions.seat = ["none", 50]
[parties.guest]
role = "authority"
influence = 50
positions.seat = ["full", 50]
stay-out = )toml" +
         stay_out + R"toml(
[[stages]]
name = "opening"
protocol = "participation"
convenor = "host"
invited = ["guest"]
wanted = ["guest"]
issues = ["seat"]
offer = { seat = "none" }
rounds = 2
[[outcomes]]
name = "comes"
when = "attends(guest)"
[[outcomes]]
name = "stays"
when = "true"
[events]
"seated" = "seat >= 'full'"
)toml" + rest;
}

// In how many trials the drawn "big" satisfies `holds`.
template <class Holds>
std::uint64_t where(const Model& model, Holds holds) {
  std::uint64_t found = 0;
  for (std::size_t input = 0; input < model.inputs.size(); ++input) {
    if (model.inputs[input].address != "parameters.big") continue;
    for_each_trial(model, 1, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
      found += holds(lane(state.inputs[input], l));
    });
    return found;
  }
  ADD_FAILURE() << "big is not drawn";
  return found;
}

TEST(Failed, EveryTrialMayFailAndTheResultSaysSo) {
  const Model model = model_of(text_with("\"big * 1e300 * 1e300 - big * 1e300 * 1e300\""));
  const Result result = result_with(model, trials);
  EXPECT_EQ(result.trials, trials);
  EXPECT_EQ(result.count(result.layout.failed), trials);
  EXPECT_EQ(result.valid(), 0U);
}

// Infinite for all but the draws around zero: where "big" is positive the party's number is not finite.
TEST(Failed, ATrialIsCountedAsFailedAndNowhereElse) {
  const Model model = model_of(text_with("\"max(big, 0) * 1e300 * 1e300\""));
  const Result result = result_with(model, trials);
  const std::uint64_t failed = where(model, [](double big) { return big > 0; });
  EXPECT_GT(failed, trials / 3);
  EXPECT_EQ(result.count(result.layout.failed), failed);
  EXPECT_EQ(result.valid(), trials - failed);
  EXPECT_EQ(result.outcome_counts()[0] + result.outcome_counts()[1], result.valid());
  for (const NamedShare& share : named_shares(result)) {
    EXPECT_LE(share.of, result.valid()) << share.row->kind;
    if (share.row->kind == "reached") EXPECT_EQ(share.count, result.valid());
    if (share.row->kind == "attendance")
      EXPECT_EQ(share.count, result.valid()) << "staying out is worth nothing where it is finite";
  }
  for (const double sum : result.total.sums) EXPECT_FALSE(std::isnan(sum));
  EXPECT_EQ(std::ranges::count(result.trial_outcomes, no_outcome), failed);
}

TEST(Failed, AConditionThatMeetsAnInfinityFailsItsTrial) {
  const Model model = model_of(text_with("0", "\"never true\" = \"max(big, 0) * 1e308 * 1e308 < 0\"\n"));
  const Result result = result_with(model, trials);
  EXPECT_EQ(result.count(result.layout.failed), where(model, [](double big) { return big > 0; }));
}

// Conditions on nothing but the terms are worked out before the trials, which must not hide what went wrong in them.
TEST(Failed, AConditionOnTheTermsAloneFailsTheTrialsThatMeetIt) {
  for (const char* condition : {"\"(seat + 100) * 1e308 < 0\"", "\"1 / (seat - seat) > 1\""}) {
    for (const char* where :
         {"[[links]]\nname = \"odd\"\nnever = %s\n", "[parties.guest.preconditions.odd]\nrequires = %s\n"}) {
      std::string rest = where;
      rest.replace(rest.find("%s"), 2, condition);
      const Model model = model_of(text_with("0", rest));
      const Result result = result_with(model, trials);
      const bool infinite = std::string(condition).find("1e308") != std::string::npos;
      EXPECT_EQ(result.count(result.layout.failed), infinite ? trials : 0U) << rest;
      EXPECT_EQ(result.count(result.layout.zero_divisions) > 0, !infinite) << rest;
    }
  }
}

TEST(Failed, FailureOfOneLaneLeavesItsNeighbours) {
  const Model model = model_of(text_with("\"max(big, 0) * 1e300 * 1e300\""));
  RunPlan plan;
  plan.trials = trials;
  plan.lanes = 1;
  const Result alone = simulate(model, plan), batch = result_with(model, trials);
  EXPECT_EQ(alone.digest, batch.digest);
}

// Staying out is read in every round; a trial counts once.
TEST(Clamped, TrialsWithANumberBeyondItsRangeAreCounted) {
  const Model below = model_of(text_with("\"big\""));
  Result result = result_with(below, trials);
  EXPECT_EQ(result.count(result.layout.clamped), where(below, [](double big) { return big < 0; }));
  EXPECT_EQ(result.valid(), trials);

  const Model above = model_of(text_with("\"big + 1\""));
  result = result_with(above, trials);
  EXPECT_EQ(result.count(result.layout.clamped), where(above, [](double big) { return big > 0; }));
}

TEST(Clamped, DrawsOfASpreadBeyondTheRangeAreCountedToo) {
  const Model model = model_of(text_with("{ normal = [0, 0.1] }"));
  const Result result = result_with(model, trials);
  const double half = trials / 2.0;
  EXPECT_NEAR(static_cast<double>(result.count(result.layout.clamped)), half, 4 * std::sqrt(half / 2))
      << "half of the draws lie below 0; 4 standard errors";
}

// One number is clamped as many around it are.
TEST(Clamped, ADistributionWithoutWidthIsClampedLikeAnyOther) {
  for (const auto& [beyond, limit] :
       {std::pair("{ normal = [-3, 0] }", "0"), std::pair("{ normal = [-3, 1e-9] }", "0"),
        std::pair("{ normal = [7, 0] }", "1"), std::pair("{ lognormal = [1, 0] }", "1")}) {
    const Result result = result_with(model_of(text_with(beyond)), trials);
    EXPECT_EQ(result.count(result.layout.clamped), trials) << beyond;
    const Result at_limit = result_with(model_of(text_with(limit)), trials);
    EXPECT_TRUE(std::ranges::equal(result.outcome_counts(), at_limit.outcome_counts())) << beyond;
  }
}

TEST(Clamped, NothingOutOfRangeIsCountedAsNothing) {
  for (const char* inside :
       {"{ uniform = [0, 1] }", "0.5", "\"clamp(big, 0, 1)\"", "{ normal = [0.5, 1], min = 0, max = 1 }"}) {
    const Model model = model_of(text_with(inside));
    const Result result = result_with(model, trials);
    EXPECT_EQ(result.count(result.layout.clamped), 0U) << inside;
    EXPECT_EQ(result.count(result.layout.failed), 0U) << inside;
    EXPECT_EQ(result.count(result.layout.zero_divisions), 0U) << inside;
  }
}

TEST(ZeroDivisions, OfAnExpressionAreCountedAndGiveZero) {
  const Model model = model_of(text_with("\"0.3 / max(big, 0)\""));
  const Result result = result_with(model, trials);
  const std::uint64_t zero = where(model, [](double big) { return big <= 0; });
  EXPECT_GT(zero, trials / 3);
  EXPECT_EQ(result.count(result.layout.zero_divisions), zero);
  EXPECT_EQ(result.count(result.layout.clamped), where(model, [](double big) { return big > 0 && big < 0.3; }));
}

TEST(ZeroDivisions, OfAConditionAreCountedWhereItIsRead) {
  const Model model = model_of(text_with("0", "\"ratio\" = \"1 / max(big, 0) > 2\"\n"));
  const Result result = result_with(model, trials);
  EXPECT_EQ(result.count(result.layout.zero_divisions), where(model, [](double big) { return big <= 0; }));
  EXPECT_EQ(count_of(result, figure_of(result.layout, "event", "ratio")),
            where(model, [](double big) { return big > 0 && big < 0.5; }));
}

TEST(Failed, TheFirstTrialThatFailedIsNamedWithWhatMadeItFail) {
  const Model model = model_of(text_with("\"max(big, 0) * 1e300 * 1e300\""));
  const std::optional<Failure> failure = first_failure(model, 1, trials, Leave(nullptr)).found;
  ASSERT_TRUE(failure);
  for_each_trial(model, 1, failure->trial + 1, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    EXPECT_EQ(is<Pack<8>>(state.failed, l), trial == failure->trial) << trial;
  });
  EXPECT_EQ(failure->cause,
            "the expression \"max(big, 0) * 1e+300 * 1e+300\" gave no finite number in round 1 of opening");
  const FailureSearch search = first_failure(model_of(text_with("0.5")), 1, trials, Leave(nullptr));
  EXPECT_FALSE(search.found || search.left);
  EXPECT_FALSE(failure_of(model_of(text_with("0.5")), 1, 0));
}

TEST(Failed, NobodyIsKeptWaitingForTheFirst) {
  const std::atomic<bool> stop = true;
  const Leave leave(&stop);
  while (!leave.impatient()) continue;
  const FailureSearch search = first_failure(model_of(text_with("\"max(big, 0) * 1e300 * 1e300\"")), 1, trials, leave);
  EXPECT_FALSE(search.found);
  EXPECT_TRUE(search.left);
}

TEST(Failed, AVariableThatIsNoLongerANumberIsNamed) {
  const Model model = model_of(text_with("0.5",
                                         "[variables.heat]\ninitial = 1e300\n[[shocks]]\nname = \"boom\"\n"
                                         "chance = 1\nper = \"day\"\nmultiply = { heat = 1e300 }\n"));
  const std::optional<Failure> failure = first_failure(model, 1, trials, Leave(nullptr)).found;
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->cause, "variables.heat was no longer a finite number in round 1 of opening");
}

TEST(Failed, AConditionReadAtTheEndIsNamed) {
  const Model model = model_of(text_with("0.5", "\"huge\" = \"big * 1e300 * 1e300 > 1\"\n"));
  const std::optional<Failure> failure = first_failure(model, 1, trials, Leave(nullptr)).found;
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->cause, "the expression \"big * 1e+300 * 1e+300 > 1\" gave no finite number at the end");
}

}  // namespace
}  // namespace detente
