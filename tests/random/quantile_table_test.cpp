#include "sim/random/quantile_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <cmath>
#include <functional>
#include <utility>

#include "sim/random/philox.h"

namespace detente {
namespace {

constexpr double words_total = 0x1p32;

double probability(std::uint32_t word) { return (word + 0.5) / words_total; }

CompiledDistribution compiled(const Distribution& distribution) {
  EXPECT_EQ(validate(distribution), "");
  return TableSet().add(distribution);
}

// First and last word of each cell in which the table is linear, from both ends of the range.
std::vector<std::pair<std::uint32_t, std::uint32_t>> cells() {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
  for (std::uint64_t begin = 0, width = 1; begin < 1ULL << 31; begin += width) {
    if (begin >= 64 && std::has_single_bit(begin)) width *= 2;
    found.emplace_back(begin, begin + width - 1);
    found.emplace_back(~static_cast<std::uint32_t>(begin + width - 1), ~static_cast<std::uint32_t>(begin));
  }
  return found;
}

// Mean and standard deviation over all 2^32 words: exact sums, as draws are linear in each cell.
std::pair<double, double> moments(const CompiledDistribution& distribution) {
  double mean = 0, square = 0;
  for (const auto& [first, last] : cells()) {
    const double weight = (last - first + 1.0) / words_total;
    const double a = draw_value(distribution, first), b = draw_value(distribution, last);
    mean += weight * 0.5 * (a + b);
    const double count = last - first + 1.0;
    square +=
        weight * (0.25 * (a + b) * (a + b) + (count > 1 ? (b - a) * (b - a) / 12 * (count + 1) / (count - 1) : 0));
  }
  return {mean, std::sqrt(square - mean * mean)};
}

struct Case {
  Distribution distribution;
  std::function<double(double)> quantile;
  double mean, sd;
};

// A case of which `oracle`, moved and stretched, is the exact distribution.
template <class Oracle>
Case exactly(Distribution distribution, const Oracle& oracle, double offset = 0, double scale = 1) {
  return {std::move(distribution), [=](double p) { return offset + scale * boost::math::quantile(oracle, p); },
          offset + scale * boost::math::mean(oracle), scale * boost::math::standard_deviation(oracle)};
}

Case pert(double low, double mode, double high) {
  const double place = (mode - low) / (high - low);
  return exactly({Family::pert, {low, mode, high}},
                 boost::math::beta_distribution<>(1 + 4 * place, 1 + 4 * (1 - place)), low, high - low);
}

std::vector<Case> cases() {
  std::vector<Case> all = {pert(0, 30, 100), pert(0, 0, 1), pert(-5, 2, 2), pert(0.2, 0.21, 0.9)};
  all.push_back(exactly({Family::uniform, {-2, 5}}, boost::math::uniform_distribution<>(-2, 5)));
  all.push_back(exactly({Family::normal, {46, 7}}, boost::math::normal(46, 7)));
  for (const double mode : {0.0, 0.3, 1.0})
    all.push_back(exactly({Family::triangular, {-1, -1 + 3 * mode, 2}}, boost::math::triangular(0, mode, 1), -1, 3));
  for (const double sd : {0.1, 0.5, 1.0})
    all.push_back(exactly({Family::lognormal, {1, sd}}, boost::math::lognormal(1, sd)));
  for (const auto& [a, b] :
       {std::pair(2.0, 5.0), {0.5, 0.5}, {1.0, 1.0}, {0.05, 0.05}, {0.05, 10.0}, {30.0, 0.2}, {1e4, 1e4}, {1.0, 1e4}})
    all.push_back(exactly({Family::beta, {a, b}}, boost::math::beta_distribution<>(a, b)));
  return all;
}

std::string name(const Case& c) {
  return "family " + std::to_string(static_cast<int>(c.distribution.family)) +
         testing::PrintToString(c.distribution.parameters);
}

TEST(QuantileTable, QuantilesAreWithinAFiftiethOfTheStandardDeviation) {
  double worst = 0;
  for (const Case& c : cases()) {
    const CompiledDistribution table = compiled(c.distribution);
    for (double p = 0.001; p <= 0.999; p += 0.000499) {
      const auto word = static_cast<std::uint32_t>(p * words_total);
      const double error = std::abs(draw_value(table, word) - c.quantile(probability(word))) / c.sd;
      EXPECT_LE(error, 0.02) << name(c) << " at " << p;
      worst = std::max(worst, error);
    }
  }
  RecordProperty("worst of all, in sd", std::to_string(worst));
}

TEST(QuantileTable, MeansAreWithinATenThousandthOfTheStandardDeviation) {
  double worst = 0;
  for (const Case& c : cases()) {
    const auto [mean, sd] = moments(compiled(c.distribution));
    EXPECT_NEAR(mean, c.mean, 1e-4 * c.sd) << name(c);
    EXPECT_NEAR(sd, c.sd, 1e-3 * c.sd) << name(c);
    worst = std::max(worst, std::abs(mean - c.mean) / c.sd);
  }
  RecordProperty("worst of all, in sd", std::to_string(worst));
}

TEST(QuantileTable, PertHasItsKnownMeanAndStandardDeviation) {
  const auto [mean, sd] = moments(compiled({Family::pert, {0, 30, 100}}));
  EXPECT_NEAR(mean, 36.6667, 1e-4);
  EXPECT_NEAR(sd, 18.2139, 1e-3);
}

TEST(QuantileTable, DrawsGrowWithTheirWord) {
  for (const Case& c : cases()) {
    const CompiledDistribution table = compiled(c.distribution);
    std::vector<std::uint32_t> words = {0,   1,   31,         32,         63,         64,        65,
                                        127, 128, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF};
    for (const auto& [first, last] : cells()) {
      words.push_back(first);
      words.push_back(last);
    }
    std::sort(words.begin(), words.end());
    double below = draw_value(table, 0);
    for (const std::uint32_t word : words) {
      const double value = draw_value(table, word);
      EXPECT_GE(value, below) << name(c) << " at " << word;
      below = value;
    }
  }
}

template <class Real>
void expect_lanes_as_scalar(const CompiledDistribution& table) {
  constexpr int n = lane_count<Real>;
  for (int trial = 0; trial < 2000; ++trial) {
    std::uint32_t words[n];
    // Every octave in turn, from either end.
    for (int l = 0; l < n; ++l)
      words[l] = draw_block(1, trial, 0, l)[0] >> (trial % 32) ^ (trial & 32 ? 0xFFFFFFFF : 0);
    const Real values = draw_values<Real>(table, words);
    for (int l = 0; l < n; ++l) EXPECT_EQ(lane(values, l), draw_value(table, words[l]));
  }
}

TEST(QuantileTable, LanesDrawWhatTheScalarDraws) {
  std::vector<Distribution> all;
  for (const Case& c : cases()) all.push_back(c.distribution);
  all.push_back({.parameters = {3}});
  all.push_back({.family = Family::normal, .parameters = {0, 2}, .min = -1, .max = 3});
  all.push_back({.family = Family::choice, .values = {2, 1, 3}, .weights = {1, 2, 3}});
  for (const Distribution& distribution : all) {
    const CompiledDistribution table = compiled(distribution);
    expect_lanes_as_scalar<double>(table);
    expect_lanes_as_scalar<Pack<4>>(table);
    expect_lanes_as_scalar<Pack<8>>(table);
    expect_lanes_as_scalar<Pack<16>>(table);
  }
}

TEST(QuantileTable, WhatHasNoSpreadIsExact) {
  for (const Distribution& distribution :
       {Distribution{Family::exact, {5}}, Distribution{Family::uniform, {5, 5}}, Distribution{Family::pert, {5, 5, 5}},
        Distribution{Family::triangular, {5, 5, 5}}, Distribution{Family::normal, {5, 0}}})
    for (const std::uint32_t word : {0U, 0x12345678U, 0xFFFFFFFFU})
      EXPECT_EQ(draw_value(compiled(distribution), word), 5);
}

TEST(QuantileTable, ValuesBeyondTheBoundsAreSetToThem) {
  const CompiledDistribution cut = compiled({.family = Family::normal, .parameters = {0, 2}, .min = -1, .max = 3});
  EXPECT_EQ(draw_value(cut, 0), -1);
  EXPECT_EQ(draw_value(cut, 0xFFFFFFFF), 3);
  EXPECT_EQ(draw_value(compiled({.parameters = {7}, .max = 3}), 1), 3);
  const CompiledDistribution free = compiled({Family::normal, {0, 2}});
  EXPECT_EQ(draw_value(cut, 0x90000000), draw_value(free, 0x90000000));
}

// What lies beyond the bounds is rejected: the quantile function between them, over all of 0..1.
template <class Oracle>
void expect_restricted(Distribution distribution, const Oracle& oracle, double min, double max) {
  distribution.min = min;
  distribution.max = max;
  distribution.rejects = true;
  const CompiledDistribution table = compiled(distribution);
  using boost::math::complement;
  // By the tail in which the bounds lie, which alone is exact.
  const bool above = boost::math::cdf(oracle, min) > 0.5;
  const auto share = [&](double value) {
    return above ? boost::math::cdf(complement(oracle, value)) : boost::math::cdf(oracle, value);
  };
  const auto exact = [&](double p) {
    const double at = share(min) + p * (share(max) - share(min));
    return above ? boost::math::quantile(complement(oracle, at)) : boost::math::quantile(oracle, at);
  };
  const double sd = (exact(0.84) - exact(0.16)) / 2;
  double before = min;
  for (double p = 0.001; p <= 0.999; p += 0.000499) {
    const auto word = static_cast<std::uint32_t>(p * words_total);
    const double value = draw_value(table, word);
    EXPECT_NEAR(value, exact(probability(word)), 0.02 * sd) << "between " << min << " and " << max << " at " << p;
    EXPECT_GE(value, before);
    before = value;
  }
  EXPECT_GE(draw_value(table, 0), min);
  EXPECT_LE(draw_value(table, 0xFFFFFFFF), max);
  EXPECT_LE(draw_value(table, 0x7FFFFFFF), draw_value(table, 0x80000000));
}

TEST(QuantileTable, WhatIsRejectedLeavesTheShapeOfTheRest) {
  const boost::math::normal normal(46, 7);
  for (const auto& [min, max] : {std::pair{40.0, 60.0}, {0.0, 46.0}, {46.0, 100.0}, {20.0, 30.0}, {67.0, 100.0}})
    expect_restricted({Family::normal, {46, 7}}, normal, min, max);
  expect_restricted({Family::lognormal, {1, 0.5}}, boost::math::lognormal(1, 0.5), 0.5, 3);
  expect_restricted({Family::beta, {2, 5}}, boost::math::beta_distribution<>(2, 5), 0.2, 0.9);
  expect_restricted({Family::beta, {0.5, 0.5}}, boost::math::beta_distribution<>(0.5, 0.5), 0.3, 0.999);
  expect_restricted({Family::triangular, {0, 3, 10}}, boost::math::triangular(0, 3, 10), 2, 9);
  expect_restricted({Family::uniform, {-2, 5}}, boost::math::uniform_distribution<>(-2, 5), 0, 1);
}

TEST(QuantileTable, WithoutAnythingBeyondRejectionChangesNothing) {
  const Distribution free{Family::pert, {0, 30, 100}};
  Distribution rejects = free;
  rejects.min = -5;
  rejects.max = 100;
  rejects.rejects = true;
  for (std::uint64_t word = 0; word < 1ULL << 32; word += 0x1234567)
    EXPECT_NEAR(draw_value(compiled(rejects), static_cast<std::uint32_t>(word)),
                draw_value(compiled(free), static_cast<std::uint32_t>(word)), 1e-10);
}

TEST(QuantileTable, ChoicesAndSamplesAreRejectedOneByOne) {
  const CompiledDistribution chosen = compiled({.family = Family::choice,
                                                .min = 15,
                                                .max = 30,
                                                .values = {30, 10, 20, 40},
                                                .weights = {1, 2, 3, 5},
                                                .rejects = true});
  EXPECT_EQ(draw_value(chosen, 0), 20);
  EXPECT_EQ(draw_value(chosen, 0xBFFFFFFF), 20);
  EXPECT_EQ(draw_value(chosen, 0xC0000000), 30);
  EXPECT_EQ(
      draw_value(compiled({.family = Family::samples, .max = 1, .values = {3, 1, 2}, .rejects = true}), 0xFFFFFFFF), 1);
}

TEST(QuantileTable, QuantilesAreMetAndRiseSmoothlyBetween) {
  const Distribution told{.family = Family::quantiles, .values = {5, 20, 40, 75, 90}, .weights = {0, 0.1, 0.5, 0.9, 1}};
  const CompiledDistribution table = compiled(told);
  for (std::size_t i = 1; i + 1 < told.values.size(); ++i)
    EXPECT_NEAR(draw_value(table, static_cast<std::uint32_t>(told.weights[i] * words_total)), told.values[i], 0.02);
  EXPECT_NEAR(draw_value(table, 0), 5, 1e-6);
  EXPECT_NEAR(draw_value(table, 0xFFFFFFFF), 90, 1e-6);
  double before = 0;
  for (std::uint64_t word = 0; word < 1ULL << 32; word += 0x123456) {
    const double value = draw_value(table, static_cast<std::uint32_t>(word));
    EXPECT_GE(value, before);
    before = value;
  }
  EXPECT_EQ(centre(told), 40);
  EXPECT_EQ(draw_value(compiled({.family = Family::quantiles, .values = {3, 3}, .weights = {0, 1}}), 7), 3);
  Distribution half = told;
  half.min = 40;
  half.rejects = true;
  EXPECT_NEAR(draw_value(compiled(half), 0x40000000), draw_value(table, 0xA0000000), 0.1);
}

TEST(QuantileTable, ChoicesComeAsOftenAsTheirWeights) {
  const CompiledDistribution table =
      compiled({.family = Family::choice, .values = {30, 10, 20, 40}, .weights = {1, 2, 5, 0}});
  EXPECT_EQ(draw_value(table, 0), 10);
  EXPECT_EQ(draw_value(table, 0x3FFFFFFF), 10);
  EXPECT_EQ(draw_value(table, 0x40000000), 20);
  EXPECT_EQ(draw_value(table, 0xDFFFFFFF), 20);
  EXPECT_EQ(draw_value(table, 0xE0000000), 30);
  EXPECT_EQ(draw_value(table, 0xFFFFFFFF), 30);
}

TEST(QuantileTable, SamplesAreDrawnAlike) {
  Distribution distribution{.family = Family::samples};
  constexpr int count = 100'000;
  for (int i = 0; i < count; ++i) distribution.values.push_back((i * 7919) % count);
  const CompiledDistribution table = compiled(distribution);
  for (int i = 0; i < count; ++i)
    EXPECT_EQ(draw_value(table, static_cast<std::uint32_t>((i + 0.5) / count * words_total)), i);
}

TEST(TableSet, WhatDiffersOnlyInPlaceAndWidthSharesATable) {
  TableSet set;
  set.add({Family::pert, {0, 25, 100}});
  set.add({Family::pert, {4, 5, 8}});
  set.add({Family::normal, {0, 1}});
  set.add({Family::normal, {100, 15}});
  set.add({Family::lognormal, {0, 1}});
  set.add({Family::lognormal, {3, 1}});
  set.add({Family::uniform, {0, 1}});
  set.add({Family::uniform, {5, 9}});
  EXPECT_EQ(set.size(), 4);
  set.add({Family::triangular, {0, 25, 100}});
  set.add({Family::pert, {0, 26, 100}});
  set.add({Family::lognormal, {0, 2}});
  EXPECT_EQ(set.size(), 7);
  set.add({.parameters = {3}});
  EXPECT_EQ(set.size(), 7);
}

TEST(TableSet, ItsDistributionsOutliveIt) {
  CompiledDistribution drawn;
  double before = 0;
  {
    TableSet set;
    drawn = set.add({Family::pert, {0, 30, 100}});
    before = draw_value(drawn, 12345);
    const TableSet moved = std::move(set);
    EXPECT_EQ(draw_value(drawn, 12345), before);
  }
  EXPECT_EQ(draw_value(drawn, 12345), before);
}

// Written down once: other compilers and machines must find the same.
TEST(QuantileTable, BitsAreTheSameEverywhere) {
  std::uint64_t hash = 0;
  for (const Case& c : cases()) {
    const CompiledDistribution table = compiled(c.distribution);
    for (const auto& [first, last] : cells())
      for (const std::uint32_t word : {first, last})
        hash = (hash ^ std::bit_cast<std::uint64_t>(draw_value(table, word))) * 0x9E3779B97F4A7C15;
  }
  EXPECT_EQ(hash, 6944013559667975217u);
}

}  // namespace
}  // namespace detente
