// Text for terminals: widths in columns, cutting, wrapping, and numbers as people read them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/stats/proportion.h"

namespace detente {

using TextSink = std::function<void(const std::string&)>;  // takes a text in pieces

// Columns that UTF-8 text takes on a terminal: wide characters two, combining ones none.
int display_width(std::string_view text);

// The text itself if it fits into `width` columns, else its beginning and "…".
std::string cut(std::string_view text, int width);
std::string without_trailing_spaces(std::string text);

// Filled with spaces up to `width`.
std::string pad_left(std::string_view text, int width);
std::string pad_right(std::string_view text, int width);

// Takes a line of at most `width` columns off the front, broken at a space where possible, else after a dot or hyphen.
// What that costs does not hang on how much is left.
std::string take_line(std::string_view& text, int width);

// All such lines; at least one.
std::vector<std::string> wrap(std::string_view text, int width);

std::string join(const std::vector<std::string>& parts, std::string_view separator = ", ");

// Of a number on any scale, four digits: "46.25", "1.5e+06".
std::string short_number(double value);

// "12,288"
std::string grouped(std::uint64_t number);

// "1 trial", "12,288 trials"
std::string counted(std::uint64_t number, std::string_view noun);

// "9.5 %"; "below 0.38 %" where nothing was counted, "above 99.62 %" where everything was; "n/a" of nothing.
// With as many digits as the interval supports.
std::string share_text(const Share& share);
// "[9.3, 9.7]", in per cent; empty where share_text says all there is to say.
std::string interval_text(const Share& share);
// Both: "9.5 % [9.3, 9.7]".
std::string share_and_interval(const Share& share);

// The same for two columns of a grid side by side: beside "all" and "none" stands their bound.
std::string share_cell(const Share& share);
std::string interval_cell(const Share& share);

// Of what was in none of so many trials: "in none of 100,000 trials (below 0.004 %)".
std::string never_text(std::uint64_t trials);

// "A fair draw chose among texts equally good to the mediator in 12.3 % [...] of the trials."
std::string drawn_text(const Share& share, const std::string& equals);
// As share_text(), where there is little room: "< 0.1 %", "> 99.9 %".
std::string narrow_share_text(const Share& share);

// A bar of at most `width` columns, in eighths of a column.
std::string bar(double fraction, int width);

}  // namespace detente
