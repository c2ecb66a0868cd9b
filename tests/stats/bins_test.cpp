#include "sim/stats/bins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace detente {
namespace {

constexpr double least = std::numeric_limits<double>::denorm_min(), most = std::numeric_limits<double>::max();

SparseCounts counts_of(const std::vector<double>& values) {
  SparseCounts counts;
  append_bins(values, 7, counts);
  return counts;
}

double quantile(const std::vector<double>& values, double p) {
  return bin_value(bin_at_quantile(counts_of(values), 7, p));
}

double rounded(double value) { return bin_value(bin_of(value)); }

TEST(Bins, StandForValuesOfAnySizeToSixBinaryDigits) {
  for (const double sign : {-1.0, 1.0})
    for (double size = 1e-307; size < 1e308; size *= 1.03) {
      const double value = sign * size;
      EXPECT_NEAR(rounded(value), value, size / 64) << value;
      EXPECT_EQ(rounded(rounded(value)), rounded(value)) << value;
      EXPECT_EQ(quantile({value}, 0.5), rounded(value)) << value;
    }
  for (const double value : {least, 3 * least, 1e-320, most, -most}) EXPECT_NEAR(rounded(value) / value, 1, 1.0 / 64);
}

TEST(Bins, HaveAPlaceEach) {
  EXPECT_EQ(bin_of(-most), 0);
  EXPECT_EQ(bin_of(most), bin_count - 1);
  EXPECT_EQ(bin_of(-0.0), bin_of(0));
  EXPECT_EQ(bin_of(least), bin_of(0) + 1);
  EXPECT_EQ(bin_of(-least), bin_of(0) - 1);
  for (int bin = 0; bin < bin_count; ++bin) {
    const double value = bin_value(bin);
    if (std::abs(value) < 64 * least) continue;  // numbers have fewer digits there, and some bins none
    ASSERT_EQ(bin_of(value), bin) << value;
  }
}

TEST(Bins, WholeNumbersUpTo64AreExact) {
  for (int value = -64; value <= 64; ++value) EXPECT_EQ(rounded(value), value);
  EXPECT_EQ(rounded(0.5), 0.5);
  EXPECT_EQ(rounded(-0.0), 0);
}

TEST(Bins, AreInTheOrderOfValues) {
  for (double size = 1e-300; size < 1e300; size *= 1.01) {
    EXPECT_LE(bin_of(size), bin_of(size * 1.01));
    EXPECT_GE(bin_of(-size), bin_of(-size * 1.01));
  }
}

TEST(Bins, GiveQuantiles) {
  EXPECT_EQ(quantile({}, 0.5), 0);
  std::vector<double> values;
  for (int value = -9; value <= 10; ++value) values.push_back(value);
  EXPECT_EQ(quantile(values, 0.05), -9);
  EXPECT_EQ(quantile(values, 0.5), 0);
  EXPECT_EQ(quantile(values, 0.95), 9);
  EXPECT_EQ(quantile(values, 1), 10);
}

TEST(Bins, AreCountedFromTheirPlace) {
  const auto place = [](double value) { return static_cast<std::uint64_t>(7 + bin_of(value)); };
  EXPECT_EQ(counts_of({3, -1, 3, 0, 3.01}), (SparseCounts{{place(-1), 1}, {place(0), 1}, {place(3), 3}}));
}

// Every quantile of values of any size and sign, mixed.
TEST(Bins, TellSizesApartWhateverElseThereIs) {
  const std::vector<double> sizes = {0, least, 2 * least, 1e-320, 1e-300, 1e-9, 1, 1.03, 6.4e38, 1e39, 1e300, most};
  for (std::size_t i = 0; i < sizes.size(); ++i)
    for (std::size_t j = 0; j < sizes.size(); ++j)
      for (const double sign : {-1.0, 1.0}) {
        std::vector<double> values(3, sizes[i]);
        values.insert(values.end(), {sign * sizes[j], sign * sizes[j]});
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        for (std::size_t rank = 1; rank <= sorted.size(); ++rank) {
          const double right = sorted[rank - 1], told = quantile(values, (static_cast<double>(rank) - 0.5) / 5);
          EXPECT_LE(std::abs(told - right), std::abs(right) / 64) << right << ", not " << told;
        }
      }
}

}  // namespace
}  // namespace detente
