#include "sim/stats/buckets.h"

#include <array>

namespace detente {

namespace {

// By one group of binary digits after the other, the lowest first: a fifth of the time of std::sort.
void sort(std::vector<std::uint32_t>& buckets) {
  constexpr int group = 9;
  static_assert(bucket_count <= 1 << 2 * group);
  std::vector<std::uint32_t> sorted(buckets.size());
  for (int shift = 0; shift < 2 * group; shift += group) {
    const auto digits = [&](std::uint32_t bucket) { return bucket >> shift & ((1U << group) - 1); };
    std::array<std::uint32_t, (1U << group) + 1> begin = {};
    for (const std::uint32_t bucket : buckets) ++begin[digits(bucket) + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    for (const std::uint32_t bucket : buckets) sorted[begin[digits(bucket)]++] = bucket;
    buckets.swap(sorted);
  }
}

}  // namespace

void append_buckets(std::span<const double> values, std::uint64_t begin, SparseCounts& counts) {
  std::vector<std::uint32_t> buckets;
  buckets.reserve(values.size());
  for (const double value : values) buckets.push_back(static_cast<std::uint32_t>(bucket_of(value)));
  sort(buckets);
  for (std::size_t i = 0; i < buckets.size(); ++i) {
    if (i == 0 || buckets[i] != buckets[i - 1]) counts.push_back({begin + buckets[i], 0});
    ++counts.back().count;
  }
}

}  // namespace detente
