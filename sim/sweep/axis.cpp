#include "sim/sweep/axis.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>

#include "sim/core/plain_text.h"
#include "sim/core/trim.h"
#include "sim/core/written_number.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/overrides.h"
#include "sim/scenario/toml_text.h"

namespace detente {

namespace {

std::optional<int> parse_step_count(std::string_view text) {
  int value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return {};
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(trim(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return parts;
}

[[noreturn]] void refuse(std::string_view text, const std::string& cause) {
  throw SweepError(fmt::format("--vary {}: {}", text, cause));
}

// Numbers of a range; false if it is none.
bool read_range(Axis& axis, std::string_view text, std::string_view values) {
  const std::vector<std::string_view> parts = split(values, ':');
  if (parts.size() < 2 || parts.size() > 3) return false;
  const std::optional<double> low = written_number(parts[0]), high = written_number(parts[1]);
  if (!low || !high) return false;
  if (parts.size() == 3) {
    const std::optional<int> count = parse_step_count(parts[2]);
    if (!count || *count < 2 || *count > axis_values_max)
      refuse(text, fmt::format("'{}' is not a number of values from 2 to {}", parts[2], axis_values_max));
    axis.values = steps(axis.name, *low, *high, *count);
  } else if (!(*low < *high)) {
    refuse(text, fmt::format("a range goes up, and {} is not below {}", parts[0], parts[1]));
  }
  axis.low = *low;
  axis.high = *high;
  return true;
}

}  // namespace

AxisValue axis_value(const std::string& address, const std::string& value) {
  return {value, {fmt::format("{}={}", address, value)}};
}

AxisValue axis_value(const std::string& address, const TomlNode& value) {
  const std::string written = toml_text(value);
  return {value.is(TomlKind::string) ? value.text : written, {fmt::format("{}={}", address, written)}};
}

double between(double first, double last, double part, double whole) {
  const double moved = (last - first) * part;
  return std::isfinite(moved) ? first + moved / whole : first * (1 - part / whole) + last * (part / whole);
}

std::string number_text(double value, double first, double last, int digits) {
  const double apart = std::abs(last - first), size = std::max(std::abs(first), std::abs(last));
  const double wanted = std::max(digits * 1.0, 12 + std::floor(std::log10(size / apart)));
  if (value == first || value == last || wanted > 15) return fmt::format("{}", value);
  const std::string text = fmt::format("{:.{}g}", value, static_cast<int>(wanted));
  return written_number(text) ? text : fmt::format("{}", value);
}

std::vector<AxisValue> steps(const std::string& address, double first, double last, int count) {
  std::vector<AxisValue> values;
  for (int i = 0; i < count; ++i) {
    const double value = i == count - 1 ? last : between(first, last, i, count - 1);
    values.push_back(axis_value(address, number_text(value, first, last, 15)));
  }
  return values;
}

Axis parse_axis(std::string_view text) {
  if (find_invalid(text) != std::string::npos) refuse(text, "this is not valid UTF-8 text");
  if (const std::size_t at = find_control(text); at != std::string_view::npos)
    refuse(text, fmt::format("{}; {}", control_cause(text.substr(at, sequence_length(text, at))), control_remedy));
  std::optional<SetText> split = split_set(std::string(text));
  if (!split) refuse(text, "this is not ADDRESS=VALUES; write, for instance, --vary 'stages.talks.rounds=[2, 4, 8]'");
  Axis axis{.name = std::move(split->address)};
  const std::string values(trim(split->value));
  if (read_range(axis, text, values)) return axis;
  const std::optional<TomlNode> list = within_bounds(values) ? parse_value(values, {}) : std::nullopt;
  if (!list || !list->is(TomlKind::array))
    refuse(text, "the values are A:B:N (N numbers from A to B), A:B (a range) or a list [V, V, ...], texts in quotes");
  if (list->items.empty()) refuse(text, "the list is empty");
  if (list->items.size() > static_cast<std::size_t>(axis_values_max))
    refuse(text, fmt::format("at most {} values", axis_values_max));
  for (const TomlNode& item : list->items) axis.values.push_back(axis_value(axis.name, item));
  return axis;
}

}  // namespace detente
