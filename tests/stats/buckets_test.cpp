#include "sim/stats/buckets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace detente {
namespace {

constexpr double greatest = std::numeric_limits<double>::max();

TEST(Buckets, StandForValuesToSixBinaryDigitsWhateverTheirSize) {
  for (const double sign : {-1.0, 1.0})
    for (double size = 1e-307; size < 1e307; size *= 1.37) {
      const double value = sign * size;
      EXPECT_NEAR(bucket_value(bucket_of(value)), value, size / 64) << value;
    }
  EXPECT_NEAR(bucket_value(bucket_of(greatest)), greatest, greatest / 64);
  EXPECT_EQ(bucket_value(bucket_of(5e-324)), 5e-324);
}

TEST(Buckets, WholeNumbersUpTo64AreExact) {
  for (int value = -64; value <= 64; ++value) EXPECT_EQ(bucket_value(bucket_of(value)), value);
  EXPECT_EQ(bucket_value(bucket_of(0.5)), 0.5);
  EXPECT_EQ(bucket_value(bucket_of(-0.0)), 0);
}

TEST(Buckets, AreInTheOrderOfValues) {
  double before = -greatest;
  for (double size = greatest; size > 1e-320; size /= 1.1) {
    EXPECT_LE(before, bucket_value(bucket_of(-size))) << size;
    before = bucket_value(bucket_of(-size));
  }
  EXPECT_LT(before, 0);
  for (double size = 1e-320; size < 1e308; size *= 1.1) {
    EXPECT_LE(before, bucket_value(bucket_of(size))) << size;
    before = bucket_value(bucket_of(size));
  }
}

TEST(Buckets, GiveQuantiles) {
  std::vector<std::uint64_t> counts(bucket_count);
  EXPECT_EQ(bucket_quantile(counts, 0.5), 0);
  for (int value = -9; value <= 10; ++value) count_bucket(value, counts.data());
  EXPECT_EQ(bucket_quantile(counts, 0.05), -9);
  EXPECT_EQ(bucket_quantile(counts, 0.5), 0);
  EXPECT_EQ(bucket_quantile(counts, 0.95), 9);
  EXPECT_EQ(bucket_quantile(counts, 1), 10);
}

TEST(Buckets, GiveQuantilesOfAnySize) {
  for (const double scale : {-1e300, -1e9, -1e-9, 1e-300, 1e-9, 1.0, 1e9, 1e300}) {
    std::vector<std::uint64_t> counts(bucket_count);
    std::vector<double> values;
    for (int i = 0; i < 1000; ++i) values.push_back(scale * (1 + i / 500.0));
    for (const double value : values) count_bucket(value, counts.data());
    std::sort(values.begin(), values.end());
    for (const int rank : {50, 500, 950}) {
      const double wanted = values[rank - 1];
      EXPECT_NEAR(bucket_quantile(counts, rank / 1000.0), wanted, std::abs(wanted) / 60) << scale << " " << rank;
    }
  }
}

}  // namespace
}  // namespace detente
