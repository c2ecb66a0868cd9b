// Figures by name are what the trials say one by one.
#include "sim/study/figures.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include "sim/stats/buckets.h"
#include "sim/study/player.h"
#include "tests/support/example.h"

namespace detente {
namespace {

constexpr int trials = 1000;

struct Study {
  explicit Study(const Model& model) : result(result_with(model, trials)), record(measures_of(model)) {
    Block block = make_block(result.layout, 0);
    make_player(model, result.layout, 4)->play_into(block, nullptr, result.plan.seed, 0, trials, &record);
  }
  std::vector<double> numbers(std::size_t measure) const {
    std::vector<double> found;
    for (int trial = 0; trial < trials; ++trial)
      if (record.holds(measure)[trial / 64] >> (trial % 64) & 1) found.push_back(record.number(measure, trial));
    return found;
  }
  std::uint64_t count(std::size_t measure) const {
    std::uint64_t sum = 0;
    for (int word = 0; word < record_words; ++word) sum += std::popcount(record.holds(measure)[word]);
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

TEST(NamedMeans, AreThoseOfTheTrials) {
  const Model model = model_of(example_with_variables.c_str());
  const Study study(model);
  const std::vector<NamedMean> means = named_means(model, study.result);
  const std::vector<Measure>& measures = study.record.measures();
  std::size_t next = 0;
  for (std::size_t i = 0; i < measures.size(); ++i) {
    if (is_share(measures[i].kind)) continue;
    ASSERT_LT(next, means.size());
    const NamedMean& mean = means[next++];
    EXPECT_EQ(mean.name, measures[i].party.empty() ? measures[i].name : measures[i].name + "." + measures[i].party);
    const std::vector<double> numbers = study.numbers(i);
    const double n = static_cast<double>(numbers.size());
    ASSERT_EQ(mean.of, numbers.size()) << mean.name;
    if (mean.of == 0) continue;  // a mediator's utility
    double sum = 0, squares = 0;
    for (const double number : numbers) sum += number;
    EXPECT_NEAR(mean.mean.value(), sum / n, 1e-12 * std::max(1.0, std::abs(sum / n))) << mean.name;
    if (mean.kind != "utility") {
      for (const double number : numbers) squares += (number - sum / n) * (number - sum / n);
      EXPECT_NEAR(mean.sd.value(), std::sqrt(squares / n), 1e-9) << mean.name;
      EXPECT_NEAR(mean.figures()[3].value() - mean.mean.value(), 1.96 * std::sqrt(squares) / n, 1e-4) << mean.name;
    } else {
      EXPECT_FALSE(mean.sd || mean.figures()[2] || mean.figures()[3]) << mean.name;
    }
  }
  EXPECT_EQ(next, means.size());
  EXPECT_EQ(means.back().kind, "variable");
}

TEST(NamedShares, AreThoseOfTheTrials) {
  const Model model = model_of(example_text);
  const Study study(model);
  const std::vector<NamedShare> shares = named_shares(model, study.result);
  std::map<std::string, std::uint64_t> held;  // trials that held the stage, which its rounds tell
  for (std::size_t i = 0; i < study.record.measures().size(); ++i)
    if (study.record.measures()[i].kind == MeasureKind::rounds) held[study.record.measures()[i].name] = study.count(i);
  for (const NamedShare& share : shares) {
    const std::string stage = share.name.substr(0, share.name.find('.'));
    const bool of_held = share.kind == "agreed" || share.kind == "attendance";
    EXPECT_EQ(share.of, of_held ? held.at(stage) : trials) << share.kind << " " << share.name;
    if (share.kind == "held") {
      EXPECT_EQ(share.count, held.at(stage)) << share.name;
    }
  }
  EXPECT_NE(held.at("talks"), trials) << "or the above tells nothing";
  for (std::size_t i = 0; i < study.record.measures().size(); ++i) {
    const Measure& measure = study.record.measures()[i];
    if (!is_share(measure.kind)) continue;
    const std::string name = measure.party.empty() ? measure.name : measure.name + "." + measure.party;
    const std::string kind = measure.kind == MeasureKind::outcome  ? "outcome"
                             : measure.kind == MeasureKind::event  ? "event"
                             : measure.kind == MeasureKind::agreed ? "agreed"
                                                                   : "attendance";
    const auto found = std::find_if(shares.begin(), shares.end(),
                                    [&](const NamedShare& share) { return share.kind == kind && share.name == name; });
    ASSERT_NE(found, shares.end()) << kind << " " << name;
    EXPECT_EQ(found->count, study.count(i)) << kind << " " << name;
  }
}

// All trials of a variable that begins there, and stays.
NamedMean mean_at(const std::string& initial) {
  const Model model = model_of((std::string(example_text) + "[variables.v]\ninitial = " + initial + "\n").c_str());
  return named_means(model, result_with(model, trials)).back();
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
  const NamedMean of_two{.kind = "variable", .name = "v", .of = 2, .mean = last / 2, .sd = last / 2};
  EXPECT_EQ(of_two.figures()[3], last);
}

// Where the buckets are wider than the spread, quantiles are as near as a quantile can be to the mean.
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
  const VariableLayout& at = result.layout.variables[0];
  const auto buckets = counts_within(result.total.sparse, at.buckets, bucket_count);
  ASSERT_EQ(buckets.size(), 2U);
  const double small = static_cast<double>(buckets[0].count) / trials;
  EXPECT_EQ(quantile_at_end(result, 0, small), 1);
  EXPECT_NEAR(quantile_at_end(result, 0, small + 1e-4) / 1e300, 1, 0.016);
}

TEST(NamedMeans, OfNoTrialAreNone) {
  const Model model = model_of(example_text);
  for (const NamedMean& mean : named_means(model, Study(model).result))
    EXPECT_EQ(mean.mean.has_value(), mean.of > 0) << mean.name;
}

}  // namespace
}  // namespace detente
