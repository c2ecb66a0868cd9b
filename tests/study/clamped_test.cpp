// Numbers out of range, the days on which stages begin, and surpluses, held to the trials one by one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "sim/engine/replay.h"
#include "sim/study/figures.h"
#include "sim/study/player.h"
#include "sim/study/stretch.h"
#include "tests/support/example.h"

namespace detente {
namespace {

constexpr int trials = 1000;

// a asks for between .5 and 1.5, whose uniform draw is `hard`; b's influence lies about the upper end of its range.
// What is not agreed in the talks is talked of again.
constexpr const char* text = R"toml(
format = 1
name = "beyond"
time.start = 2024-01-15
parameters.hard = { uniform = [0, 1] }
parameters.soft = { uniform = [0, 0.9] }
[issues.aid]
reversion = "none"
options = { "none" = 0, "some" = 50, "all" = 100 }
[parties.a]
role = "donor"
influence = 60
reservation = "0.5 + hard"
positions.aid = ["some", 80]
[parties.b]
role = "authority"
influence = { normal = [95, 10] }
reservation = "soft"
positions.aid = ["all", 80]
[parties.m]
role = "mediator"
influence = 20
[[stages]]
name = "rest"
protocol = "wait"
rounds = 2
round-length = "1 week"
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["aid"]
rounds = 5
round-length = "10 day"
pause = "1 day"
[[stages]]
name = "again"
protocol = "single-text"
requires = "not agreed(talks)"
mediator = "m"
issues = ["aid"]
rounds = 3
round-length = "1 day"
[[stages]]
name = "after"
protocol = "wait"
rounds = 1
[[outcomes]]
name = "deal"
when = "agreed(talks)"
[[outcomes]]
name = "none"
when = "true"
)toml";

struct Study {
  Model model = model_of(text);
  Result result = result_with(model, trials);
  TrialRecord record{result.layout, model.inputs.size()};

  Study() {
    Block block = make_block(result.layout, 0);
    make_player(model, result.layout, 8)->play_into(block, nullptr, result.plan.seed, 0, trials, &record);
  }
  std::size_t place(const char* kind, const std::string& name) const {
    const auto& list = record.figures();
    return std::ranges::find_if(list,
                                [&](const Figure& figure) {
                                  return figure.about.kind == kind && figure.about.name == name &&
                                         figure.about.item.empty();
                                }) -
           list.begin();
  }
  bool holds(const char* kind, const std::string& name, int trial) const {
    return TrialRecord::of(record.holds(place(kind, name)), trial);
  }
  double number(const char* kind, const std::string& name, int trial) const {
    return record.number(place(kind, name), trial);
  }
  double drawn(const std::string& address, int trial) const {
    return record.draw(std::ranges::find(model.inputs, address, &Input::address) - model.inputs.begin(), trial);
  }
};

const Study& study() {
  static const Study played;
  return played;
}

TEST(Clamped, NumbersAreNamedWithHowOftenAndByHowMuch) {
  struct Beyond {
    std::uint64_t trials = 0;
    double widest = 0;
    void add(double by) {
      trials += by > 0;
      widest = std::max(widest, by);
    }
  } a, b;
  for (int trial = 0; trial < trials; ++trial) {
    a.add(.5 + study().drawn("parameters.hard", trial) - 1);
    b.add(study().drawn("parties.b.influence", trial) - 100);
  }
  ASSERT_GT(a.trials, 400U);
  ASSERT_GT(b.trials, 200U);
  const std::vector<ClampedNumber> numbers = clamped_numbers(study().model, study().result);
  ASSERT_EQ(numbers.size(), 2U) << "b's reservation has a range, too, and stays inside";
  const auto expect = [&](const ClampedNumber& number, const char* address, const Beyond& beyond) {
    EXPECT_EQ(study().model.bounds[number.bound].address, address);
    EXPECT_EQ(number.trials, beyond.trials);
    EXPECT_EQ(number.widest, beyond.widest);
  };
  expect(numbers[0], "parties.a.reservation", a);
  expect(numbers[1], "parties.b.influence", b);
}

// Utilities may be a hair above 1.
TEST(Clamped, RoundingIsNotNamed) {
  const Model model = model_of(text, {"parties.b.reservation=\"1 + 1e-12\""});
  const std::vector<ClampedNumber> numbers = clamped_numbers(model, result_with(model, trials));
  for (const ClampedNumber& number : numbers) EXPECT_NE(model.bounds[number.bound].address, "parties.b.reservation");
}

TEST(Clamped, WhatIsWidestIsTheSameForThreadsAndLanes) {
  const Model model = model_of(text);
  const Layout layout = make_layout(model);
  RunPlan plan{.trials = 40'000, .seed = 1, .threads = 1, .lanes = 1};
  const Result one = simulate(model, layout, plan);
  plan.threads = 3;
  plan.lanes = 16;
  const Result many = simulate(model, layout, plan);
  EXPECT_EQ(one.total.maxima, many.total.maxima);
  EXPECT_EQ(one.digest, many.digest);
  EXPECT_GT(*std::ranges::max_element(one.total.maxima), 0);
}

TEST(Clamped, WeightsOfAChoiceBelowZeroAreNamed) {
  const Model model = model_of(text, {"parties.b.reservation={choice={\"0.1\"=\"hard - 0.5\",\"0.2\"=\"1\"}}"});
  const Result result = result_with(model, trials);
  const std::vector<ClampedNumber> numbers = clamped_numbers(model, result);
  const auto found =
      std::ranges::find_if(numbers, [&](const ClampedNumber& number) { return model.bounds[number.bound].is_weight; });
  ASSERT_NE(found, numbers.end());
  EXPECT_EQ(model.bounds[found->bound].address, "parties.b.reservation");
  EXPECT_GT(found->trials, 400U);
  EXPECT_GT(found->widest, .45);
  EXPECT_LE(found->widest, .5);
}

// By hand: two weeks of rest, a day's pause, the talks' rounds of ten days, and again up to three of a day.
TEST(Begins, AreTheDaysOfTheTrials) {
  std::map<std::string, std::vector<double>> days;
  for (int trial = 0; trial < trials; ++trial) {
    double day = 0;
    days["rest"].push_back(day);
    days["talks"].push_back(day += 14 + 1);
    day += 10 * study().number("rounds", "talks", trial);
    if (study().holds("held", "again", trial)) {
      days["again"].push_back(day);
      day += study().number("rounds", "again", trial);
    }
    days["after"].push_back(day);
  }
  EXPECT_GT(days["again"].size(), 300U);
  EXPECT_LT(days["again"].size(), 700U);
  for (auto& [stage, of_trials] : days) {
    std::ranges::sort(of_trials);
    const Figure& figure = figure_of(study().result.layout, "begins", stage);
    const auto told = [&](double p) { return figure.days.at(*day_at_quantile(study().result, figure, p)); };
    EXPECT_EQ(told(0), of_trials.front()) << stage;
    EXPECT_EQ(told(.5), of_trials[(of_trials.size() + 1) / 2 - 1]) << stage;
    EXPECT_EQ(told(1), of_trials.back()) << stage;
  }
  const Figure& talks = figure_of(study().result.layout, "begins", "talks");
  EXPECT_EQ(talks.labels.at(*day_at_quantile(study().result, talks, 0)), "2024-01-30");
}

TEST(Begins, AreThoseOfAReplay) {
  for (int trial = 0; trial < 50; ++trial)
    for (const StageTold& told : replay(study().model, study().result.plan.seed, trial).stages) {
      const std::string& stage = study().model.stages[told.stage].name;
      ASSERT_EQ(told.held, study().holds("held", stage, trial));
      if (!told.held) continue;
      const auto day = static_cast<std::size_t>(study().number("begins", stage, trial));
      EXPECT_EQ(told.days, figure_of(study().result.layout, "begins", stage).days.at(day)) << stage << " " << trial;
    }
}

// Or parts of a run made with a date and of one made without could not come together: dates are labels.
TEST(Begins, AreCountedWithAndWithoutAStart) {
  const std::string with = example_text, start = "time.start = 2024-01-01\n";
  const Model dated = model_of("format = 1\n" + start + with.substr(with.find("name =")));
  const Model model = model_of(with);
  EXPECT_EQ(dated.canonical, model.canonical);
  EXPECT_EQ(result_with(dated, trials).digest, result_with(model, trials).digest);
  EXPECT_EQ(figure_of(make_layout(dated), "begins", "opening").labels.front(), "2024-01-01");
  EXPECT_EQ(figure_of(make_layout(model), "begins", "opening").labels.front(), "0");
}

std::string waits(const std::vector<std::string>& lengths) {
  std::string made = R"(format = 1
name = "waits"
time.start = 2024-01-01
issues.i = { reversion = "a", options = { "a" = 0, "b" = 1 } }
parties.p = { role = "donor", influence = 1 }
outcomes = [{ name = "over", when = "true" }]
)";
  for (std::size_t i = 0; i < lengths.size(); ++i)
    made += fmt::format("[[stages]]\nname = \"s{}\"\nprotocol = \"wait\"\nrounds = 1\nround-length = \"{}\"\n", i,
                        lengths[i]);
  return made;
}

// 1 + 19 + 4 hours are a little less than a day as they are added up.
TEST(Begins, LengthsThatMakeADayEndIt) {
  const Model model = model_of(waits({"1 hour", "19 hours", "4 hours", "1 hour"}));
  const Result result = result_with(model, 16);
  const Figure& last = figure_of(result.layout, "begins", "s3");
  EXPECT_EQ(last.labels.at(*day_at_quantile(result, last, .5)), "2024-01-02");
}

TEST(Begins, ShortAndLongRoundsAreSomeDay) {
  for (const char* length : {"0.00001 hours", "0.0000000001 hours", "1000 years"}) {
    const Model model = model_of(waits(std::vector<std::string>(8, length)));
    const Result result = result_with(model, 16);
    for (const PlannedStage& stage : model.stages)
      EXPECT_TRUE(day_at_quantile(result, figure_of(result.layout, "begins", stage.name), 1)) << length;
  }
}

// A wait takes all its rounds.
TEST(Begins, AStageAfterALongWaitHasOneDay) {
  const Model model = model_of(text, {"stages.rest.rounds=1000"});
  EXPECT_EQ(model.stages[1].begins, std::vector<double>{7001});
}

TEST(Begins, AreCountedUpToWhereThereAreTooMany) {
  const Model model = model_of(text, {"stages.talks.rounds=1000", "stages.again.requires=\"true\""});
  EXPECT_FALSE(model.stages[1].begins.empty());
  EXPECT_TRUE(model.stages[2].begins.empty());
  EXPECT_TRUE(model.stages[3].begins.empty());
  EXPECT_NO_THROW(result_with(model, 16));
}

TEST(Surplus, OfThoseWhoAgreedIsApart) {
  for (const char* party : {"talks.a", "talks.b"}) {
    double agreed = 0, otherwise = 0;
    std::uint64_t count = 0, others = 0;
    for (int trial = 0; trial < trials; ++trial) {
      if (!study().holds("took_part", party, trial)) continue;
      const double surplus = study().number("utility", party, trial) - study().number("threshold", party, trial);
      const bool signs = study().holds("agreed", "talks", trial) && study().holds("accepted", party, trial);
      (signs ? agreed : otherwise) += surplus;
      ++(signs ? count : others);
    }
    const auto expect = [&](const char* kind, double sum, std::uint64_t of) {
      const Figure& figure = figure_of(study().result.layout, kind, party);
      EXPECT_EQ(count_of(study().result, figure.of), of) << party;
      EXPECT_NEAR(moments_of_sums(study().result, figure).mean, sum / static_cast<double>(of), 1e-12) << party;
    };
    expect("surplus_agreed", agreed, count);
    expect("surplus_otherwise", otherwise, others);
    EXPECT_GE(agreed, 0) << "nobody signs for less than it asks";
  }
}

// One is outvoted: it has lost by what came into force, and did not agree to it.
TEST(Surplus, OfWhoIsOutvotedIsNoneOfAnAgreement) {
  const Model model = model_of(text, {"parties.a.reservation=1", "parties.a.positions.aid=[\"none\", 80]",
                                      "stages.talks.decision={rule=\"weighted-majority\",share=0.5}"});
  const Result result = result_with(model, trials);
  const auto of = [&](const char* kind, const char* name) {
    return count_of(result, figure_of(result.layout, kind, name).of);
  };
  EXPECT_GT(of("surplus_agreed", "talks.b"), 0U);
  EXPECT_EQ(of("surplus_agreed", "talks.a"), 0U);
  EXPECT_LT(moments_of_sums(result, figure_of(result.layout, "surplus_otherwise", "talks.a")).mean, 0);
}

}  // namespace
}  // namespace detente
