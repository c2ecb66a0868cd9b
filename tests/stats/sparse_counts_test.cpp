#include "sim/stats/sparse_counts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace detente {
namespace {

SparseCounts counts_from(std::uint64_t first, std::uint64_t step, std::uint64_t last) {
  SparseCounts counts;
  for (std::uint64_t place = first; place <= last; place += step) counts.push_back({place, place * step + 1});
  return counts;
}

TEST(SparseCounts, AreAddedPlaceByPlace) {
  SparseCounts total;
  merge(total, {{3, 1}, {8, 2}});
  merge(total, {});
  merge(total, {{1, 5}, {8, 4}, {9, 1}});
  EXPECT_EQ(total, (SparseCounts{{1, 5}, {3, 1}, {8, 6}, {9, 1}}));
}

TEST(SparseCounts, AreTheSameInAnyOrderAndOfAnyParts) {
  std::vector<SparseCounts> parts = {
      counts_from(2, 7, 700), counts_from(0, 3, 500), counts_from(400, 1, 410), {}, counts_from(5, 11, 900)};
  std::map<std::uint64_t, std::uint64_t> known;
  for (const SparseCounts& part : parts)
    for (const PlaceCount& each : part) known[each.place] += each.count;
  SparseCounts right;
  for (const auto& [place, count] : known) right.push_back({place, count});
  std::vector<int> order = {0, 1, 2, 3, 4};
  do {
    SparseCounts total, first, last;
    for (const int part : order) merge(total, parts[part]);
    EXPECT_EQ(total, right);
    for (int i = 0; i < 5; ++i) merge(i < 2 ? first : last, parts[order[i]]);
    merge(first, last);
    EXPECT_EQ(first, right);
  } while (std::next_permutation(order.begin(), order.end()));
}

// Digits of sums may be below zero, which is a great count.
TEST(SparseCounts, AreAddedModuloAndLeftOutWhereTheyComeToZero) {
  SparseCounts total = {{4, 1}, {8, 2}};
  merge(total, {{4, ~std::uint64_t{0}}});
  EXPECT_EQ(total, (SparseCounts{{8, 2}}));
}

TEST(SparseCounts, AreFoundByPlace) {
  const SparseCounts counts = {{1, 1}, {3, 2}, {4, 3}, {9, 4}};
  const auto within = [&](std::uint64_t begin, std::uint64_t size) {
    const auto found = counts_within(counts, begin, size);
    return SparseCounts(found.begin(), found.end());
  };
  EXPECT_EQ(within(0, 10), counts);
  EXPECT_EQ(within(3, 2), (SparseCounts{{3, 2}, {4, 3}}));
  EXPECT_EQ(within(5, 4), SparseCounts{});
  EXPECT_EQ(within(9, 100), (SparseCounts{{9, 4}}));
}

}  // namespace
}  // namespace detente
