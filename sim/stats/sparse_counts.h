// Counts of which few are not zero: those alone, in order of their places.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace detente {

struct PlaceCount {
  std::uint64_t place = 0, count = 0;
  bool operator==(const PlaceCount&) const = default;
};

using SparseCounts = std::vector<PlaceCount>;  // places rise

// Counts are added modulo 2^64, and those that come to zero are left out, so that the order of what is merged makes no
// difference.
void merge(SparseCounts& total, const SparseCounts& more);

// Those at [begin, begin + size).
std::span<const PlaceCount> counts_within(const SparseCounts& counts, std::uint64_t begin, std::uint64_t size);

}  // namespace detente
