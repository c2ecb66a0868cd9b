// Every operation on every lane of random numbers, bit for bit as for one: doubles of any size, denormals, infinities,
// NaN and zeros of either sign among them.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "sim/math/lanes.h"
#include "tests/support/random_text.h"

namespace detente {
namespace {

constexpr int round_count = 4000;

// One in four a special number, one in four any 64 bits, one in four a denormal or its neighbour, else an ordinary one.
double any_double(Dice& dice) {
  constexpr double specials[] = {0.0,
                                 -0.0,
                                 1.0,
                                 -1.0,
                                 std::numeric_limits<double>::infinity(),
                                 -std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN(),
                                 std::numeric_limits<double>::denorm_min(),
                                 std::numeric_limits<double>::min(),
                                 std::numeric_limits<double>::max(),
                                 std::numeric_limits<double>::lowest()};
  switch (dice.below(4)) {
    case 0:
      return specials[dice.below(std::size(specials))];
    case 1:
      return std::bit_cast<double>(dice.next());
    case 2:
      return std::bit_cast<double>(dice.next() & 0x801F'FFFF'FFFF'FFFF);
    default:
      return (dice.unit() - 0.5) * 200;
  }
}

// The same bits; which NaN is the processor's affair.
bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

// Random operands, a number for each lane, and what is expected of operations on them.
template <class Real>
struct Operands {
  static constexpr int n = lane_count<Real>;

  void draw() {
    for (int l = 0; l < n; ++l) {
      x[l] = any_double(dice);
      y[l] = dice.below(4) ? any_double(dice) : x[l];  // equal ones would else be rare
      z[l] = any_double(dice);
    }
    a = load<Real>(x), b = load<Real>(y), c = load<Real>(z);
  }
  template <class Scalar>
  void expect_numbers(const char* what, const Real& found, Scalar scalar) {
    for (int l = 0; l < n; ++l)
      EXPECT_TRUE(same(lane(found, l), scalar(x[l], y[l]))) << what << " of " << x[l] << " and " << y[l];
  }
  template <class Scalar>
  void expect_flags(const char* what, const Mask<Real>& found, Scalar scalar) {
    unsigned expected = 0;
    for (int l = 0; l < n; ++l) expected |= static_cast<unsigned>(scalar(x[l], y[l])) << l;
    EXPECT_EQ(bits(found), expected) << what;
    EXPECT_EQ(any(found), expected != 0) << what;
    EXPECT_EQ(all(found), expected == (1U << n) - 1) << what;
    EXPECT_EQ(bits(mask_from_bits<Real>(expected)), expected) << what;
  }

  Dice dice{1};
  double x[n], y[n], z[n];
  Real a, b, c;
};

template <class Real>
class RandomLanes : public testing::Test {};
using Types = testing::Types<double, Pack<2>, Pack<4>, Pack<8>, Pack<16>>;
TYPED_TEST_SUITE(RandomLanes, Types);

TYPED_TEST(RandomLanes, NumbersAreTheScalars) {
  Operands<TypeParam> o;
  for (int round = 0; round < round_count; ++round) {
    o.draw();
    const auto &a = o.a, &b = o.b;
    o.expect_numbers("a + b", a + b, [](double x, double y) { return x + y; });
    o.expect_numbers("a - b", a - b, [](double x, double y) { return x - y; });
    o.expect_numbers("a * b", a * b, [](double x, double y) { return x * y; });
    o.expect_numbers("a / b", a / b, [](double x, double y) { return x / y; });
    o.expect_numbers("a * b + a", a * b + a, [](double x, double y) { return x * y + x; });
    o.expect_numbers("-a", -a, [](double x, double) { return -x; });
    o.expect_numbers("a + 3", a + 3.0, [](double x, double) { return x + 3.0; });
    o.expect_numbers("3 / b", 3.0 / b, [](double, double y) { return 3.0 / y; });
    o.expect_numbers("min", min(a, b), [](double x, double y) { return min(x, y); });
    o.expect_numbers("max", max(a, b), [](double x, double y) { return max(x, y); });
    o.expect_numbers("abs", abs(a), [](double x, double) { return abs(x); });
    o.expect_numbers("floor", floor(a), [](double x, double) { return floor(x); });
    if (TestFixture::HasFailure()) return;
  }
}

TYPED_TEST(RandomLanes, ComparisonsAreTheScalars) {
  Operands<TypeParam> o;
  for (int round = 0; round < round_count; ++round) {
    o.draw();
    const auto &a = o.a, &b = o.b, &c = o.c;
    o.expect_flags("a < b", a < b, [](double x, double y) { return x < y; });
    o.expect_flags("a <= b", a <= b, [](double x, double y) { return x <= y; });
    o.expect_flags("a > b", a > b, [](double x, double y) { return x > y; });
    o.expect_flags("a >= b", a >= b, [](double x, double y) { return x >= y; });
    o.expect_flags("a == b", a == b, [](double x, double y) { return x == y; });
    o.expect_flags("a != b", a != b, [](double x, double y) { return x != y; });
    o.expect_flags("not", !(a < b), [](double x, double y) { return !(x < y); });
    o.expect_flags("and", (a <= b) & (a >= b), [](double x, double y) { return x <= y && x >= y; });
    o.expect_flags("or", (a < b) | (a > b), [](double x, double y) { return x < y || x > y; });
    o.expect_flags("xor", (a < 0.0) ^ (0.0 < b), [](double x, double y) { return (x < 0) != (0 < y); });
    o.expect_numbers("select", select(a < b, a - b, b), [](double x, double y) { return x < y ? x - y : y; });
    const auto chosen = select(a < b, a, c);
    for (int l = 0; l < lane_count<TypeParam>; ++l)
      EXPECT_TRUE(same(lane(chosen, l), o.x[l] < o.y[l] ? o.x[l] : o.z[l]));
    if (TestFixture::HasFailure()) return;
  }
}

TYPED_TEST(RandomLanes, WhatIsStoredOrSetComesBack) {
  constexpr int n = lane_count<TypeParam>;
  Operands<TypeParam> o;
  for (int round = 0; round < round_count; ++round) {
    o.draw();
    double out[n];
    store(out, o.a);
    for (int l = 0; l < n; ++l) EXPECT_EQ(std::bit_cast<std::uint64_t>(out[l]), std::bit_cast<std::uint64_t>(o.x[l]));
    const int changed = o.dice.below(n);
    set_lane(o.a, changed, o.y[changed]);
    for (int l = 0; l < n; ++l) EXPECT_TRUE(same(lane(o.a, l), l == changed ? o.y[l] : o.x[l]));
  }
}

TYPED_TEST(RandomLanes, FloorIsTheLibrarysBelow2To51) {
  Operands<TypeParam> o;
  for (int round = 0; round < round_count; ++round) {
    const double value = std::ldexp(o.dice.unit() - 0.5, o.dice.between(-10, 52));
    EXPECT_EQ(lane(floor(TypeParam(value)), lane_count<TypeParam> - 1), std::floor(value)) << value;
  }
}

}  // namespace
}  // namespace detente
