#include "sim/study/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <bit>
#include <new>

#include "sim/core/check.h"

namespace detente {

static_assert(std::endian::native == std::endian::little, "numbers are hashed as they lie in memory");

struct Sha256::Context {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Context() {
    if (!context) throw std::bad_alloc();
    begin();
  }
  ~Context() { EVP_MD_CTX_free(context); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  void begin() { check(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1, "SHA-256 starts"); }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;

void Sha256::add(const void* bytes, std::size_t size) {
  check(EVP_DigestUpdate(context_->context, bytes, size) == 1, "SHA-256 takes bytes");
}

void Sha256::add_number(std::uint64_t number) { add(&number, sizeof number); }

std::string Sha256::finish() {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  check(EVP_DigestFinal_ex(context_->context, bytes, &size) == 1, "SHA-256 ends");
  context_->begin();
  return {bytes, bytes + size};
}

std::string hexadecimal(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes.data(), bytes.size());
  return hexadecimal(hash.finish());
}

void Digest::add(std::string_view stretch_hash) { stretches_.add(stretch_hash.data(), stretch_hash.size()); }

std::string Digest::finish(const std::string& canonical, std::uint64_t seed, std::uint64_t trials) {
  constexpr std::uint64_t format_version = 2;
  Sha256 whole;
  whole.add_number(format_version);
  whole.add_number(canonical.size());
  whole.add(canonical.data(), canonical.size());
  whole.add_number(seed);
  whole.add_number(trials);
  const std::string stretches = stretches_.finish();
  whole.add(stretches.data(), stretches.size());
  return hexadecimal(whole.finish());
}

}  // namespace detente
