#include "sim/cli/counts.h"

#include <fmt/format.h>

#include <limits>

namespace detente {

namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Appends a digit; false if the number becomes too large.
bool append(std::uint64_t& number, unsigned digit) {
  if (number > (largest - digit) / 10) return false;
  number = number * 10 + digit;
  return true;
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t number = 0, exponent = 0;
  std::uint64_t decimals = 0;
  bool in_fraction = false, in_exponent = false, after_digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      if (!append(in_exponent ? exponent : number, static_cast<unsigned>(c - '0'))) return std::nullopt;
      if (in_fraction) ++decimals;
      after_digit = true;
      continue;
    }
    if (!after_digit || in_exponent || i + 1 == text.size()) return std::nullopt;
    if (c == 'e' || c == 'E') {
      in_exponent = true;
      in_fraction = false;
    } else if (c == '.' && !in_fraction) {
      in_fraction = true;
    } else if ((c != '_' && c != '\'') || in_fraction) {
      return std::nullopt;
    }
    after_digit = false;
  }
  if (!after_digit || exponent < decimals) return std::nullopt;
  for (std::uint64_t power = decimals; power < exponent && number > 0; ++power)
    if (!append(number, 0)) return std::nullopt;
  return number;
}

std::string check_count(std::string_view text, std::uint64_t low, std::uint64_t high) {
  const std::optional<std::uint64_t> number = parse_count(text);
  if (number && *number >= low && *number <= high) return {};
  const bool whole = number || parse_count(text.substr(text.starts_with('-') ? 1 : 0));
  return fmt::format("\"{}\" is not a whole number from {} to {}{}", text, low, high,
                     whole ? "" : "; write it as 100000, 100_000 or 1e5");
}

}  // namespace detente
