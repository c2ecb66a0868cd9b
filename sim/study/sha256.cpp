// SHA-256 by OpenSSL, which uses what the processor has for it. Where there is no OpenSSL, another file defines the
// same (tests/wasm/sha256.cpp).
#include <openssl/evp.h>

#include <new>

#include "sim/core/check.h"
#include "sim/study/digest.h"

namespace detente {

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

std::string Sha256::finish() {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  check(EVP_DigestFinal_ex(context_->context, bytes, &size) == 1, "SHA-256 ends");
  context_->begin();
  return {bytes, bytes + size};
}

}  // namespace detente
