// Counts and sums as bytes: counts as LEB128 (seven bits a byte, the lowest first, the eighth bit set but in the last
// byte of a number), sums as little-endian doubles.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace detente {

std::string pack(const std::vector<std::uint64_t>& counts);
std::string pack(const std::vector<double>& sums);

// None unless the bytes are exactly `size` numbers.
std::optional<std::vector<std::uint64_t>> unpack_counts(std::string_view bytes, std::size_t size);
std::optional<std::vector<double>> unpack_sums(std::string_view bytes, std::size_t size);

}  // namespace detente
