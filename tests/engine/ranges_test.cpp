// Issues with a range: what is in force is a value on a scale.

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "sim/engine/range_bins.h"
#include "sim/study/document.h"
#include "tests/support/property_kit.h"

namespace detente {
namespace {

// Two parties over a price, or one that only time moves.
std::string market(const std::string& price, const std::string& stages, const std::string& more = "") {
  return R"(
format = 1
name = "market"
source = "test"
confidence = "low"
[issues.price]
)" + price +
         R"(
[parties.buyer]
role = "envoy"
influence = 50
positions.price = { ideal = 10, salience = 50 }
[parties.seller]
role = "envoy"
influence = 50
positions.price = { ideal = { uniform = [20, 30] }, salience = 50 }
[parties.chair]
role = "mediator"
influence = 1
)" + more +
         stages + R"(
[[outcomes]]
name = "dear"
when = "price > 20"
[[outcomes]]
name = "cheap"
when = "true"
)";
}

constexpr const char* talks =
    "[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = \"chair\"\nissues = [\"price\"]\nrounds = "
    "3\n";
constexpr const char* winter = "[[stages]]\nname = \"winter\"\nprotocol = \"wait\"\nrounds = 4\n";

std::string shock(const std::string& effect, double chance = 1) {
  return fmt::format("[[shocks]]\nname = \"harvest\"\nchance = {}\nper = \"month\"\n{}\n", chance, effect);
}

double price_after(const Model& model) {
  State<double> state(model);
  play(model, state, 1, 0, 1);
  EXPECT_EQ(state.numbers[model.slots.in_force(0)], model.scenario.issues[0].value(static_cast<int>(state.option[0])));
  return state.numbers[model.slots.in_force(0)];
}

TEST(Ranges, AreMovedByShocksToTheNearestValueAndNoFurtherThanTheirEnds) {
  const std::string price = "range = [0, 40]\nstep = 0.5\nreversion = 10";
  EXPECT_EQ(price_after(model_of(market(price, winter, shock("set = { price = 12.7 }")))), 12.5);
  EXPECT_EQ(price_after(model_of(market(price, winter, shock("add = { price = 3 }")))), 22) << "four rounds of 3";
  EXPECT_EQ(price_after(model_of(market(price, winter, shock("multiply = { price = 1e300 }")))), 40);
  EXPECT_EQ(price_after(model_of(market(price, winter, shock("add = { price = -1e9 }")))), 0);
  EXPECT_EQ(price_after(model_of(
                market(price, winter, shock("set = { price = 20 }\nmultiply = { price = 1.1 }\nadd = { price = 1 }")))),
            23);
}

TEST(Ranges, EndAtTheirLastStep) {
  const std::string price = "range = [1, 30]\nstep = 12\nreversion = 1";  // 1, 13, 25
  const Model model = model_of(market(price, winter, shock("set = { price = 30 }")));
  EXPECT_EQ(model.scenario.issues[0].size(), 3);
  EXPECT_EQ(price_after(model), 25);
}

TEST(Ranges, HoldWhatLiesBetweenTwoSteps) {
  const std::string price = "range = [0, 36]\nreversion = 12\nnorm-floor = 12";  // steps of 0.36
  const Model model = model_of(market(price, winter, shock("set = { price = 20 }", 0)));
  EXPECT_EQ(price_after(model), 12);
  EXPECT_EQ(model.issues[0].norm_floor, model.issues[0].reversion) << "what holds is not below the floor";
  EXPECT_EQ(price_after(model_of(market(price, winter, shock("set = { price = 12 }")))), 12);
  EXPECT_NEAR(price_after(model_of(market(price, winter, shock("set = { price = 12.2 }")))), 12.24, 1e-12);
}

TEST(Ranges, MoveToWhatIsNearestAndNotByNothing) {
  const std::string price = "range = [0, 40]\nstep = 1\nreversion = 3.5";
  const auto after = [&](const char* effect) { return price_after(model_of(market(price, winter, shock(effect)))); };
  EXPECT_EQ(after("add = { price = 0 }"), 3.5);
  EXPECT_EQ(after("set = { price = 3.5 }"), 3.5);
  EXPECT_EQ(after("set = { price = 2.6 }"), 2) << "what holds took the place of 3";
  EXPECT_EQ(after("set = { price = 3 }"), 3.5);
  EXPECT_EQ(after("set = { price = 3.8 }"), 4);
  EXPECT_EQ(after("set = { price = 7.5 }"), 7) << "of two as near the lower, as in a file";
  const Issue issue = model_of(market(price, winter)).scenario.issues[0];
  for (double value = 0; value <= 40; value += 0.1)
    EXPECT_EQ(after(fmt::format("set = {{ price = {} }}", value).c_str()), issue.value(issue.nearest(value))) << value;
}

TEST(Ranges, CountInUtilitiesHoweverFine) {
  for (const double step : {1.0, 0.5, 0.125, 0.001}) {
    const std::string price = fmt::format("range = [0, 40]\nstep = {}\nreversion = 0", step);
    const Model model =
        model_of(market(price, winter, shock("set = { price = 30 }") + "[events]\nhalf = \"utility(buyer) = 0.5\"\n"));
    State<double> state(model);
    play(model, state, 1, 0, 1);
    EXPECT_TRUE(state.events[0]) << "30 is 20 of 40 away from its ideal, in steps of " << step;
  }
}

TEST(Ranges, StayWhereAShockHasMovedThemWhenTheyAreOffTheTable) {
  const std::string other = "[issues.peace]\nreversion = \"no\"\noptions = { no = 0, yes = 100 }\n";
  const std::string want =
      "[parties.buyer.positions.peace]\nideal = \"yes\"\nsalience = 90\n[parties.seller.positions.peace]\nideal = "
      "60\nsalience = 90\n";
  std::string stage = talks;
  stage.replace(stage.find("[\"price\"]"), 9, "[\"price\", \"peace\"]");
  stage += "tabled = { price = \"false\" }\n";
  const Model model =
      model_of(market("range = [0, 40]\nstep = 1\nreversion = 3", stage, other + want + shock("set = { price = 8 }")));
  State<double> state(model);
  play(model, state, 1, 0, 1);
  EXPECT_TRUE(state.end_of(0).agreed);
  ASSERT_GT(state.end_of(0).rounds, 1) << "time passes before they agree";
  EXPECT_EQ(state.numbers[model.slots.in_force(1)], 8);
}

TEST(Ranges, HaveALabelForEachBin) {
  for (const char* price : {"range = [1000000000, 1000000001]\nstep = 0.01\nreversion = 1000000000",
                            "range = [0, 0.3]\nstep = 0.1\nreversion = 0", "range = [-1e12, 1e12]\nreversion = 0"}) {
    std::string text = market(price, winter);
    for (const char* position : {"positions.price = { ideal = 10, salience = 50 }",
                                 "positions.price = { ideal = { uniform = [20, 30] }, salience = 50 }"})
      text.erase(text.find(position), std::string(position).size());
    const Issue issue = parse_scenario(text, "test.toml").issues[0];
    std::set<std::string> labels;
    for (int bin = 0; bin < range_bins_of(issue).count; ++bin) labels.insert(range_bins_of(issue).label(bin));
    EXPECT_EQ(labels.size(), static_cast<std::size_t>(range_bins_of(issue).count)) << price;
  }
}

TEST(Ranges, OfAnyFinenessAreInForceAndRead) {
  const std::string price = "range = [-1, 1]\nstep = 0.00001\nreversion = 0";
  EXPECT_NEAR(
      price_after(model_of(market(price, winter, shock("set = { price = 0.12345 }")),
                           {"parties.buyer.positions.price.ideal=0", "parties.seller.positions.price.ideal=0"})),
      0.12345, 1e-12);
}

// The same issue by options at the same places on the scale of 0..100, and ideals there.
TEST(Ranges, AreSearchedLikeOptionsAtTheirSteps) {
  std::string options = "reversion = \"0\"\n[issues.price.options]\n";
  for (int value = 0; value <= 100; value += 10) options += fmt::format("\"{0}\" = {0}\n", value);
  const Model by_range = model_of(market("range = [0, 100]\nstep = 10\nreversion = 0", talks));
  const Model by_options = model_of(market(options, talks));
  for_each_trial(by_range, 1, 256, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    State<double> other(by_options);
    play(by_options, other, 1, trial, 1);
    EXPECT_EQ(lane(state.option[0], l), other.option[0]);
    EXPECT_EQ(lane(state.end_of(0).utility[0], l), other.end_of(0).utility[0]);
  });
}

TEST(Ranges, CountWorthByTheirOwnLength) {
  const Model model = model_of(
      market("range = [0, 40]\nstep = 1\nreversion = 0", talks,
             "[events]\nhalf = \"utility(buyer) > 0.74 and utility(buyer) < 0.76\"\n"),
      {"parties.buyer.positions.price.ideal=10", "parties.seller.reservation=1", "parties.buyer.reservation=1"});
  State<double> state(model);
  play(model, state, 1, 0, 1);
  EXPECT_EQ(state.end_of(0).agreed, false);
  EXPECT_TRUE(state.events[0]) << "10 of 40 away from its ideal";
}

TEST(Ranges, KeepTheProperties) {
  for (const char* price : {"range = [0, 40]\nstep = 0.5\nreversion = 10", "range = [5, 35]\nreversion = 12",
                            "range = [0, 37]\nstep = 4\nreversion = 8\nnorm-floor = 20"})
    check_properties(model_of(market(price, std::string(winter) + talks, shock("multiply = { price = 1.25 }", 0.3))),
                     256);
}

TEST(Ranges, AreToldByTheirMeanQuantilesAndBins) {
  const Model model = model_of(market("range = [0, 40]\nunit = \"USD\"\nstep = 0.5\nreversion = 10\nnorm-floor = 15",
                                      winter, shock("add = { price = 3 }", 0.4)));
  RunPlan plan;
  plan.trials = 4096;
  const Document document = document_of(model, simulate(model, plan));
  std::vector<double> values;
  std::uint64_t below = 0;
  for_each_trial(model, 1, plan.trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    values.push_back(lane(state.numbers[model.slots.in_force(0)], l));
    below += values.back() < 15;
  });
  std::sort(values.begin(), values.end());
  const SettledAccount& settled = document.settled[0];
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  EXPECT_NEAR(settled.value->mean, mean, 1e-9);
  EXPECT_NEAR(settled.value->median, values[values.size() / 2], 0.016 * values[values.size() / 2]);
  EXPECT_EQ(settled.below_floor->count, below);
  std::uint64_t counted = 0;
  for (std::size_t bin = 0; bin < settled.shares.size(); ++bin) counted += settled.shares[bin].count;
  EXPECT_EQ(counted, plan.trials);
  EXPECT_EQ(settled.labels[0], "0 to 2 USD") << "81 values in bins of five";
  EXPECT_EQ(settled.labels.back(), "40 USD");
  EXPECT_EQ(settled.shares[4].count, static_cast<std::uint64_t>(std::count(values.begin(), values.end(), 10.0)))
      << "10 to 12 USD";
}

}  // namespace
}  // namespace detente
