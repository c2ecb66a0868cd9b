#include "sim/study/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <bit>
#include <new>

#include "sim/core/check.h"

namespace detente {

static_assert(std::endian::native == std::endian::little, "blocks are hashed as they lie in memory");

struct Digest::Hash {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Hash() {
    if (!context) throw std::bad_alloc();
    check(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1, "SHA-256 starts");
  }
  ~Hash() { EVP_MD_CTX_free(context); }
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;
  void add(const void* bytes, std::size_t size) {
    check(EVP_DigestUpdate(context, bytes, size) == 1, "SHA-256 takes bytes");
  }
  void add_number(std::uint64_t number) { add(&number, sizeof number); }
  std::string finish() {  // 32 bytes
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    check(EVP_DigestFinal_ex(context, bytes, &size) == 1, "SHA-256 ends");
    return {bytes, bytes + size};
  }
};

namespace {

std::string hexadecimal(const std::string& bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  Digest::Hash hash;
  hash.add(bytes.data(), bytes.size());
  return hexadecimal(hash.finish());
}

Digest::Digest() : blocks_(std::make_unique<Hash>()) {}
Digest::~Digest() = default;

void Digest::add(const Block& block) {
  blocks_->add(block.counts.data(), block.counts.size() * sizeof block.counts[0]);
  blocks_->add(block.sums.data(), block.sums.size() * sizeof block.sums[0]);
}

std::string Digest::finish(const std::string& canonical, std::uint64_t seed, std::uint64_t trials) {
  constexpr std::uint64_t format_version = 1;
  Hash whole;
  whole.add_number(format_version);
  whole.add_number(canonical.size());
  whole.add(canonical.data(), canonical.size());
  whole.add_number(seed);
  whole.add_number(trials);
  const std::string blocks = blocks_->finish();
  whole.add(blocks.data(), blocks.size());
  return hexadecimal(whole.finish());
}

}  // namespace detente
