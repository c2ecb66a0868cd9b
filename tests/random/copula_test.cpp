#include "sim/random/copula.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace detente {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Copula, NormalsAreCorrelatedSoThatTheirRanksAreAsAsked) {
  for (double rank = -1; rank <= 1; rank += 0.01)
    EXPECT_NEAR(normal_correlation(rank), 2 * std::sin(std::numbers::pi * rank / 6), 3e-16) << rank;
  EXPECT_EQ(normal_correlation(0), 0);
}

TEST(Copula, TheFactorTimesItselfIsTheMatrix) {
  const std::vector<double> matrix = {1, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 1};
  const std::vector<double> factor = cholesky(matrix, 3).value();
  ASSERT_EQ(factor.size(), 6U);
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j <= i; ++j) {
      double sum = 0;
      for (int k = 0; k <= j; ++k) sum += factor[i * (i + 1) / 2 + k] * factor[j * (j + 1) / 2 + k];
      EXPECT_NEAR(sum, matrix[i * 3 + j], 1e-15);
    }
}

TEST(Copula, WhatCannotBeIsTracedToTheFewestRows) {
  // The second, third and fifth contradict each other.
  std::vector<double> matrix(25);
  const auto relate = [&](int i, int j, double r) { matrix[i * 5 + j] = matrix[j * 5 + i] = r; };
  for (int i = 0; i < 5; ++i) relate(i, i, 1);
  relate(0, 3, 0.5);
  relate(1, 2, 0.9);
  relate(1, 4, 0.9);
  EXPECT_THAT(indefinite_rows(matrix, 5), ElementsAre(1, 2, 4));  // the third and fifth at 0, too
  relate(2, 4, 0.8);
  EXPECT_THAT(indefinite_rows(matrix, 5), IsEmpty());
  relate(0, 3, 1);
  EXPECT_THAT(indefinite_rows(matrix, 5), ElementsAre(0, 3));
}

}  // namespace
}  // namespace detente
