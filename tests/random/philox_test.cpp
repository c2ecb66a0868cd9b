#include "sim/random/philox.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

#if __has_include(<Random123/philox.h>)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <Random123/philox.h>
#pragma GCC diagnostic pop
#define DETENTE_RANDOM123
#endif

namespace detente {
namespace {

// The known answers that Random123 comes with (kat_vectors, philox4x32 10).
TEST(Philox, GivesTheKnownAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (PhiloxCounter{0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8}));
  constexpr std::uint32_t ones = 0xFFFFFFFF;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (PhiloxCounter{0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD}));
  EXPECT_EQ(philox({0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344}, {0xA4093822, 0x299F31D0}),
            (PhiloxCounter{0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1}));
}

#ifdef DETENTE_RANDOM123
TEST(Philox, AgreesWithRandom123) {
  std::uint32_t state = 1;
  const auto next = [&] { return state = state * 1664525 + 1013904223; };
  for (int i = 0; i < 1000; ++i) {
    const PhiloxCounter counter = {next(), next(), next(), next()};
    const PhiloxKey key = {next(), next()};
    const r123::Philox4x32 reference;
    const auto expected = reference({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    const PhiloxCounter found = philox(counter, key);
    for (int word = 0; word < 4; ++word) EXPECT_EQ(found[word], expected[word]);
  }
}
#endif

template <int N>
void expect_lanes_as_scalar() {
  std::uint64_t trials[N];
  for (int l = 0; l < N; ++l) trials[l] = 0xFFFF'0000'0000 + 0x1'0000'0001ULL * l * l;
  std::uint32_t words[4][N];
  draw_blocks<N>(0x0123456789ABCDEF, trials, 513, address_hash("parties.north.ideal"), words);
  for (int l = 0; l < N; ++l) {
    const PhiloxCounter block = draw_block(0x0123456789ABCDEF, trials[l], 513, address_hash("parties.north.ideal"));
    for (int word = 0; word < 4; ++word) EXPECT_EQ(words[word][l], block[word]) << "lane " << l;
  }
}

TEST(Philox, LanesDrawWhatTheScalarDraws) {
  expect_lanes_as_scalar<1>();
  expect_lanes_as_scalar<2>();
  expect_lanes_as_scalar<4>();
  expect_lanes_as_scalar<8>();
  expect_lanes_as_scalar<16>();
}

TEST(Address, IsTrialRoundAndHashInThatOrder) {
  const std::uint64_t hash = 0x8877665544332211;
  EXPECT_EQ(draw_block(0xBBBBBBBBAAAAAAAA, 0x0000'F00D'1234'5678, 0xCAFE, hash),
            philox({0x12345678, 0xCAFEF00D, 0x44332211, 0x88776655}, {0xAAAAAAAA, 0xBBBBBBBB}));
}

TEST(Address, EveryPartOfItCounts) {
  const PhiloxCounter here = draw_block(1, 2, 3, 4);
  EXPECT_NE(here, draw_block(2, 2, 3, 4));
  EXPECT_NE(here, draw_block(1ULL << 63 | 1, 2, 3, 4));
  EXPECT_NE(here, draw_block(1, 3, 3, 4));
  EXPECT_NE(here, draw_block(1, 1ULL << 47 | 2, 3, 4));
  EXPECT_NE(here, draw_block(1, 2, 4, 4));
  EXPECT_NE(here, draw_block(1, 2, 3, 5));
  EXPECT_NE(here, draw_block(1, 2, 3, 1ULL << 63 | 4));
}

TEST(Address, NamesThatDifferALittleHashToOtherValuesInAllBits) {
  static_assert(address_hash("a") != address_hash("b"));
  std::set<std::uint64_t> seen;
  double flipped = 0, pairs = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t hash = address_hash("parties.p" + std::to_string(i) + ".ideal");
    EXPECT_TRUE(seen.insert(hash).second);
    EXPECT_TRUE(seen.insert(hash >> 32).second);
    flipped += __builtin_popcountll(hash ^ address_hash("parties.p" + std::to_string(i + 1) + ".ideal"));
    ++pairs;
  }
  EXPECT_NEAR(flipped / pairs, 32, 4 * 4 / std::sqrt(pairs));  // 4 standard errors, the sd of 64 fair bits being 4
}

// Were the hash another one, every result of the past would change.
TEST(Address, HashesAreForEver) {
  EXPECT_EQ(address_hash(""), 0xEFD01F60BA992926u);
  EXPECT_EQ(address_hash("parties.north.ideal"), 18268170152273277890u);
}

TEST(EventUniform, LiesBetweenZeroAndOneWith52Bits) {
  static_assert(event_uniform(0, 0) == 0x1p-53);
  static_assert(event_uniform(0xFFFFFFFF, 0xFFFFFFFF) == 1 - 0x1p-53);
  static_assert(event_uniform(0x80000000, 0) == 0.5 + 0x1p-53);
  static_assert(event_uniform(0, 0xFFF) == event_uniform(0, 0));
  static_assert(event_uniform(0, 0x1000) > event_uniform(0, 0));
}

TEST(EventUniform, IsUniform) {
  constexpr int n = 100'000;
  double sum = 0, squares = 0;
  for (int trial = 0; trial < n; ++trial) {
    const PhiloxCounter block = draw_block(7, trial, 0, address_hash("luck"));
    const double u = event_uniform(block[0], block[1]);
    sum += u;
    squares += u * u;
  }
  EXPECT_NEAR(sum / n, 0.5, 4 * std::sqrt(1.0 / 12 / n));  // 4 standard errors
  EXPECT_NEAR(squares / n, 1.0 / 3, 4 * std::sqrt(4.0 / 45 / n));
}

}  // namespace
}  // namespace detente
