#include "sim/random/monotone_cubic.h"

#include <gtest/gtest.h>
#include <math.h>  // NOLINT(modernize-deprecated-headers): the next header takes isnan() without std::

#include <boost/math/interpolators/pchip.hpp>

namespace detente {
namespace {

TEST(MonotoneCubic, IsBoostsBetweenTheSameEnds) {
  const std::vector<double> x = {0, 0.1, 0.5, 0.9, 1}, y = {0, 20, 40, 75, 100};
  const MonotoneCubic curve(x, y);
  // The slopes of parabolas through the three points at either end, by hand.
  std::vector<double> x_given = x, y_given = y;
  const boost::math::interpolators::pchip<std::vector<double>> oracle(std::move(x_given), std::move(y_given), 230,
                                                                      282.5);
  for (double at = 0; at < 1; at += 0.01) EXPECT_NEAR(curve(at), oracle(at), 1e-12) << at;
  EXPECT_EQ(curve(1), 100);
}

TEST(MonotoneCubic, NeverFallsNorOvershoots) {
  const std::vector<double> x = {0, 0.05, 0.06, 0.5, 0.95, 1}, y = {0, 0, 10, 10, 99, 100};
  const MonotoneCubic curve(x, y);
  double before = 0;
  for (double at = 0; at <= 1; at += 0.001) {
    EXPECT_GE(curve(at), before) << at;
    EXPECT_LE(curve(at), at <= 0.05 ? 0 : at <= 0.5 ? 10 : 100) << at;
    before = curve(at);
  }
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(curve(x[i]), y[i]);
}

TEST(MonotoneCubic, TwoPointsAreALine) {
  const MonotoneCubic line({0, 1}, {3, 5});
  for (const double at : {0.0, 0.25, 0.5, 1.0}) EXPECT_NEAR(line(at), 3 + 2 * at, 1e-15);
}

}  // namespace
}  // namespace detente
