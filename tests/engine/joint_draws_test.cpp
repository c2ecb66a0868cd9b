// What comes together is drawn together: rows of samples, and correlated inputs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "sim/random/quantile_table.h"
#include "sim/scenario/load.h"
#include "tests/support/play.h"

namespace detente {
namespace {

std::string world(const std::string& parameters, const std::string& condition, const std::string& more = "") {
  return "format = 1\nname = \"j\"\n" + more + "[parameters]\n" + parameters + R"(
[issues.a]
reversion = "no"
options = { no = 0, yes = 100 }
[parties.x]
role = "government"
influence = 50
positions.a = ["yes", 50]
[parties.m]
role = "mediator"
influence = 10
positions.a = ["yes", 50]
[[stages]]
name = "talks"
protocol = "single-text"
mediator = "m"
issues = ["a"]
[[outcomes]]
name = "so"
when = ")" +
         condition + "\"\n[[outcomes]]\nname = \"otherwise\"\nwhen = \"true\"\n";
}

// A hundred rows of which alpha + beta is 1; gamma is alpha in another order.
SampleTexts table() {
  std::string text = "alpha,beta,gamma\n";
  for (int i = 0; i < 100; ++i) {
    const int place = i * 37 % 100;
    text += fmt::format("{},{},{}\n", place / 100.0, 1 - place / 100.0, i / 100.0);
  }
  return {{"post.csv", text}};
}

Model model_with(const std::string& text, const std::vector<std::string>& sets = {}) {
  return compile(parse_scenario(text, "test", sets, table()));
}

// Of the inputs, by address, over trials.
std::map<std::string, std::vector<double>> drawn(const Model& model, std::uint64_t trials) {
  std::map<std::string, std::vector<double>> values;
  for_each_trial(model, 3, trials, [&](const State<Pack<8>>& state, int l, std::uint64_t) {
    for (std::size_t input = 0; input < model.inputs.size(); ++input)
      values[model.inputs[input].address].push_back(lane(state.inputs[input], l));
  });
  return values;
}

const std::string joint = "alpha = { samples = 'post.csv#alpha' }\nbeta = { samples = 'post.csv#beta' }\n";

TEST(Rows, AreDrawnWholeSoThatWhatHoldsInTheTableHoldsInEachTrial) {
  const Model model = model_with(world(joint, "alpha + beta > 0.99 and alpha + beta < 1.01"));
  for_each_trial(model, 1, 4096, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    EXPECT_EQ(lane(state.outcome, l), 0) << trial;
  });
}

TEST(Rows, ComeAllAsOftenAndIndependentColumnsByThemselves) {
  constexpr int trials = 40'000;
  auto values = drawn(model_with(world(joint + "gamma = { samples = 'post.csv#gamma', independent = true }\n",
                                       "alpha + beta + gamma > 1")),
                      trials);
  std::map<double, int> times;
  int both = 0;
  for (int trial = 0; trial < trials; ++trial) {
    const double alpha = values["parameters.alpha"][trial], gamma = values["parameters.gamma"][trial];
    ++times[alpha];
    EXPECT_NEAR(alpha + values["parameters.beta"][trial], 1, 1e-12);
    both += alpha < 0.495 && gamma < 0.495;
  }
  ASSERT_EQ(times.size(), 100U);
  for (const auto& [value, count] : times) EXPECT_NEAR(count, trials / 100, 4.5 * std::sqrt(trials / 100)) << value;
  // 3 standard errors
  EXPECT_NEAR(both / double{trials}, 0.25, 3 * std::sqrt(0.25 * 0.75 / trials));
}

TEST(Rows, AreThoseOfThePathAsItIsWrittenWhateverElseReadsThem) {
  const auto alone = drawn(model_with(world("alpha = { samples = 'post.csv#alpha' }\n", "alpha > 0.5")), 256);
  const auto both = drawn(model_with(world(joint, "alpha > beta")), 256);
  EXPECT_EQ(alone.at("parameters.alpha"), both.at("parameters.alpha"));
}

const std::string correlations =
    "[[correlations]]\nof = ['parameters.u', 'parameters.n', 'parameters.q']\n"
    "matrix = [[1, 0.8, -0.4], [0.8, 1, 0.1], [-0.4, 0.1, 1]]\n";
const std::string three =
    "n = { normal = [5, 2] }\nq = { beta = [0.5, 2] }\nu = { uniform = [-1, 1] }\n"
    "apart = { uniform = [0, 1] }\n";

// Spearman's, without ties.
double rank_correlation(const std::vector<double>& one, const std::vector<double>& other) {
  const auto ranks = [](const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return values[i] < values[j]; });
    std::vector<double> rank(values.size());
    for (std::size_t place = 0; place < order.size(); ++place) rank[order[place]] = static_cast<double>(place);
    return rank;
  };
  const std::vector<double> a = ranks(one), b = ranks(other);
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  const auto n = static_cast<double>(a.size());
  return 1 - 6 * squares / (n * (n * n - 1));
}

TEST(Correlations, AreThoseAskedForOfRanks) {
  constexpr int trials = 50'000;
  auto values = drawn(model_with(world(three, "n + q + u + apart > 0", correlations)), trials);
  const auto expect = [&](const char* one, const char* other, double rank) {
    // 3 standard errors (Bonett & Wright 2000)
    const double error = (1 - rank * rank) * std::sqrt((1 + rank * rank / 2) / trials);
    EXPECT_NEAR(rank_correlation(values[one], values[other]), rank, 3 * error) << one << " and " << other;
  };
  expect("parameters.u", "parameters.n", 0.8);
  expect("parameters.u", "parameters.q", -0.4);
  expect("parameters.n", "parameters.q", 0.1);
  expect("parameters.u", "parameters.apart", 0);
}

TEST(Correlations, LeaveEachDistributionAsItIs) {
  constexpr int trials = 50'000;
  const Model model = model_with(world(three, "n + q + u + apart > 0", correlations));
  const auto values = drawn(model, trials);
  for (std::size_t input = 0; input < model.inputs.size(); ++input) {
    const std::vector<double>& found = values.at(model.inputs[input].address);
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) {
      const double quantile = draw_value(model.distributions[input], static_cast<std::uint32_t>(p * 0x1p32));
      const auto below = std::count_if(found.begin(), found.end(), [&](double value) { return value < quantile; });
      // 3.5 standard errors
      EXPECT_NEAR(static_cast<double>(below) / trials, p, 3.5 * std::sqrt(p * (1 - p) / trials))
          << model.inputs[input].address;
    }
  }
}

TEST(Correlations, ChangeNoOtherDraw) {
  const auto apart = drawn(model_with(world(three, "n + q + u + apart > 0")), 256);
  const auto together = drawn(model_with(world(three, "n + q + u + apart > 0", correlations)), 256);
  EXPECT_EQ(apart.at("parameters.apart"), together.at("parameters.apart"));
  EXPECT_NE(apart.at("parameters.u"), together.at("parameters.u"));
  // What nothing reads is not compiled, and the others do not notice.
  const auto fewer = drawn(model_with(world(three, "u + apart > 0", correlations)), 256);
  EXPECT_FALSE(fewer.contains("parameters.n"));
  EXPECT_EQ(fewer.at("parameters.u"), together.at("parameters.u"));
}

TEST(Correlations, AreTheSameOnAllLanesAndInAnyOrderOfTheFile) {
  const Model model = model_with(world(three, "n + q + u + apart > 0", correlations));
  const std::string otherwise =
      "[[correlations]]\nof = ['parameters.u', 'parameters.q']\nrank = -0.4\n"
      "[[correlations]]\nof = ['parameters.q', 'parameters.n']\nmatrix = [[1, 0.1], [0.1, 1]]\n"
      "[[correlations]]\nof = ['parameters.u', 'parameters.n']\nrank = 0.8\n";
  EXPECT_EQ(model_with(world(three, "n + q + u + apart > 0", otherwise)).canonical, model.canonical);
  State<double> scalar(model);
  for_each_trial(model, 7, 64, [&](const State<Pack<8>>& state, int l, std::uint64_t trial) {
    start(model, scalar, 7, trial, 1);
    for (std::size_t input = 0; input < model.inputs.size(); ++input)
      EXPECT_EQ(lane(state.inputs[input], l), scalar.inputs[input]);
  });
}

}  // namespace
}  // namespace detente
