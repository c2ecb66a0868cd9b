// What each design promises of its points, whatever the seed.
#include "sim/sweep/unit_cube.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace detente {
namespace {

// Points in each of `parts` equal parts of one dimension.
std::vector<int> counts_along(const std::vector<double>& cube, int dimensions, int dimension, int parts) {
  std::vector<int> counts(parts);
  for (std::size_t at = dimension; at < cube.size(); at += dimensions) ++counts.at(static_cast<int>(cube[at] * parts));
  return counts;
}

TEST(UnitCube, LatinHypercubeHasOnePointInEachPartOfEachDimension) {
  for (const int points : {1, 7, 64}) {
    const std::vector<double> cube = latin_hypercube(points, 5, 3);
    for (int d = 0; d < 5; ++d) EXPECT_EQ(counts_along(cube, 5, d, points), std::vector<int>(points, 1));
  }
}

TEST(UnitCube, SobolHasOnePointInEachPartOfEachDimension) {
  const std::vector<double> cube = scrambled_sobol(256, 20, 9);
  for (int d = 0; d < 20; ++d) EXPECT_EQ(counts_along(cube, 20, d, 256), std::vector<int>(256, 1));
}

// Scrambling keeps the net: the first two dimensions have one point in each rectangle of area 1/64.
TEST(UnitCube, SobolIsANetInItsFirstTwoDimensions) {
  const std::vector<double> cube = scrambled_sobol(64, 2, 5);
  for (int columns = 1; columns <= 64; columns *= 2) {
    const int rows = 64 / columns;
    std::set<std::pair<int, int>> met;
    for (int i = 0; i < 64; ++i)
      met.emplace(static_cast<int>(cube[2 * i] * columns), static_cast<int>(cube[2 * i + 1] * rows));
    EXPECT_EQ(met.size(), 64U) << columns;
  }
}

// The mean of a smooth function over 4,096 points: the error of independent points would be near 3e-3.
TEST(UnitCube, SobolIntegratesBetterThanChance) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<double> cube = scrambled_sobol(4096, 3, seed);
    double sum = 0;
    for (std::size_t i = 0; i < cube.size(); i += 3) sum += 8 * cube[i] * cube[i + 1] * cube[i + 2];
    EXPECT_NEAR(sum / 4096, 1, 1e-3);
  }
}

TEST(UnitCube, EachMorrisTrajectoryMovesEveryDimensionOnceByTwoThirds) {
  constexpr int dimensions = 6, trajectories = 20;
  const std::vector<double> cube = morris_trajectories(trajectories, dimensions, 4);
  ASSERT_EQ(cube.size(), trajectories * (dimensions + 1) * dimensions * 1U);
  std::set<double> levels;
  for (int t = 0; t < trajectories; ++t) {
    std::vector<int> moves(dimensions);
    for (int step = 0; step < dimensions; ++step) {
      const double* from = cube.data() + (t * (dimensions + 1) + step) * dimensions;
      int moved = 0;
      for (int d = 0; d < dimensions; ++d) {
        levels.insert(std::round(3 * from[d]));
        const double change = std::abs(from[dimensions + d] - from[d]);
        if (change == 0) continue;
        EXPECT_NEAR(change, 2.0 / 3, 1e-15);
        ++moved;
        ++moves[d];
      }
      EXPECT_EQ(moved, 1);
    }
    EXPECT_EQ(moves, std::vector<int>(dimensions, 1));
  }
  EXPECT_EQ(levels, (std::set<double>{0, 1, 2, 3}));
}

TEST(UnitCube, TheSeedIsAllThatCounts) {
  EXPECT_EQ(latin_hypercube(30, 4, 7), latin_hypercube(30, 4, 7));
  EXPECT_EQ(scrambled_sobol(30, 4, 7), scrambled_sobol(30, 4, 7));
  EXPECT_EQ(morris_trajectories(9, 4, 7), morris_trajectories(9, 4, 7));
  EXPECT_NE(latin_hypercube(30, 4, 7), latin_hypercube(30, 4, 8));
  EXPECT_NE(scrambled_sobol(30, 4, 7), scrambled_sobol(30, 4, 8));
  EXPECT_NE(morris_trajectories(9, 4, 7), morris_trajectories(9, 4, 8));
}

}  // namespace
}  // namespace detente
