#include "sim/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace detente {

namespace {

struct Range {
  char32_t first, last;
};

constexpr Range wide[] = {{0x1100, 0x115F},   {0x2E80, 0xA4CF},  {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
                          {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
                          {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
constexpr Range combining[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
                               {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06ED}, {0x200B, 0x200F},
                               {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}};

template <std::size_t n>
bool within(const Range (&ranges)[n], char32_t point) {
  return std::any_of(ranges, ranges + n,
                     [&](const Range& range) { return range.first <= point && point <= range.last; });
}

// Takes one code point off the front; what is not UTF-8 goes byte by byte.
char32_t next_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  std::size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 1;
  if (size > text.size()) size = 1;
  char32_t point = size == 1 ? lead : lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) point = point << 6 | (byte(i) & 0x3FU);
  text.remove_prefix(size);
  return point;
}

int width_of(char32_t point) { return within(combining, point) ? 0 : within(wide, point) ? 2 : 1; }

// The longest beginning that takes at most `width` columns.
std::string_view beginning(std::string_view text, int width) {
  std::string_view rest = text;
  while (!rest.empty()) {
    std::string_view after = rest;
    width -= width_of(next_point(after));
    if (width < 0) break;
    rest = after;
  }
  return text.substr(0, text.size() - rest.size());
}

// Where to end a line of `text` that may hold its first `size` bytes.
std::size_t break_before(std::string_view text, std::size_t size) {
  if (size >= text.size() || text[size] == ' ') return size;
  const std::string_view line = text.substr(0, size);
  if (const std::size_t space = line.rfind(' '); space != std::string_view::npos && space > 0) return space;
  const std::size_t joint = line.find_last_of(".-");
  return joint == std::string_view::npos ? size : joint + 1;
}

// Decimals that show the leading digit of a percentage and `further` ones; none has no leading digit.
int decimals_of(double percent, int further) {
  if (percent <= 0) return 0;
  return std::clamp(further - static_cast<int>(std::floor(std::log10(percent))), 0, 12);
}

// As many as the width of the interval supports, but not so few that some look like none or all.
int decimals_of(const Share& share) {
  const double width = 100 * (share.high - share.low);
  const int supported = width >= 20 ? 0 : width >= 0.2 ? 1 : decimals_of(5 * width, 1);
  return std::max(supported, decimals_of(100 * std::min(share.value, 1 - share.value), 0));
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += width_of(next_point(text));
  return width;
}

std::string cut(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  return std::string(beginning(text, std::max(0, width - 1))) + "…";
}

std::string pad_left(std::string_view text, int width) {
  return std::string(std::max(0, width - display_width(text)), ' ').append(text);
}

std::string pad_right(std::string_view text, int width) {
  return std::string(text).append(std::max(0, width - display_width(text)), ' ');
}

std::string take_line(std::string_view& text, int width) {
  std::size_t size = beginning(text, width).size();
  if (size == text.size()) return std::string(std::exchange(text, {}));
  size = std::max<std::size_t>(1, break_before(text, size));
  std::string line(text.substr(0, size));
  line.erase(line.find_last_not_of(' ') + 1);
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(' ', size)));
  return line;
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  do lines.push_back(take_line(text, width));
  while (!text.empty());
  return lines;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::ptrdiff_t place = std::ssize(digits) - 3; place > 0; place -= 3) digits.insert(place, 1, ',');
  return digits;
}

std::string short_number(double value) { return fmt::format("{:.4g}", value); }

std::string counted(std::uint64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", grouped(number), noun, number == 1 ? "" : "s");
}

std::string share_text(const Share& share) {
  if (share.of == 0) return "n/a";
  const double low = 100 * share.low, high = 100 * share.high;
  if (share.count == 0) return fmt::format("below {:.{}f} %", high, decimals_of(high, 1));
  if (share.count == share.of) return fmt::format("above {:.{}f} %", low, decimals_of(100 - low, 1));
  return fmt::format("{:.{}f} %", 100 * share.value, decimals_of(share));
}

std::string interval_text(const Share& share) {
  if (share.count == 0 || share.count == share.of) return {};
  const int decimals = decimals_of(share);
  return fmt::format("[{:.{}f}, {:.{}f}]", 100 * share.low, decimals, 100 * share.high, decimals);
}

std::string share_and_interval(const Share& share) {
  const std::string interval = interval_text(share);
  return interval.empty() ? share_text(share) : share_text(share) + " " + interval;
}

std::string never_text(std::uint64_t trials) {
  return fmt::format("in none of {} ({})", counted(trials, "trial"), share_text(share_of(0, trials)));
}

std::string drawn_text(const Share& share, const std::string& equals) {
  return fmt::format("A fair draw chose among {} in {} of the trials.", equals, share_and_interval(share));
}

std::string narrow_share_text(const Share& share) {
  const std::string text = share_text(share);
  if (text.starts_with("below")) return "<" + text.substr(5);
  return text.starts_with("above") ? ">" + text.substr(5) : text;
}

std::string share_cell(const Share& share) {
  if (!interval_text(share).empty()) return share_text(share);
  return share.of == 0 ? "" : share.count == 0 ? "none" : "all";
}

std::string interval_cell(const Share& share) {
  const std::string interval = interval_text(share);
  return interval.empty() ? share_text(share) : interval;
}

std::string bar(double fraction, int width) {
  static constexpr std::string_view parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int eighths = std::clamp(static_cast<int>(std::lround(fraction * width * 8)), 0, width * 8);
  std::string text;
  for (int full = 0; full < eighths / 8; ++full) text += "█";
  return text.append(parts[eighths % 8]);
}

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace detente
