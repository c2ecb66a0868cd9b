#include "sim/bench/against.h"

#include <gtest/gtest.h>

namespace detente {
namespace {

using Records = std::vector<BenchRecord>;

// Ten repeats of about so many nanoseconds, a hundredth up or down.
std::vector<double> about(double ns) {
  std::vector<double> repeats;
  for (int i = 0; i < 10; ++i) repeats.push_back(ns * (0.99 + 0.002 * ((7 * i) % 10 + 0.5)));
  return repeats;
}

BenchRecord record(int threads, int lanes, std::vector<double> ns, std::uint64_t trials = 16384) {
  return {{"2026-11-30", "abc", "0.1.0", "a machine", "a compiler", "avx2"},
          "talks",
          threads,
          lanes,
          trials,
          "digest",
          std::move(ns)};
}

BenchChange only(const Records& here, const Records& there) {
  const BenchComparison comparison = compare(here, there);
  EXPECT_EQ(comparison.changes.size(), 1U);
  return comparison.changes.front();
}

TEST(Against, TheSameIsNoDifference) {
  const BenchChange change = only({record(1, 8, about(100))}, {record(1, 8, about(100))});
  EXPECT_EQ(change.pace, Pace::unclear);
  EXPECT_EQ(change.time.ratio, 1);
  EXPECT_LT(change.time.low, 1);
  EXPECT_GT(change.time.high, 1);
}

TEST(Against, WhatTakesClearlyMoreIsSlowerAndTheOtherWayRoundFaster) {
  const BenchChange slower = only({record(1, 8, about(110))}, {record(1, 8, about(100))});
  EXPECT_EQ(slower.pace, Pace::slower);
  EXPECT_NEAR(slower.time.ratio, 1.1, 1e-6);
  EXPECT_NEAR(slower.ns, 110, 1);
  EXPECT_NEAR(slower.ns_there, 100, 1);
  EXPECT_EQ(only({record(1, 8, about(100))}, {record(1, 8, about(110))}).pace, Pace::faster);
}

TEST(Against, AClearChangeThatIsSmallIsNone) {
  const BenchChange change = only({record(1, 8, about(102.5))}, {record(1, 8, about(100))});
  EXPECT_GT(change.time.low, 1) << "no noise";
  EXPECT_EQ(change.pace, Pace::unclear) << "2.5 %";
}

TEST(Against, ALargeChangeThatMayBeNoiseIsNone) {
  const std::vector<double> restless{90, 100, 110, 120, 130, 140, 150, 95, 105, 135};
  EXPECT_EQ(only({record(1, 8, restless)}, {record(1, 8, about(100))}).pace, Pace::unclear);
}

TEST(Against, OneBusySpellChangesNothing) {
  std::vector<double> disturbed = about(100);
  disturbed[3] = disturbed[7] = 300;
  EXPECT_EQ(only({record(1, 8, disturbed)}, {record(1, 8, about(100))}).pace, Pace::unclear);
}

// Between the largest ratio that is no chance for one row and the smallest that is none for many.
TEST(Against, TheMoreRowsTheMoreItTakes) {
  const auto interval = [](int rows) {
    Records here, there;
    for (int threads = 1; threads <= rows; ++threads) {
      here.push_back(record(threads, 8, about(104)));
      there.push_back(record(threads, 8, about(100)));
    }
    const Ratio time = compare(here, there).changes.front().time;
    return time.high - time.low;
  };
  EXPECT_GT(interval(40), 1.1 * interval(1));
}

TEST(Against, WithTooFewRepeatsNothingIsTold) {
  const BenchChange change = only({record(1, 8, {200, 201, 202})}, {record(1, 8, {100, 101, 102})});
  EXPECT_FALSE(change.time.determined);
  EXPECT_EQ(change.pace, Pace::unclear);
}

TEST(Against, FewerLanesAreHeldAgainstTheBestThereWas) {
  const Records there{record(1, 1, about(300)), record(1, 8, about(100)), record(1, 16, about(90))};
  const BenchComparison one_lane = compare({record(1, 1, about(300))}, there);
  ASSERT_EQ(one_lane.changes.size(), 2U);
  EXPECT_EQ(one_lane.changes[0].pace, Pace::unclear) << "one lane is as fast as it was";
  EXPECT_EQ(one_lane.changes[1].pace, Pace::slower) << "and slower than the sixteen there were to choose from";
  EXPECT_EQ(one_lane.changes[1].lanes, 1);
  EXPECT_EQ(one_lane.changes[1].lanes_there, 16);
  EXPECT_EQ(compare(there, there).changes.size(), 3U) << "the best is the same";
}

TEST(Against, OnlyTheLikeIsCompared) {
  const Records here{record(1, 8, about(100)), record(2, 8, about(100)), record(4, 8, about(100), 1024)};
  const BenchComparison comparison = compare(here, {record(1, 8, about(100)), record(4, 8, about(100))});
  EXPECT_EQ(comparison.changes.size(), 1U);
  EXPECT_EQ(comparison.unmatched, 2U) << "other threads, other trials";
}

TEST(Against, TheLastOfAGrowingFileCounts) {
  const Records there{record(1, 8, about(50)), record(1, 8, about(100))};
  EXPECT_EQ(only({record(1, 8, about(100))}, there).pace, Pace::unclear);
}

TEST(Against, SaysWhatElseIsNotTheSame) {
  BenchRecord other = record(1, 8, about(100));
  other.digest = "another";
  other.origin.machine = "another";
  const BenchComparison comparison = compare({record(1, 8, about(100))}, {other});
  EXPECT_FALSE(comparison.changes.front().same_results);
  EXPECT_TRUE(comparison.other_machine);
  EXPECT_FALSE(comparison.other_build);
}

}  // namespace
}  // namespace detente
