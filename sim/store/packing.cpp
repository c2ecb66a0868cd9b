#include "sim/store/packing.h"

#include <bit>
#include <cstring>

namespace detente {

static_assert(std::endian::native == std::endian::little, "sums are stored as they lie in memory");

std::string pack(const std::vector<std::uint64_t>& counts) {
  std::string bytes;
  for (std::uint64_t count : counts) {
    for (; count >= 0x80; count >>= 7) bytes += static_cast<char>((count & 0x7F) | 0x80);
    bytes += static_cast<char>(count);
  }
  return bytes;
}

std::string pack(const std::vector<double>& sums) {
  std::string bytes(sums.size() * sizeof(double), '\0');
  if (!sums.empty()) std::memcpy(bytes.data(), sums.data(), bytes.size());
  return bytes;
}

std::optional<std::vector<std::uint64_t>> unpack_counts(std::string_view bytes, std::size_t size) {
  std::vector<std::uint64_t> counts;
  std::uint64_t count = 0;
  int shift = 0;
  for (const char byte : bytes) {
    const auto bits = static_cast<std::uint64_t>(static_cast<unsigned char>(byte));
    if (shift > 63 || counts.size() == size) return {};
    count |= (bits & 0x7F) << shift;
    shift += 7;
    if (bits & 0x80) continue;
    counts.push_back(count);
    count = 0;
    shift = 0;
  }
  if (shift != 0 || counts.size() != size) return {};
  return counts;
}

std::optional<std::vector<double>> unpack_sums(std::string_view bytes, std::size_t size) {
  if (bytes.size() != size * sizeof(double)) return {};
  std::vector<double> sums(size);
  if (size > 0) std::memcpy(sums.data(), bytes.data(), bytes.size());
  return sums;
}

}  // namespace detente
