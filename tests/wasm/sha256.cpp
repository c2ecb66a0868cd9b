// SHA-256 as FIPS 180-4 writes it down, where there is no OpenSSL (sim/study/sha256.cpp).
#include <array>
#include <bit>
#include <cstring>

#include "sim/study/digest.h"

namespace detente {

namespace {

using Words = std::array<std::uint32_t, 64>;

// The first 32 bits of the fractions of the cube roots of the first 64 primes.
constexpr Words round_constants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// Of the square roots of the first eight.
constexpr std::array<std::uint32_t, 8> first_state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

// Bytes stand in the order of big-endian numbers.
template <class Number>
void put(unsigned char* to, Number number) {
  for (std::size_t i = 0; i < sizeof number; ++i)
    to[i] = static_cast<unsigned char>(number >> 8 * (sizeof number - 1 - i));
}

Words schedule(const unsigned char* chunk) {
  Words w;
  for (int i = 0; i < 16; ++i)
    w[i] = static_cast<std::uint32_t>(chunk[4 * i] << 24 | chunk[4 * i + 1] << 16 | chunk[4 * i + 2] << 8 |
                                      chunk[4 * i + 3]);
  for (int i = 16; i < 64; ++i) {
    const std::uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + w[i - 7] +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
  }
  return w;
}

}  // namespace

struct Sha256::Context {
  std::array<std::uint32_t, 8> state = first_state;
  std::array<unsigned char, 64> chunk{};
  std::uint64_t size = 0;  // bytes so far

  void take(unsigned char byte) {
    chunk[size++ % 64] = byte;
    if (size % 64 == 0) compress();
  }
  void compress() {
    const Words w = schedule(chunk.data());
    auto [a, b, c, d, e, f, g, h] = state;
    for (int i = 0; i < 64; ++i) {
      const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                                  round_constants[i] + w[i];
      const std::uint32_t second =
          (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = d + first, d = c, c = b, b = a, a = first + second;
    }
    const std::array<std::uint32_t, 8> after = {a, b, c, d, e, f, g, h};
    for (int i = 0; i < 8; ++i) state[i] += after[i];
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::add(const void* bytes, std::size_t size) {
  for (const unsigned char* byte = static_cast<const unsigned char*>(bytes); size > 0; --size) context_->take(*byte++);
}

std::string Sha256::finish() {
  const std::uint64_t bits = 8 * context_->size;
  context_->take(0x80);
  while (context_->size % 64 != 56) context_->take(0);
  unsigned char length[8];
  put(length, bits);
  add(length, sizeof length);
  unsigned char bytes[32];
  for (int i = 0; i < 8; ++i) put(bytes + 4 * i, context_->state[i]);
  *context_ = {};
  return {bytes, bytes + sizeof bytes};
}

}  // namespace detente
