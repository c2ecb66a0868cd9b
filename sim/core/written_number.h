// The finite number that a text is: with a point, nothing around it.
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace detente {

inline std::optional<double> written_number(std::string_view text) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = !text.empty() && error == std::errc() && rest == text.data() + text.size() && std::isfinite(value);
  return whole ? std::optional(value) : std::nullopt;
}

}  // namespace detente
