// Draws that differ in any part of their address have nothing to do with each other.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "sim/random/philox.h"

namespace detente {
namespace {

constexpr std::uint64_t pairs = 100'000;

double uniform(std::uint64_t seed, std::uint64_t trial, int round, std::string_view address, int word = 0) {
  const PhiloxCounter block = draw_block(seed, trial, static_cast<std::uint16_t>(round), address_hash(address));
  return (block[word] + 0.5) * 0x1p-32;
}

using Draw = std::function<double(std::uint64_t)>;

// Four standard errors of the correlation of independent uniform numbers, 1 / sqrt(n), for each of the powers 1 and 2:
// squares would show a dependence that is not a straight line.
void expect_uncorrelated(const char* what, const Draw& first, const Draw& second) {
  for (const int power : {1, 2}) {
    double sum_a = 0, sum_b = 0, squares_a = 0, squares_b = 0, products = 0;
    for (std::uint64_t i = 0; i < pairs; ++i) {
      const double a = std::pow(first(i) - 0.5, power), b = std::pow(second(i) - 0.5, power);
      sum_a += a, sum_b += b, squares_a += a * a, squares_b += b * b, products += a * b;
    }
    const double n = pairs;
    const double correlation =
        (products - sum_a * sum_b / n) / std::sqrt((squares_a - sum_a * sum_a / n) * (squares_b - sum_b * sum_b / n));
    EXPECT_LT(std::abs(correlation), 4 / std::sqrt(n)) << what << ", power " << power;
  }
}

TEST(Independence, OfTheWordsOfABlock) {
  for (int word = 0; word < 4; ++word)
    for (int other = word + 1; other < 4; ++other)
      expect_uncorrelated(
          "words", [=](auto i) { return uniform(1, i, 0, "parties.north", word); },
          [=](auto i) { return uniform(1, i, 0, "parties.north", other); });
}

TEST(Independence, OfNames) {
  expect_uncorrelated(
      "parties", [](auto i) { return uniform(1, i, 0, "parties.north"); },
      [](auto i) { return uniform(1, i, 0, "parties.nortg"); });
  expect_uncorrelated(
      "fields", [](auto i) { return uniform(1, i, 0, "parties.north.positions.aid"); },
      [](auto i) { return uniform(1, i, 0, "parties.north.positions.aid.red-line"); });
}

TEST(Independence, OfRounds) {
  for (const int round : {1, 2, 256, 0xFFFF})
    expect_uncorrelated(
        "rounds", [](auto i) { return uniform(1, i, 0, "shock"); },
        [=](auto i) { return uniform(1, i, round, "shock"); });
}

TEST(Independence, OfTrials) {
  for (const std::uint64_t lag : {1, 8, 1024})
    expect_uncorrelated(
        "trials", [](auto i) { return uniform(1, i, 0, "shock"); },
        [=](auto i) { return uniform(1, i + lag, 0, "shock"); });
  expect_uncorrelated(
      "far trials", [](auto i) { return uniform(1, i, 0, "shock"); },
      [](auto i) { return uniform(1, i | 1ULL << 47, 0, "shock"); });
}

TEST(Independence, OfSeeds) {
  for (const std::uint64_t seed : {2ULL, 1ULL << 32, ~0ULL})
    expect_uncorrelated(
        "seeds", [](auto i) { return uniform(1, i, 0, "shock"); },
        [=](auto i) { return uniform(seed, i, 0, "shock"); });
}

// A trial and a round are apart in the counter: no trial's later round is another trial's earlier one.
TEST(Independence, TrialsAndRoundsDoNotShareCounters) {
  EXPECT_NE(draw_block(1, 1, 0, 9), draw_block(1, 0, 1, 9));
  EXPECT_NE(draw_block(1, 1ULL << 32, 0, 9), draw_block(1, 0, 1, 9));
  EXPECT_NE(draw_block(1, 0xFFFF'FFFF'FFFF, 0, 9), draw_block(1, 0xFFFF'FFFF, 0xFFFF, 9));
}

}  // namespace
}  // namespace detente
