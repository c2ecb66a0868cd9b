#include "sim/math/lanes.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>

namespace detente {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::array<double, 16> awkward = {0.0,    -0.0,  1.0,      -1.0,      0.1, -2.5, 1e300, -1e300,
                                            5e-324, 1e-20, infinity, -infinity, nan, 0.3,  7.0,   -0.7};

// The same bits; which NaN is the processor's affair.
void expect_same(double a, double b) {
  if (std::isnan(a))
    EXPECT_TRUE(std::isnan(b));
  else
    EXPECT_EQ(std::bit_cast<std::uint64_t>(a), std::bit_cast<std::uint64_t>(b)) << a << " against " << b;
}

template <class Real>
class Lanes : public testing::Test {};
using Types = testing::Types<double, Pack<2>, Pack<4>, Pack<8>, Pack<16>>;
TYPED_TEST_SUITE(Lanes, Types);

// Calls check(a, b, a of every lane, b of every lane) so that every pair of awkward numbers meets in some lane.
template <class Real, class Check>
void for_awkward_pairs(Check check) {
  constexpr int n = lane_count<Real>;
  for (std::size_t i = 0; i < awkward.size(); ++i)
    for (std::size_t j = 0; j < awkward.size(); ++j) {
      double a[n], b[n];
      for (int l = 0; l < n; ++l) {
        a[l] = awkward[(i + l) % awkward.size()];
        b[l] = awkward[(j + 3 * l) % awkward.size()];
      }
      check(load<Real>(a), load<Real>(b), a, b);
    }
}

TYPED_TEST(Lanes, ArithmeticHasTheScalarsBits) {
  using Real = TypeParam;
  for_awkward_pairs<Real>([](const Real& a, const Real& b, const double* x, const double* y) {
    Real sum = a, difference = a, product = a, ratio = a;
    sum += b, difference -= b, product *= b, ratio /= b;
    for (int l = 0; l < lane_count<Real>; ++l) {
      expect_same(lane(a + b, l), x[l] + y[l]);
      expect_same(lane(a - b, l), x[l] - y[l]);
      expect_same(lane(a * b, l), x[l] * y[l]);
      expect_same(lane(a / b, l), x[l] / y[l]);
      expect_same(lane(-a, l), -x[l]);
      expect_same(lane(2.0 * a - 1.0, l), 2.0 * x[l] - 1.0);
      expect_same(lane(sum, l), x[l] + y[l]);
      expect_same(lane(difference, l), x[l] - y[l]);
      expect_same(lane(product, l), x[l] * y[l]);
      expect_same(lane(ratio, l), x[l] / y[l]);
    }
  });
}

TYPED_TEST(Lanes, SelectionsHaveTheScalarsBits) {
  using Real = TypeParam;
  for_awkward_pairs<Real>([](const Real& a, const Real& b, const double* x, const double* y) {
    for (int l = 0; l < lane_count<Real>; ++l) {
      expect_same(lane(min(a, b), l), x[l] < y[l] ? x[l] : y[l]);
      expect_same(lane(max(a, b), l), x[l] > y[l] ? x[l] : y[l]);
      expect_same(lane(select(a < b, a, b), l), x[l] < y[l] ? x[l] : y[l]);
      expect_same(lane(abs(a), l), abs(x[l]));
    }
  });
}

TYPED_TEST(Lanes, ComparisonsHoldLaneByLane) {
  using Real = TypeParam;
  for_awkward_pairs<Real>([](const Real& a, const Real& b, const double* x, const double* y) {
    for (int l = 0; l < lane_count<Real>; ++l) {
      const auto set = [l](const Mask<Real>& mask) { return (bits(mask) >> l & 1U) != 0; };
      EXPECT_EQ(set(a < b), x[l] < y[l]);
      EXPECT_EQ(set(a <= b), x[l] <= y[l]);
      EXPECT_EQ(set(a > b), x[l] > y[l]);
      EXPECT_EQ(set(a >= b), x[l] >= y[l]);
      EXPECT_EQ(set(a == b), x[l] == y[l]);
      EXPECT_EQ(set(a != b), x[l] != y[l]);
    }
  });
}

TYPED_TEST(Lanes, MasksFollowTheirBits) {
  using Real = TypeParam;
  constexpr unsigned full = (1U << lane_count<Real>)-1;
  for (unsigned i = 0; i <= full; i += full > 255 ? 77 : 1)
    for (const unsigned j : {0U, 0x5555U & full, 0x8001U & full, full}) {
      const Mask<Real> a = mask_from_bits<Real>(i), b = mask_from_bits<Real>(j);
      EXPECT_EQ(bits(a), i);
      EXPECT_EQ(any(a), i != 0);
      EXPECT_EQ(all(a), i == full);
      EXPECT_EQ(bits(!a), ~i & full);
      EXPECT_EQ(bits(a & b), i & j);
      EXPECT_EQ(bits(a | b), i | j);
      EXPECT_EQ(bits(a ^ b), i ^ j);
      EXPECT_EQ(bits(select(a, b, !b)), ((i & j) | (~i & ~j)) & full);
      Mask<Real> both = a, either = a, one = a;
      both &= b, either |= b, one ^= b;
      EXPECT_EQ(bits(both), i & j);
      EXPECT_EQ(bits(either), i | j);
      EXPECT_EQ(bits(one), i ^ j);
    }
}

TYPED_TEST(Lanes, AnyAndAllSeeEveryLane) {
  using Real = TypeParam;
  for (int l = 0; l < lane_count<Real>; ++l) {
    EXPECT_TRUE(any(mask_from_bits<Real>(1U << l)));
    EXPECT_FALSE(all(!mask_from_bits<Real>(1U << l)));
  }
}

TYPED_TEST(Lanes, LanesAreReadAndWrittenOneByOne) {
  using Real = TypeParam;
  constexpr int n = lane_count<Real>;
  Real x(5.0);
  for (int l = 0; l < n; ++l) EXPECT_EQ(lane(x, l), 5.0);
  for (int l = 0; l < n; ++l) set_lane(x, l, l);
  double out[n];
  store(out, x);
  for (int l = 0; l < n; ++l) EXPECT_EQ(out[l], l);
}

TYPED_TEST(Lanes, ABroadcastKeepsTheSignOfZero) {
  for (const double x : awkward) expect_same(lane(TypeParam(x), lane_count<TypeParam> - 1), x);
}

TYPED_TEST(Lanes, FloorIsExactBelow2To51) {
  for (const double x : {0.0, 0.5, 1.0, 1.5, 2.5, 0.9999999999999999, 1e-300, 3.0000000000000004, 1e15 + 0.5,
                         0x1p51 - 0.5, 0x1p51 - 1, 4503599627.5})
    for (const double y : {x, -x}) EXPECT_EQ(lane(floor(TypeParam(y)), 0), std::floor(y)) << y;
}

}  // namespace
}  // namespace detente
