#include "sim/random/distribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace detente {
namespace {

using testing::HasSubstr;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string cause(Family family, std::vector<double> parameters) { return validate({family, std::move(parameters)}); }

TEST(Distribution, WhatMakesSensePasses) {
  EXPECT_EQ(cause(Family::exact, {46}), "");
  EXPECT_EQ(cause(Family::uniform, {-1, 1}), "");
  EXPECT_EQ(cause(Family::uniform, {1, 1}), "");
  EXPECT_EQ(cause(Family::triangular, {0, 0, 1}), "");
  EXPECT_EQ(cause(Family::pert, {0, 30, 100}), "");
  EXPECT_EQ(cause(Family::pert, {2, 2, 2}), "");
  EXPECT_EQ(cause(Family::normal, {0, 0}), "");
  EXPECT_EQ(cause(Family::lognormal, {-1, 2}), "");
  EXPECT_EQ(cause(Family::beta, {0.5, 3}), "");
  EXPECT_EQ(validate({.family = Family::choice, .values = {1, 2}, .weights = {0, 3}}), "");
  EXPECT_EQ(validate({.family = Family::samples, .values = {3, 1, 2}}), "");
}

TEST(Distribution, ParametersOutOfOrderAreRefused) {
  EXPECT_THAT(cause(Family::uniform, {1, 0}), HasSubstr("wrong order"));
  EXPECT_THAT(cause(Family::pert, {0, 2, 1}), HasSubstr("low <= mode <= high is needed"));
  EXPECT_THAT(cause(Family::triangular, {1, 0, 2}), HasSubstr("low <= mode <= high is needed"));
  EXPECT_THAT(validate({.parameters = {1}, .min = 2, .max = 1}), HasSubstr("min = 2 lies above max = 1"));
}

TEST(Distribution, ImpossibleSpreadsAreRefused) {
  EXPECT_THAT(cause(Family::normal, {0, -1}), HasSubstr("negative"));
  EXPECT_THAT(cause(Family::lognormal, {0, -1}), HasSubstr("negative"));
  EXPECT_THAT(cause(Family::lognormal, {601, 1}), HasSubstr("those of the logarithm"));
  EXPECT_THAT(cause(Family::beta, {0, 1}), HasSubstr("above 0"));
  EXPECT_THAT(cause(Family::beta, {1, 0.01}), HasSubstr("between 0.05 and 10000"));
}

TEST(Distribution, WrongNumbersOfParametersAreRefused) {
  EXPECT_EQ(cause(Family::exact, {}), "it takes 1 numbers, not 0");
  EXPECT_EQ(cause(Family::normal, {1, 2, 3}), "it takes 2 numbers, not 3");
  EXPECT_EQ(cause(Family::pert, {1, 2}), "it takes 3 numbers, not 2");
}

TEST(Distribution, WhatIsNotFiniteIsRefused) {
  for (const double bad : {infinity, -infinity, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_NE(cause(Family::exact, {bad}), "");
    EXPECT_NE(cause(Family::pert, {0, 1, bad}), "");
    EXPECT_NE(validate({.family = Family::samples, .values = {1, bad}}), "");
    EXPECT_NE(validate({.family = Family::choice, .values = {1, 2}, .weights = {1, bad}}), "");
  }
  EXPECT_NE(validate({.parameters = {1}, .min = std::numeric_limits<double>::quiet_NaN()}), "");
}

// Finite themselves, but not their spread: draws would be infinite or NaN.
TEST(Distribution, SpreadsThatOverflowAreRefused) {
  EXPECT_NE(cause(Family::uniform, {-1.5e308, 1.5e308}), "");
  EXPECT_NE(cause(Family::pert, {-1.5e308, 0, 1.5e308}), "");
  EXPECT_NE(cause(Family::normal, {0, 1e308}), "");
  EXPECT_NE(validate({.family = Family::choice, .values = {1, 2}, .weights = {1.5e308, 1.5e308}}), "");
}

TEST(Distribution, ChoicesNeedOneWeightEachAndOneAboveZero) {
  EXPECT_THAT(validate({.family = Family::choice}), HasSubstr("no values"));
  EXPECT_THAT(validate({.family = Family::choice, .values = {1, 2}, .weights = {1}}), HasSubstr("one weight"));
  EXPECT_THAT(validate({.family = Family::choice, .values = {1, 2}, .weights = {1, -1}}), HasSubstr("negative"));
  EXPECT_THAT(validate({.family = Family::choice, .values = {1, 2}, .weights = {0, 0}}), HasSubstr("above 0"));
  EXPECT_THAT(validate({.family = Family::samples, .values = std::vector<double>(sample_count_max + 1)}),
              HasSubstr("more than 100000 values"));
}

TEST(Distribution, CentreIsWhatItIsStatedBy) {
  EXPECT_EQ(centre({Family::exact, {46}}), 46);
  EXPECT_EQ(centre({Family::uniform, {1, 2}}), 1.5);
  EXPECT_EQ(centre({Family::pert, {0, 30, 100}}), 30);
  EXPECT_EQ(centre({Family::normal, {3, 1}}), 3);
  EXPECT_EQ(centre({Family::lognormal, {0, 1}}), 1);
  EXPECT_EQ(centre({Family::beta, {1, 3}}), 0.25);
  EXPECT_EQ(centre({.family = Family::choice, .values = {0, 10}, .weights = {3, 1}}), 2.5);
  EXPECT_EQ(centre({.family = Family::choice, .values = {0, 1e-300}, .weights = {3e-300, 1e-300}}), 2.5e-301);
  EXPECT_EQ(centre({.family = Family::samples, .values = {1, 2, 6}}), 3);
  EXPECT_EQ(centre({.family = Family::samples, .values = {1e308, 1e308, 1.6e308, 0}}), 0.9e308);
  EXPECT_EQ(centre({.family = Family::normal, .parameters = {3, 1}, .max = 2}), 2);
}

}  // namespace
}  // namespace detente
