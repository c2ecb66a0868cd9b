// Figures by name are what the trials say one by one.
#include "sim/study/figures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/stats/bins.h"
#include "sim/study/player.h"
#include "tests/support/example.h"
#include "tests/support/lively.h"

namespace detente {
namespace {

constexpr int trials = 1000;

// What each trial of a run came to, one by one.
struct Study {
  explicit Study(const Model& model) : result(result_with(model, trials)), record(result.layout) {
    Block block = make_block(result.layout, 0);
    make_player(model, result.layout, 4)->play_into(block, nullptr, result.plan.seed, 0, trials, &record);
  }
  bool holds(std::size_t figure, int trial) const { return record.holds(figure)[trial / 64] >> (trial % 64) & 1; }
  std::vector<double> numbers(std::size_t figure) const {
    std::vector<double> found;
    for (int trial = 0; trial < trials; ++trial)
      if (holds(figure, trial)) found.push_back(record.number(figure, trial));
    return found;
  }
  // Trials whose number lies there.
  std::uint64_t count(std::size_t figure, double least, double most) const {
    const std::vector<double> found = numbers(figure);
    return std::ranges::count_if(found, [&](double number) { return number >= least && number <= most; });
  }
  std::uint64_t count(std::size_t figure) const {
    std::uint64_t sum = 0;
    for (int trial = 0; trial < trials; ++trial) sum += holds(figure, trial);
    return sum;
  }
  Result result;
  TrialRecord record;
};

const std::string example_with_variables = std::string(example_text) + R"toml(
[variables.fighting]
initial = 40
[variables.fighting.process]
kind = "ar1"
mean = 30
phi = 0.8
sd = 5
per = "month"
)toml";

void expect_mean(const NamedMean& mean, const std::vector<double>& numbers) {
  const std::string about = mean.row->kind + " " + mean.row->name;
  const double n = static_cast<double>(numbers.size());
  ASSERT_EQ(mean.of, numbers.size()) << about;
  if (mean.of == 0) return;  // a mediator's utility
  double sum = 0, squares = 0;
  for (const double number : numbers) sum += number;
  EXPECT_NEAR(mean.mean.value(), sum / n, 1e-12 * std::max(1.0, std::abs(sum / n))) << about;
  for (const double number : numbers) squares += (number - sum / n) * (number - sum / n);
  ASSERT_EQ(mean.sd.has_value(), numbers.size() > 1) << about;
  if (!mean.sd) return;
  EXPECT_NEAR(mean.sd.value(), std::sqrt(squares / n), 1e-6 * std::max(1.0, std::abs(sum / n))) << about;
  EXPECT_NEAR(mean.figures()[3].value() - mean.mean.value(), 1.96 * std::sqrt(squares) / n, 1e-4) << about;
}

// Every row of every scenario is what the trials say one by one.
void expect_figures_of_the_trials(const Model& model) {
  const Study study(model);
  const std::vector<NamedShare> shares = named_shares(study.result);
  const std::vector<NamedMean> means = named_means(study.result);
  std::size_t next_share = 0, next_mean = 0;
  const auto expect_share = [&](const RowName& about, std::uint64_t count, std::uint64_t most) {
    const NamedShare& share = shares.at(next_share++);
    const std::string told = about.kind + " " + about.name + " " + about.item;
    EXPECT_EQ(*share.row, about) << told;
    EXPECT_EQ(share.count, count) << told;
    EXPECT_LE(share.count, share.of) << told;
    EXPECT_LE(share.of, most) << told;
  };
  const std::vector<Figure>& figures = study.record.figures();
  for (std::size_t i = 0; i < figures.size(); ++i) {
    const Figure& figure = figures[i];
    if (figure.is_share()) {
      expect_share(figure.about, study.count(i), trials);
      continue;
    }
    if (figure.type != Figure::Type::choice) {
      EXPECT_EQ(*means.at(next_mean).row, figure.about);
      expect_mean(means[next_mean++], study.numbers(i));
    }
    for (int place = figure.least; place < figure.end; ++place) {
      const bool size = figure.type == Figure::Type::size;
      const double least = size && place > 0 ? std::ldexp(1, place - 1) : place;
      const double most = size && place > 0 ? std::ldexp(1, place) - 1 : place;
      expect_share(figure.row(place), study.count(i, least, most), study.count(i));
    }
    std::uint64_t counted = 0;
    for (int place = figure.least; place < figure.end; ++place) counted += study.result.count(figure.first + place);
    EXPECT_TRUE(figure.end == 0 || counted == study.count(i)) << figure.about.kind << ": some are in no row";
    EXPECT_EQ(study.count(i), count_of(study.result, figure.of)) << figure.about.kind << " " << figure.about.name;
  }
  EXPECT_EQ(next_share, shares.size());
  EXPECT_EQ(next_mean, means.size());
}

TEST(Figures, AreThoseOfTheTrials) {
  expect_figures_of_the_trials(model_of(example_with_variables.c_str()));
  expect_figures_of_the_trials(model_of(lively_text));
  for (const std::string& name : shipped_names()) expect_figures_of_the_trials(shipped(name));
}

// What shares are of.
TEST(NamedShares, AreOfThePartThatTheyAreAbout) {
  const Result result = result_with(model_of(example_text), trials);
  const auto share = [&](const char* kind, const char* name, const char* item = "") {
    const std::vector<NamedShare> shares = named_shares(result);
    return *std::ranges::find_if(shares,
                                 [&](const NamedShare& each) { return *each.row == RowName{kind, name, item}; });
  };
  const std::uint64_t talks = share("held", "talks").count, agreed = share("agreed", "talks").count;
  EXPECT_EQ(share("held", "talks").of, trials);
  EXPECT_NE(talks, trials) << "or the rest tells nothing";
  EXPECT_EQ(share("agreed", "talks").of, talks);
  EXPECT_EQ(share("no_admissible_text", "talks").of, talks - agreed);
  EXPECT_EQ(share("refused", "talks.guest").of, talks - agreed);
  EXPECT_EQ(share("zone", "talks", "2 to 3").of, talks);
  EXPECT_EQ(share("refused_because_of", "talks.guest", "loss.aid").of, share("refused", "talks.guest").count);
  const NamedShare came = share("attendance", "opening.guest");
  EXPECT_EQ(came.of, share("held", "opening").count);
  EXPECT_EQ(share("absence", "opening.guest", "worse-than-staying-away").of, came.of - came.count);
  EXPECT_EQ(share("accepted", "opening.guest").count, came.count);
}

// All trials of a variable that begins there, and stays.
NamedMean mean_at(const std::string& initial) {
  const Model model = model_of((std::string(example_text) + "[variables.v]\ninitial = " + initial + "\n").c_str());
  return named_means(result_with(model, trials)).back();
}

TEST(NamedMeans, HaveTheSpreadOfNumbersOfAnySize) {
  EXPECT_NEAR(mean_at("{ uniform = [100, 101] }").sd.value(), 0.289, 0.02);
  EXPECT_NEAR(mean_at("{ uniform = [1e9, 1000000001] }").sd.value(), 0.289, 0.02);
  EXPECT_NEAR(mean_at("{ uniform = [1e200, 2e200] }").sd.value(), 0.289e200, 0.02e200);
  EXPECT_NEAR(mean_at("{ uniform = [1e-200, 2e-200] }").sd.value(), 0.289e-200, 0.02e-200);
  EXPECT_EQ(mean_at("1e308").mean, 1e308);
  EXPECT_EQ(mean_at("1e308").sd, 0);
  EXPECT_EQ(mean_at("0").sd, 0);
  EXPECT_FALSE(std::signbit(mean_at("{ triangular = [-5e-324, 0, 0] }").mean.value())) << "SQLite keeps no -0";
}

TEST(NamedMeans, HaveAnIntervalAmongTheDoubles) {
  constexpr double last = std::numeric_limits<double>::max();
  const auto [mean, sd, low, high] = mean_at("{ choice = { \"-1.7e308\" = 1, \"1.7e308\" = 1 } }").figures();
  EXPECT_NEAR(sd.value(), 1.7e308, 0.01e308);
  EXPECT_NEAR(high.value() - mean.value(), 1.7e308 / std::sqrt(trials) * 1.96, 0.01e308);
  EXPECT_NEAR(mean.value() - low.value(), 1.7e308 / std::sqrt(trials) * 1.96, 0.01e308);
  const NamedMean of_two{.row = nullptr, .of = 2, .mean = last / 2, .sd = last / 2};
  EXPECT_EQ(of_two.figures()[3], last);
}

// Where the bins are wider than the spread, quantiles are as near as a quantile can be to the mean.
TEST(QuantileAtEnd, IsWithinTheSpread) {
  const Model model =
      model_of((std::string(example_text) + "[variables.v]\ninitial = { normal = [1e9, 1] }\n").c_str());
  const Result result = result_with(model, trials);
  EXPECT_NEAR(quantile_at_end(result, 0, 0.05), 1e9 - 1.6, 5);
  EXPECT_NEAR(quantile_at_end(result, 0, 0.5), 1e9, 1.1);
  EXPECT_NEAR(quantile_at_end(result, 0, 0.95), 1e9 + 1.6, 5);
  const Model fixed = model_of((std::string(example_text) + "[variables.v]\ninitial = 1234567\n").c_str());
  EXPECT_EQ(quantile_at_end(result_with(fixed, trials), 0, 0.5), 1234567);
}

// Numbers of all sizes, zero and those next to it among them; each is drawn by a share of the trials that no quantile
// looked at lies near.
TEST(QuantileAtEnd, IsRightForAnyMixture) {
  struct Mixture {
    const char* initial;
    double low, median, high;
  };
  for (const Mixture& mixture : {
           Mixture{R"({ choice = { "1" = 0.6, "6.4e38" = 0.4 } })", 1, 1, 6.4e38},
           Mixture{R"({ choice = { "-1e300" = 0.2, "1e-300" = 0.6, "1e300" = 0.2 } })", -1e300, 1e-300, 1e300},
           Mixture{R"({ choice = { "-1e300" = 0.2, "-1e-300" = 0.6, "0" = 0.2 } })", -1e300, -1e-300, 0},
           Mixture{R"({ choice = { "-3e200" = 0.02, "1e-310" = 0.9, "7e100" = 0.08 } })", 1e-310, 1e-310, 7e100},
           Mixture{R"({ choice = { "0" = 0.2, "5e-324" = 0.6, "1e-323" = 0.2 } })", 0, 5e-324, 1e-323},
           Mixture{R"({ choice = { "-1" = 0.1, "0" = 0.8, "1.7e308" = 0.1 } })", -1, 0, 1.7e308},
           Mixture{R"({ choice = { "1" = 0.0499, "1e300" = 0.9501 } })", 1, 1e300, 1e300},
       }) {
    const std::string text = std::string(example_text) + "[variables.v]\ninitial = " + mixture.initial + "\n";
    const Result result = result_with(model_of(text.c_str()), 8192);
    const auto expect = [&](double p, double right) {
      const double told = quantile_at_end(result, 0, p);
      EXPECT_LE(std::abs(told - right), 0.016 * std::abs(right)) << mixture.initial << " at " << p << ": " << told;
    };
    expect(0.048, mixture.low);
    expect(0.5, mixture.median);
    expect(0.95, mixture.high);
  }
}

// Of two numbers, the bound by which quantiles are narrowed is one of them, and rounded by the size of the other.
TEST(QuantileAtEnd, IsNotNarrowedBeyondWhatIsComputed) {
  const Model model = model_of(
      (std::string(example_text) + "[variables.v]\ninitial = { choice = { \"1\" = 0.5, \"1e300\" = 0.5 } }\n").c_str());
  const Result result = result_with(model, trials);
  const ValueLayout& at = result.layout.values[0];
  const auto bins = counts_within(result.total.sparse, at.bins, bin_count);
  ASSERT_EQ(bins.size(), 2U);
  const double small = static_cast<double>(bins[0].count) / trials;
  EXPECT_EQ(quantile_at_end(result, 0, small), 1);
  EXPECT_NEAR(quantile_at_end(result, 0, small + 1e-4) / 1e300, 1, 0.016);
}

TEST(NamedMeans, OfNoTrialAreNone) {
  const Model model = model_of(example_text);
  for (const NamedMean& mean : named_means(Study(model).result))
    EXPECT_EQ(mean.mean.has_value(), mean.of > 0) << mean.row->kind << " " << mean.row->name;
}

}  // namespace
}  // namespace detente
