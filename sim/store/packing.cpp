#include "sim/store/packing.h"

#include <bit>
#include <cstring>

namespace detente {

static_assert(std::endian::native == std::endian::little, "sums are stored as they lie in memory");

namespace {

constexpr std::uint64_t sparse_places_most = std::uint64_t{1} << 32;  // more than any layout has

void append(std::uint64_t number, std::string& bytes) {
  for (; number >= 0x80; number >>= 7) bytes += static_cast<char>((number & 0x7F) | 0x80);
  bytes += static_cast<char>(number);
}

// Takes a number off the front; none where there is no whole one.
std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (int shift = 0; shift <= 63 && !bytes.empty(); shift += 7) {
    const auto bits = static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.front()));
    bytes.remove_prefix(1);
    number |= (bits & 0x7F) << shift;
    if (!(bits & 0x80)) return number;
  }
  return {};
}

std::optional<std::vector<std::uint64_t>> take_numbers(std::string_view& bytes, std::size_t size) {
  if (size > bytes.size()) return {};
  std::vector<std::uint64_t> numbers;
  numbers.reserve(size);
  while (numbers.size() < size) {
    const std::optional<std::uint64_t> number = take_number(bytes);
    if (!number) return {};
    numbers.push_back(*number);
  }
  return numbers;
}

}  // namespace

std::string pack(const std::vector<std::uint64_t>& counts) {
  std::string bytes;
  for (const std::uint64_t count : counts) append(count, bytes);
  return bytes;
}

std::string pack_counts(const Block& block) {
  std::string bytes = pack(block.counts);
  std::uint64_t next = 0;
  for (const PlaceCount& each : block.sparse) {
    append(each.place - next, bytes);
    append(each.count, bytes);
    next = each.place + 1;
  }
  return bytes;
}

std::string pack_outcomes(const TrialOutcomes& outcomes, int outcome_count) {
  const int width = std::bit_width(static_cast<unsigned>(outcome_count));
  std::string bytes((outcomes.size() * width + 7) / 8, '\0');
  std::size_t bit = 0;
  for (const std::uint8_t outcome : outcomes) {
    const int code = outcome == no_outcome ? outcome_count : outcome;
    for (int i = 0; i < width; ++i, ++bit) bytes[bit / 8] |= static_cast<char>((code >> i & 1) << bit % 8);
  }
  return bytes;
}

std::string pack_sums(const Block& block) {
  std::string bytes;
  for (const std::vector<double>* numbers : {&block.sums, &block.maxima})
    bytes.append(reinterpret_cast<const char*>(numbers->data()), numbers->size() * sizeof(double));
  return bytes;
}

std::optional<std::vector<std::uint64_t>> unpack_counts(std::string_view bytes, std::size_t size) {
  auto counts = take_numbers(bytes, size);
  return bytes.empty() ? counts : std::nullopt;
}

bool unpack_counts(std::string_view bytes, std::size_t size, Block& block) {
  auto counts = take_numbers(bytes, size);
  if (!counts) return false;
  block.counts = std::move(*counts);
  for (std::uint64_t next = 0; !bytes.empty();) {
    const std::optional<std::uint64_t> between = take_number(bytes), count = take_number(bytes);
    if (!between || !count || *between >= sparse_places_most - next) return false;
    block.sparse.push_back({next + *between, *count});
    next = block.sparse.back().place + 1;
  }
  return true;
}

bool unpack_sums(std::string_view bytes, const Layout& layout, Block& block) {
  block.sums.resize(static_cast<std::size_t>(layout.sum_size));
  block.maxima.resize(static_cast<std::size_t>(layout.maximum_size));
  const std::size_t size = block.sums.size() * sizeof(double);
  if (bytes.size() != size + block.maxima.size() * sizeof(double)) return false;
  if (!block.sums.empty()) std::memcpy(block.sums.data(), bytes.data(), size);
  if (!block.maxima.empty()) std::memcpy(block.maxima.data(), bytes.data() + size, bytes.size() - size);
  return true;
}

std::optional<TrialOutcomes> unpack_outcomes(std::string_view bytes, std::uint64_t trials, int outcome_count) {
  const int width = std::bit_width(static_cast<unsigned>(outcome_count));
  if (bytes.size() != (trials * width + 7) / 8) return {};
  TrialOutcomes outcomes(trials);
  std::size_t bit = 0;
  for (std::uint8_t& outcome : outcomes) {
    int code = 0;
    for (int i = 0; i < width; ++i, ++bit) code |= (bytes[bit / 8] >> bit % 8 & 1) << i;
    if (code > outcome_count) return {};
    outcome = code == outcome_count ? no_outcome : static_cast<std::uint8_t>(code);
  }
  for (; bit < 8 * bytes.size(); ++bit)
    if (bytes[bit / 8] >> bit % 8 & 1) return {};
  return outcomes;
}

}  // namespace detente
