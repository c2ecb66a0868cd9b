#include "sim/stats/buckets.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace detente {
namespace {

TEST(Buckets, StandForValuesToSixBinaryDigits) {
  for (const double sign : {-1.0, 1.0})
    for (double size = 0.001; size < 4e6; size *= 1.003) {
      const double value = sign * size;
      EXPECT_NEAR(bucket_value(bucket_of(value)), value, size / 64) << value;
    }
}

TEST(Buckets, WholeNumbersUpTo64AreExact) {
  for (int value = -64; value <= 64; ++value) EXPECT_EQ(bucket_value(bucket_of(value)), value);
  EXPECT_EQ(bucket_value(bucket_of(0.5)), 0.5);
  EXPECT_EQ(bucket_of(-0.0), bucket_of(0.0));
}

TEST(Buckets, AreInTheOrderOfValues) {
  int before = bucket_of(-1e300);
  EXPECT_EQ(before, 0);
  for (int bucket = 1; bucket < bucket_count; ++bucket) {
    EXPECT_LT(bucket_value(bucket - 1), bucket_value(bucket));
    EXPECT_EQ(bucket_of(bucket_value(bucket)), bucket);
  }
  EXPECT_EQ(bucket_of(1e300), bucket_count - 1);
  EXPECT_EQ(bucket_of(1e-12), bucket_of(0));
}

TEST(Buckets, GiveQuantiles) {
  std::vector<std::uint64_t> counts(bucket_count);
  EXPECT_EQ(bucket_quantile(counts, 0.5), 0);
  for (int value = -9; value <= 10; ++value) ++counts[bucket_of(value)];
  EXPECT_EQ(bucket_quantile(counts, 0.05), -9);
  EXPECT_EQ(bucket_quantile(counts, 0.5), 0);
  EXPECT_EQ(bucket_quantile(counts, 0.95), 9);
  EXPECT_EQ(bucket_quantile(counts, 1), 10);
}

}  // namespace
}  // namespace detente
