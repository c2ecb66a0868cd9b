// Counts and sums as bytes: counts as LEB128 (seven bits a byte, the lowest first, the eighth bit set but in the last
// byte of a number), sums and then maxima as little-endian doubles. Sparse counts follow those of their block: of each,
// how many places there are between it and the one before, and its count. Outcomes of trials: the first in the lowest
// bits, each in as many bits as tell all outcomes and one more, which is that of a trial that failed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/study/tally.h"

namespace detente {

std::string pack(const std::vector<std::uint64_t>& counts);
std::string pack_counts(const Block& block);
std::string pack_sums(const Block& block);
std::string pack_outcomes(const TrialOutcomes& outcomes, int outcome_count);

// None unless the bytes are exactly `size` numbers.
std::optional<std::vector<std::uint64_t>> unpack_counts(std::string_view bytes, std::size_t size);
// The counts of a block, `size` of them and any that are sparse; false unless the bytes are that.
bool unpack_counts(std::string_view bytes, std::size_t size, Block& block);
// Likewise its sums and maxima.
bool unpack_sums(std::string_view bytes, const Layout& layout, Block& block);
std::optional<TrialOutcomes> unpack_outcomes(std::string_view bytes, std::uint64_t trials, int outcome_count);

}  // namespace detente
