#include "sim/study/digest.h"

#include <fmt/format.h>

#include <bit>

namespace detente {

static_assert(std::endian::native == std::endian::little, "numbers are hashed as they lie in memory");

void Sha256::add_number(std::uint64_t number) { add(&number, sizeof number); }

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
