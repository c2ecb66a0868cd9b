// Shares and times on the command line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace detente {

// A share as a fraction: "1pp" and "1 %" are 0.01, and so is "0.01". Between 0 and 1/2, both excluded.
std::optional<double> parse_precision(std::string_view text);

// Seconds: "500ms", "30s", "2m" or "2min", "1.5h". More than 0, a year at most.
std::optional<double> parse_budget(std::string_view text);

// A share of a whole, more than 0 and at most 1: "1%", "0.01".
std::optional<double> parse_share(std::string_view text);

// An error message, empty if it can be read.
std::string check_share(std::string_view text);
std::string check_precision(std::string_view text);
std::string check_budget(std::string_view text);

}  // namespace detente
