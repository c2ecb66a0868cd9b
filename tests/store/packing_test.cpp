#include "sim/store/packing.h"

#include <gtest/gtest.h>

#include <limits>

namespace detente {
namespace {

using namespace std::string_literals;

TEST(Packing, GivesCountsBack) {
  const std::vector<std::uint64_t> counts = {0, 1, 127, 128, 16'383, 16'384, std::numeric_limits<std::uint64_t>::max()};
  EXPECT_EQ(unpack_counts(pack(counts), counts.size()), counts);
  EXPECT_EQ(pack(std::vector<std::uint64_t>{1, 300}), "\x01\xAC\x02"s);
}

TEST(Packing, GivesSparseCountsBack) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  for (const SparseCounts& sparse : {SparseCounts{}, {{0, 1}}, {{5, most}, {6, 0}, {300, 2}, {(1ULL << 32) - 1, 1}}}) {
    Block block{0, {7, 300}, {}}, back;
    block.sparse = sparse;
    ASSERT_TRUE(unpack_counts(pack_counts(block), 2, back));
    EXPECT_EQ(back.counts, block.counts);
    EXPECT_EQ(back.sparse, sparse);
  }
  Block block{0, {1}, {}};
  block.sparse = {{2, 3}, {5, 4}};
  EXPECT_EQ(pack_counts(block), "\x01\x02\x03\x02\x04"s);
}

TEST(Packing, TakesNoSparseCountsThatAreNone) {
  Block block;
  EXPECT_FALSE(unpack_counts("\x01\x02", 1, block)) << "a place without a count";
  EXPECT_FALSE(unpack_counts("\x01\x02\x83", 1, block)) << "the count does not end";
  EXPECT_FALSE(unpack_counts("\x01", 2, block));
  EXPECT_FALSE(unpack_counts("\x80\x80\x80\x80\x10\x01"s, 0, block)) << "beyond any layout";
  EXPECT_FALSE(unpack_counts("\xFF\xFF\xFF\xFF\x0F\x01\x01\x01"s, 0, block)) << "the same";
  EXPECT_FALSE(unpack_counts("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x01", 0, block));
  EXPECT_TRUE(unpack_counts("\x01", 1, block));
}

TEST(Packing, GivesSumsAndMaximaBackToTheBit) {
  const Block block{.sums = {0.1, -0.0, std::numeric_limits<double>::denorm_min()}, .maxima = {1e300}};
  const Layout layout{.sum_size = 3, .maximum_size = 1};
  Block back;
  ASSERT_TRUE(unpack_sums(pack_sums(block), layout, back));
  EXPECT_EQ(back.maxima, block.maxima);
  EXPECT_EQ(pack_sums(back), pack_sums(block));
}

TEST(Packing, GivesOutcomesBackInAsFewBitsAsTellThemApart) {
  const TrialOutcomes outcomes = {0, 1, no_outcome, 1, 0};
  const std::string bytes = pack_outcomes(outcomes, 2);
  EXPECT_EQ(bytes, "\x64\x00"s) << "two bits each";
  EXPECT_EQ(unpack_outcomes(bytes, 5, 2), outcomes);
  EXPECT_EQ(pack_outcomes(outcomes, 7).size(), 2U) << "three bits each: eight things to tell apart";
  EXPECT_EQ(pack_outcomes(outcomes, 8).size(), 3U) << "four";
  EXPECT_EQ(unpack_outcomes(pack_outcomes(outcomes, 64), 5, 64), outcomes);
  EXPECT_FALSE(unpack_outcomes(bytes, 4, 2)) << "a trial more than there are";
  EXPECT_FALSE(unpack_outcomes(bytes, 9, 2)) << "fewer";
  EXPECT_FALSE(unpack_outcomes("\x03", 1, 2)) << "there is no such outcome";
  EXPECT_FALSE(unpack_outcomes("\x04", 1, 2)) << "bits that are nobody's";
}

TEST(Packing, TakesNothingButAsManyNumbersAsAsked) {
  EXPECT_FALSE(unpack_counts("\x01\x02", 1));
  EXPECT_FALSE(unpack_counts("\x01", 2));
  EXPECT_FALSE(unpack_counts("\x80", 1)) << "the number does not end";
  EXPECT_FALSE(unpack_counts("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 1)) << "more than 64 bits";
  Block block;
  EXPECT_FALSE(unpack_sums("1234567", Layout{.sum_size = 1}, block));
  EXPECT_FALSE(unpack_sums("12345678", Layout{.sum_size = 1, .maximum_size = 1}, block));
  EXPECT_TRUE(unpack_counts("", 0));
}

}  // namespace
}  // namespace detente
