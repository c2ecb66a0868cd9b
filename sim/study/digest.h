// The digest of a result: SHA-256 over format version, canonical scenario, seed, number of trials, and the SHA-256 of
// all stretches' hashes in order (sim/study/stretch.h); that of a stretch is the SHA-256 of its blocks' counts, sums,
// maxima and sparse counts, these with their number where there are any, as little-endian bytes in block order.
// Stretches have hashes of their own so that machines which played some each can put the digest together, and the whole
// of them because their number is not known before a stopped run has ended.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace detente {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  void add(const void* bytes, std::size_t size);
  void add_number(std::uint64_t number);
  std::string finish();  // 32 bytes; the next that is added begins another

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string hexadecimal(std::string_view bytes);

// In hexadecimal digits.
std::string sha256(std::string_view bytes);

class Digest {
 public:
  void add(std::string_view stretch_hash);  // in order
  std::string finish(const std::string& canonical, std::uint64_t seed, std::uint64_t trials);

 private:
  Sha256 stretches_;
};

}  // namespace detente
