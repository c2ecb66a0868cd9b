#include "sim/stats/sparse_counts.h"

#include <algorithm>

namespace detente {

namespace {

bool lies_before(const PlaceCount& one, const PlaceCount& other) { return one.place < other.place; }

}  // namespace

void merge(SparseCounts& total, const SparseCounts& more) {
  const auto known = static_cast<std::ptrdiff_t>(total.size());
  auto at = std::ptrdiff_t{0};
  for (const PlaceCount& each : more) {
    while (at < known && lies_before(total[at], each)) ++at;
    if (at < known && total[at].place == each.place)
      total[at].count += each.count;
    else
      total.push_back(each);
  }
  std::inplace_merge(total.begin(), total.begin() + known, total.end(), lies_before);
  std::erase_if(total, [](const PlaceCount& each) { return each.count == 0; });
}

std::span<const PlaceCount> counts_within(const SparseCounts& counts, std::uint64_t begin, std::uint64_t size) {
  const auto first = std::lower_bound(counts.begin(), counts.end(), PlaceCount{begin, 0}, lies_before);
  return {first, std::lower_bound(first, counts.end(), PlaceCount{begin + size, 0}, lies_before)};
}

}  // namespace detente
