// The C library's functions in long double are the oracle: 64 bits of mantissa, so that their own error counts for
// little.
#include "sim/math/elementary.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace detente {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Points spread evenly, off any grid of powers of two.
template <class Visit>
void for_points(double low, double high, int count, Visit visit) {
  for (int i = 0; i < count; ++i) visit(low + (high - low) * std::fmod(0.5 + i * 0.6180339887498949, 1.0));
}

double ulps(double found, long double exact) {
  const double rounded = static_cast<double>(exact);
  const double ulp = std::nextafter(std::abs(rounded), infinity) - std::abs(rounded);
  return static_cast<double>(std::abs(found - exact) / ulp);
}

TEST(Elementary, ExpIsWithinOneUlp) {
  double worst = 0;
  const auto measure = [&](double x) { worst = std::max(worst, ulps(exp(x), std::exp(static_cast<long double>(x)))); };
  for_points(-707.9, 709.7, 200'000, measure);
  for_points(-1, 1, 200'000, measure);
  EXPECT_LT(worst, 1.0);
  RecordProperty("ulps", std::to_string(worst));
}

TEST(Elementary, LogIsWithinOneUlp) {
  double worst = 0;
  const auto measure = [&](double x) { worst = std::max(worst, ulps(log(x), std::log(static_cast<long double>(x)))); };
  for_points(0, 2, 200'000, measure);
  for_points(0.99, 1.01, 100'000, measure);
  for_points(-1074, 1024, 100'000, [&](double e) { measure(std::exp2(e)); });
  EXPECT_LT(worst, 1.0);
  RecordProperty("ulps", std::to_string(worst));
}

TEST(Elementary, PowLosesNoMoreThanItsLogarithmIsLarge) {
  double worst_near = 0, worst = 0;
  for_points(0, 1, 500, [&](double x) {
    for_points(0.1, 20, 500, [&](double y) {
      const long double exact = std::pow(static_cast<long double>(x), static_cast<long double>(y));
      const double error = static_cast<double>(std::abs(pow(x, y) - exact) / exact);
      worst = std::max(worst, error);
      if (exact > 0.01L) worst_near = std::max(worst_near, error);
    });
  });
  for_points(-300, 0, 200'000, [&](double y) {
    if (y < -290) return;
    const long double exact = std::pow(10.0L, static_cast<long double>(y));
    worst = std::max(worst, static_cast<double>(std::abs(pow(10.0, y) - exact) / exact));
  });
  EXPECT_LT(worst_near, 1.5e-15);
  EXPECT_LT(worst, 2e-13);
  RecordProperty("relative error", std::to_string(worst * 1e15) + "e-15, of results above 0.01 " +
                                       std::to_string(worst_near * 1e15) + "e-15");
}

TEST(Elementary, KnownPointsAreExact) {
  EXPECT_EQ(exp(0.0), 1.0);
  EXPECT_EQ(exp(-0.0), 1.0);
  EXPECT_EQ(log(1.0), 0.0);
  for (const double y : {0.0, 0.1, 1.0, 20.0, -3.0, 1e300}) EXPECT_EQ(pow(1.0, y), 1.0) << y;
  for (const double x : {0.0, 0.3, 1.0, 1e300}) EXPECT_EQ(pow(x, 0.0), 1.0) << x;
  for (const double y : {0.1, 1.0, 20.0}) EXPECT_EQ(pow(0.0, y), 0.0) << y;
}

TEST(Elementary, BeyondTheirRangeTheySaturate) {
  EXPECT_EQ(exp(-708.1), 0.0);
  EXPECT_EQ(exp(-1e300), 0.0);
  EXPECT_EQ(exp(-infinity), 0.0);
  EXPECT_EQ(exp(709.79), infinity);
  EXPECT_EQ(exp(infinity), infinity);
  EXPECT_GT(exp(-708.0), 0.0);
  EXPECT_LT(exp(709.78), infinity);
  EXPECT_EQ(log(0.0), -infinity);
  EXPECT_EQ(log(-0.0), -infinity);
  EXPECT_EQ(log(infinity), infinity);
  EXPECT_EQ(pow(0.0, -1.0), infinity);
}

TEST(Elementary, WhatHasNoValueIsNaN) {
  EXPECT_TRUE(std::isnan(exp(nan)));
  EXPECT_TRUE(std::isnan(log(nan)));
  EXPECT_TRUE(std::isnan(log(-1.0)));
  EXPECT_TRUE(std::isnan(log(-infinity)));
  EXPECT_TRUE(std::isnan(pow(-0.5, 2.0)));
  EXPECT_TRUE(std::isnan(pow(nan, 2.0)));
  EXPECT_TRUE(std::isnan(pow(0.5, nan)));
}

TEST(Elementary, ExpAndLogNeverTurnBack) {
  double above = exp(-2.0);
  for (int i = 1; i <= 40'000; ++i) {
    const double value = exp(-2.0 + i * 1e-4);
    EXPECT_GE(value, above);
    above = value;
  }
  above = log(0.5);
  for (int i = 1; i <= 40'000; ++i) {
    const double value = log(0.5 + i * 1e-4);
    EXPECT_GE(value, above);
    above = value;
  }
}

template <class Real>
class ElementaryLanes : public testing::Test {};
using Types = testing::Types<Pack<2>, Pack<4>, Pack<8>, Pack<16>>;
TYPED_TEST_SUITE(ElementaryLanes, Types);

TYPED_TEST(ElementaryLanes, HaveTheScalarsBits) {
  using Real = TypeParam;
  constexpr int n = lane_count<Real>;
  std::uint64_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    double x[n], y[n];
    for (int l = 0; l < n; ++l) {
      state = state * 6364136223846793005 + 1442695040888963407;
      // Any double at all, one in two; else one of an ordinary size.
      x[l] =
          state >> 63 ? std::bit_cast<double>(state * 0x9E3779B97F4A7C15) : static_cast<double>(state >> 32) * 0x1p-30;
      y[l] = static_cast<double>(state >> 20 & 0xFFFF) * 0x1p-11 - 10;
    }
    const auto expect_same = [&](const Real& found, auto scalar) {
      for (int l = 0; l < n; ++l) {
        const double expected = scalar(x[l], y[l]);
        if (std::isnan(expected))
          EXPECT_TRUE(std::isnan(lane(found, l))) << x[l];
        else
          EXPECT_EQ(std::bit_cast<std::uint64_t>(lane(found, l)), std::bit_cast<std::uint64_t>(expected)) << x[l];
      }
    };
    expect_same(exp(load<Real>(x)), [](double a, double) { return exp(a); });
    expect_same(log(load<Real>(x)), [](double a, double) { return log(a); });
    expect_same(pow(load<Real>(x), load<Real>(y)), [](double a, double b) { return pow(a, b); });
  }
}

// Written down once: other compilers and machines must find the same.
TEST(Elementary, BitsAreTheSameEverywhere) {
  std::uint64_t hash = 0;
  for (int i = -2000; i <= 2000; ++i)
    for (const double value :
         {exp(i * 0.35), log(std::abs(i) * 0.37), pow(std::abs(i) * 0x1p-11, 0.1 + std::abs(i) * 0.01)})
      hash = (hash ^ std::bit_cast<std::uint64_t>(value)) * 0x9E3779B97F4A7C15;
  EXPECT_EQ(hash, 10691761732514296764u);
}

}  // namespace
}  // namespace detente
