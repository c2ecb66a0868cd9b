// What a sweep varies: one or more addresses of a scenario, and the values they take.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/document.h"

namespace detente {

constexpr int axis_values_max = 10'000;
constexpr int axes_max = 256;
constexpr std::size_t all_values_max = 100'000;  // of all axes together

// What asks for the sweep is wrong: the command line, or a table of points.
class SweepError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct AxisValue {
  std::string text;               // in columns: texts bare, else as in TOML; "" for what the scenario says
  std::vector<std::string> sets;  // "ADDRESS=VALUE", as --set takes them
};

struct Axis {
  std::string name;  // of the column: an address, as --set takes it, with the sign of += and -=; or "variant"
  std::vector<AxisValue> values;  // none: every number of a range
  double low = 0, high = 0;       // of the range
  std::string with;               // axes with the same word here go together, the first value with the first; "" alone
  bool is_range() const { return values.empty(); }
};

AxisValue axis_value(const std::string& address, const std::string& value);
AxisValue axis_value(const std::string& address, const TomlNode& value);

// The number that lies `part` of `whole` parts of the way from `first` to `last`, which may be the ends of all numbers.
double between(double first, double last, double part, double whole);

// A number between two, rounded to so many digits, and to no fewer than 12 of the distance of the two; an end as it is.
std::string number_text(double value, double first, double last, int digits);

// `count` numbers from `first` to `last` at equal distances, rounded by number_text() to 15 digits.
// count: 2..axis_values_max.
std::vector<AxisValue> steps(const std::string& address, double first, double last, int count);

// "ADDRESS=A:B:N", "ADDRESS=A:B" (a range) or "ADDRESS=[V, V, ...]". Throws SweepError.
Axis parse_axis(std::string_view text);

}  // namespace detente
