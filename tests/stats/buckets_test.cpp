#include "sim/stats/buckets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace detente {
namespace {

std::vector<std::uint64_t> counts_of(const std::vector<double>& values) {
  std::vector<std::uint64_t> counts(bucket_count);
  for (const double value : values) count_bucket(value, counts.data());
  return counts;
}

double rounded(double value) { return bucket_value(bucket_of(value)); }

TEST(Buckets, StandForValuesOfAnySizeToSixBinaryDigits) {
  for (const double sign : {-1.0, 1.0})
    for (double size = 1e-307; size < 1e308; size *= 1.03) {
      const double value = sign * size;
      EXPECT_NEAR(rounded(value), value, size / 64) << value;
      EXPECT_EQ(rounded(rounded(value)), rounded(value)) << value;
      EXPECT_EQ(bucket_quantile(counts_of({value}), 0.5), rounded(value)) << value;
    }
  constexpr double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();
  for (const double value : {least, 3 * least, 1e-320, most, -most}) EXPECT_NEAR(rounded(value) / value, 1, 1.0 / 64);
}

TEST(Buckets, WholeNumbersUpTo64AreExact) {
  for (int value = -64; value <= 64; ++value) EXPECT_EQ(rounded(value), value);
  EXPECT_EQ(rounded(0.5), 0.5);
  EXPECT_EQ(rounded(-0.0), 0);
}

TEST(Buckets, AreInTheOrderOfValues) {
  for (double size = 1e-300; size < 1e300; size *= 1.01) {
    EXPECT_LE(rounded(size), rounded(size * 1.01));
    EXPECT_GE(rounded(-size), rounded(-size * 1.01));
  }
}

TEST(Buckets, GiveQuantiles) {
  EXPECT_EQ(bucket_quantile(counts_of({}), 0.5), 0);
  std::vector<double> values;
  for (int value = -9; value <= 10; ++value) values.push_back(value);
  const std::vector<std::uint64_t> counts = counts_of(values);
  EXPECT_EQ(bucket_quantile(counts, 0.05), -9);
  EXPECT_EQ(bucket_quantile(counts, 0.5), 0);
  EXPECT_EQ(bucket_quantile(counts, 0.95), 9);
  EXPECT_EQ(bucket_quantile(counts, 1), 10);
}

TEST(Buckets, TellSizesApartWhateverLiesBetweenThem) {
  const std::vector<std::uint64_t> counts = counts_of({-1e300, -1e-300, 1e-300, 3, 1e300});
  EXPECT_NEAR(bucket_quantile(counts, 0.1) / -1e300, 1, 1.0 / 64);
  EXPECT_NEAR(bucket_quantile(counts, 0.4) / -1e-300, 1, 1.0 / 64);
  EXPECT_NEAR(bucket_quantile(counts, 0.6) / 1e-300, 1, 1.0 / 64);
  EXPECT_EQ(bucket_quantile(counts, 0.8), 3);
  EXPECT_NEAR(bucket_quantile(counts, 1.0) / 1e300, 1, 1.0 / 64);
}

TEST(Buckets, AQuantileIsInItsOctaveWhereValuesShareBuckets) {
  const double far = std::ldexp(1.75, 128);
  for (int small = 1; small <= 9; ++small) {
    std::vector<double> values(10, far);
    std::fill_n(values.begin(), small, 1.25);
    const double low = bucket_quantile(counts_of(values), 0.05), high = bucket_quantile(counts_of(values), 0.95);
    EXPECT_GE(low, 1);
    EXPECT_LT(low, 2);
    EXPECT_GE(high, std::ldexp(1, 128));
    EXPECT_LT(high, std::ldexp(1, 129));
  }
}

}  // namespace
}  // namespace detente
