#include "sim/cli/quantities.h"

#include <fmt/format.h>

#include <charconv>

namespace detente {

namespace {

struct Quantity {
  double number = 0;
  std::string_view unit;  // what stands after the number, without the blank between
};

// Nothing unless the text begins with a number without sign.
std::optional<Quantity> parse_quantity(std::string_view text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  Quantity quantity;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.number);
  if (error != std::errc()) return std::nullopt;
  quantity.unit = text.substr(rest - text.data());
  if (quantity.unit.starts_with(' ')) quantity.unit.remove_prefix(1);
  return quantity;
}

// What one of the unit is worth, 0 if there is no such unit.
double seconds_of(std::string_view unit) {
  if (unit == "ms") return 1e-3;
  if (unit == "s") return 1;
  if (unit == "m" || unit == "min") return 60;
  return unit == "h" ? 3600 : 0;
}

constexpr double budget_limit = 366.0 * 24 * 3600;

}  // namespace

std::optional<double> parse_precision(std::string_view text) {
  const std::optional<Quantity> quantity = parse_quantity(text);
  if (!quantity) return std::nullopt;
  const bool percent = quantity->unit == "pp" || quantity->unit == "%";
  const double share = percent ? quantity->number / 100 : quantity->number;
  const bool known = percent || (quantity->unit.empty() && text.back() != ' ');
  return known && share > 0 && share < 0.5 ? std::optional(share) : std::nullopt;
}

std::optional<double> parse_budget(std::string_view text) {
  const std::optional<Quantity> quantity = parse_quantity(text);
  if (!quantity) return std::nullopt;
  const double seconds = quantity->number * seconds_of(quantity->unit);
  return seconds > 0 && seconds <= budget_limit ? std::optional(seconds) : std::nullopt;
}

std::optional<double> parse_share(std::string_view text) {
  const std::optional<Quantity> quantity = parse_quantity(text);
  if (!quantity || (quantity->unit != "%" && !quantity->unit.empty())) return std::nullopt;
  const double share = quantity->unit == "%" ? quantity->number / 100 : quantity->number;
  return share > 0 && share <= 1 ? std::optional(share) : std::nullopt;
}

std::string check_share(std::string_view text) {
  if (parse_share(text)) return {};
  return fmt::format("\"{}\" is no share, more than 0 and at most 100%; write it as 1% or 0.01", text);
}

std::string check_precision(std::string_view text) {
  if (parse_precision(text)) return {};
  return fmt::format(
      "\"{}\" is no half width of an interval, more than 0 and less than 50pp; write it as 1pp, 0.5pp or "
      "0.01",
      text);
}

std::string check_budget(std::string_view text) {
  if (parse_budget(text)) return {};
  return fmt::format("\"{}\" is no time, more than 0 and a year at most; write it as 500ms, 30s, 2m or 1h", text);
}

}  // namespace detente
