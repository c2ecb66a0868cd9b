#include "sim/math/quantile.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace detente {
namespace {

TEST(NormalQuantile, AgreesWithBoost) {
  const boost::math::normal normal;
  for (double p = 0x1p-33; p < 0.5; p *= 1.01) {
    const double exact = boost::math::quantile(normal, p);
    EXPECT_NEAR(normal_quantile(p), exact, 2e-15 * std::max(1.0, std::abs(exact))) << p;
    EXPECT_NEAR(normal_quantile(1 - p), boost::math::quantile(normal, 1 - p), 1e-13) << p;
  }
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-15);
}

TEST(NormalProbability, AgreesWithBoost) {
  const boost::math::normal normal;
  for (double x = 0; x < 7; x += 0.01) {
    const double tail = boost::math::cdf(normal, -x);
    EXPECT_NEAR(normal_probability(-x), tail, std::min(1e-15, 1e-6 * tail)) << x;
    EXPECT_NEAR(normal_probability(x), 1 - tail, 1e-15) << x;
  }
  for (double x = 7; x < 36; x += 0.5) {
    const double tail = boost::math::cdf(normal, -x);
    EXPECT_NEAR(normal_probability(-x), tail, 1e-5 * tail) << x;
  }
  EXPECT_EQ(normal_probability(-40), 0);
  EXPECT_EQ(normal_probability(40), 1);
}

TEST(NormalProbability, TakesTheQuantileBack) {
  for (double p = 0x1p-33; p < 0.5; p *= 1.03)
    EXPECT_NEAR(normal_probability(normal_quantile(p)), p, std::min(1e-15, 1e-6 * p)) << p;
}

TEST(BetaQuantile, BothTailsMeetInTheMiddle) {
  for (double a = 0.05; a <= 1e4; a *= 1.7)
    for (double b = 0.05; b <= 1e4; b *= 1.7) {
      BetaQuantile quantile(a, b);
      const double low = quantile.lower(0.5);
      EXPECT_NEAR(quantile.upper(0.5), low, 1e-12) << a << ", " << b;
    }
}

TEST(BetaQuantile, AgreesWithBoostInBothTails) {
  for (const auto& [a, b] : {std::pair(1.0, 1.0),
                             {2.0, 5.0},
                             {0.5, 0.5},
                             {2.2, 3.8},
                             {1.0, 5.0},
                             {5.0, 1.0},
                             {0.05, 0.05},
                             {0.05, 10.0},
                             {30.0, 0.2},
                             {300.0, 700.0},
                             {1e4, 1e4},
                             {1.0, 1e4},
                             {1e4, 0.05}}) {
    BetaQuantile quantile(a, b);
    const boost::math::beta_distribution<> beta(a, b);
    for (double p = 0x1p-33; p <= 0.5; p *= 1.25) {
      const double low = boost::math::quantile(beta, p), high = boost::math::quantile(complement(beta, p));
      EXPECT_NEAR(quantile.lower(p), low, 1e-9 * low + 1e-300) << a << ", " << b << " at " << p;
      EXPECT_NEAR(quantile.upper(p), high, 1e-9) << a << ", " << b << " at " << p;
    }
  }
}

}  // namespace
}  // namespace detente
