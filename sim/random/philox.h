// Randomness has addresses: a draw is a function of (seed, trial, round, name), never of what was drawn before.
// Philox4x32-10 of Salmon, Moraes, Dror & Shaw 2011 (SC '11, "Parallel random numbers: as easy as 1, 2, 3"); key =
// seed, counter = trial (48 bits) | round (16) | hash of the address (64). One block of four words serves one address.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace detente {

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

namespace philox_detail {
constexpr std::uint32_t multiplier[2] = {0xD2511F53, 0xCD9E8D57};
constexpr std::uint32_t weyl[2] = {0x9E3779B9, 0xBB67AE85};
constexpr int round_count = 10;
}  // namespace philox_detail

// N counters at once, word by lane: a loop that compilers turn into vector instructions. Never inlined: within a larger
// function g++ makes half of it scalar.
template <int N>
[[gnu::noinline]] void philox_lanes(std::uint32_t counter[4][N], PhiloxKey key) {
  using namespace philox_detail;
  for (int round = 0; round < round_count; ++round) {
    for (int l = 0; l < N; ++l) {
      const std::uint64_t product_0 = std::uint64_t{multiplier[0]} * counter[0][l];
      const std::uint64_t product_1 = std::uint64_t{multiplier[1]} * counter[2][l];
      counter[0][l] = static_cast<std::uint32_t>(product_1 >> 32) ^ counter[1][l] ^ key[0];
      counter[2][l] = static_cast<std::uint32_t>(product_0 >> 32) ^ counter[3][l] ^ key[1];
      counter[1][l] = static_cast<std::uint32_t>(product_1);
      counter[3][l] = static_cast<std::uint32_t>(product_0);
    }
    key[0] += weyl[0];
    key[1] += weyl[1];
  }
}

inline PhiloxCounter philox(const PhiloxCounter& counter, const PhiloxKey& key) {
  std::uint32_t lanes[4][1] = {{counter[0]}, {counter[1]}, {counter[2]}, {counter[3]}};
  philox_lanes<1>(lanes, key);
  return {lanes[0][0], lanes[1][0], lanes[2][0], lanes[3][0]};
}

// FNV-1a with the finaliser of MurmurHash3, so that names that differ in their last letter differ in all bits.
constexpr std::uint64_t address_hash(std::string_view address) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char letter : address) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001B3;
  hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCD;
  hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53;
  return hash ^ hash >> 33;
}

// The four words of an address for N trials, each in a round of its own: words[word][lane]. trial < 2^48.
template <int N>
void draw_blocks(std::uint64_t seed, const std::uint64_t (&trials)[N], const std::uint16_t (&rounds)[N],
                 std::uint64_t hash, std::uint32_t (&words)[4][N]) {
  for (int l = 0; l < N; ++l) {
    words[0][l] = static_cast<std::uint32_t>(trials[l]);
    words[1][l] = static_cast<std::uint32_t>(trials[l] >> 32 & 0xFFFF) | std::uint32_t{rounds[l]} << 16;
    words[2][l] = static_cast<std::uint32_t>(hash);
    words[3][l] = static_cast<std::uint32_t>(hash >> 32);
  }
  philox_lanes<N>(words, {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)});
}

// The same, all in one round.
template <int N>
void draw_blocks(std::uint64_t seed, const std::uint64_t (&trials)[N], std::uint16_t round, std::uint64_t hash,
                 std::uint32_t (&words)[4][N]) {
  std::uint16_t rounds[N];
  for (int l = 0; l < N; ++l) rounds[l] = round;
  draw_blocks<N>(seed, trials, rounds, hash, words);
}

// The same for one trial.
inline PhiloxCounter draw_block(std::uint64_t seed, std::uint64_t trial, std::uint16_t round, std::uint64_t hash) {
  std::uint32_t words[4][1];
  draw_blocks<1>(seed, {trial}, round, hash, words);
  return {words[0][0], words[1][0], words[2][0], words[3][0]};
}

// Uniform on (0, 1) with 52 bits, from two words.
constexpr double event_uniform(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = (std::uint64_t{high} << 32 | low) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

}  // namespace detente
