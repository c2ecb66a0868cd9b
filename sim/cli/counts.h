// Whole numbers on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace detente {

// Digits, with single '_' or apostrophes between them ("100_000"), or in powers of ten ("1e6", "2.5e6"). Anything else,
// signs included, is no count.
std::optional<std::uint64_t> parse_count(std::string_view text);

// An error message, empty if `text` is a count from `low` to `high`.
std::string check_count(std::string_view text, std::uint64_t low, std::uint64_t high);

}  // namespace detente
