// The digest of a result: SHA-256 over format version, canonical scenario, seed, number of trials, and the SHA-256 of
// all blocks' counts and sums as little-endian bytes in block order. The blocks have a hash of their own because their
// number is not known before a stopped run has ended.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/study/tally.h"

namespace detente {

// SHA-256 in hexadecimal digits.
std::string sha256(std::string_view bytes);

class Digest {
 public:
  Digest();
  ~Digest();
  void add(const Block& block);  // in block order
  std::string finish(const std::string& canonical, std::uint64_t seed, std::uint64_t trials);

 private:
  friend std::string sha256(std::string_view bytes);
  struct Hash;
  std::unique_ptr<Hash> blocks_;
};

}  // namespace detente
