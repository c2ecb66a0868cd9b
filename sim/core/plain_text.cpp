#include "sim/core/plain_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace detente {

namespace {

char32_t code_point(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 1) return byte(0);
  char32_t point = byte(0) & (0xFFU >> (sequence.size() + 1));
  for (std::size_t i = 1; i < sequence.size(); ++i) point = point << 6 | (byte(i) & 0x3FU);
  return point;
}

// Most text has nothing but these, and is passed over quickly.
bool is_plain_byte(char c) { return (c >= ' ' && c < '\x7F') || c == '\n' || c == '\t'; }

// The text with escape(sequence, whether it is UTF-8) in place of what is no plain text.
template <class Escape>
std::string escaped(std::string_view text, Escape escape) {
  std::string plain;
  std::size_t copied = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (is_plain_byte(text[at])) {
      ++at;
      continue;
    }
    const std::size_t length = sequence_length(text, at);
    const std::string_view sequence = text.substr(at, std::max<std::size_t>(length, 1));
    if (length == 0 || is_control(sequence)) {
      plain.append(text.substr(copied, at - copied)).append(escape(sequence, length > 0));
      copied = at + sequence.size();
    }
    at += sequence.size();
  }
  return plain.append(text.substr(copied));
}

}  // namespace

std::size_t sequence_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const unsigned first = byte(at);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(at + 1);
  const bool bad = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                   (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return bad ? 0 : length;
}

std::size_t find_invalid(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

int count_code_points(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

bool is_control(std::string_view sequence) {
  const char32_t point = code_point(sequence);
  if (point < 0x20) return point != '\t' && point != '\n';
  return (point >= 0x7F && point <= 0x9F) || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

std::size_t find_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    const bool line_end = text[at] == '\r' && text.substr(at + 1).starts_with('\n');
    if (length > 0 && !line_end && is_control(text.substr(at, length))) return at;
    at += std::max<std::size_t>(length, 1);
  }
  return std::string_view::npos;
}

std::string code_point_name(std::string_view sequence) {
  return fmt::format("U+{:04X}", static_cast<unsigned>(code_point(sequence)));
}

std::string control_cause(std::string_view sequence) {
  const std::string name = code_point_name(sequence);
  return name >= "U+2000" ? fmt::format("character {}, which turns around the order in which text is read", name)
                          : fmt::format("control character {}", name);
}

std::string plain_text(std::string_view text) {
  return escaped(text, [](std::string_view sequence, bool valid) {
    const auto number = static_cast<unsigned>(valid ? code_point(sequence) : static_cast<unsigned char>(sequence[0]));
    return valid ? fmt::format("\\u{{{:X}}}", number) : fmt::format("\\x{:02X}", number);
  });
}

std::string plain_line(std::string_view text) {
  std::string line = plain_text(text);
  std::replace_if(line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string plain_json(std::string_view dumped) {
  return escaped(dumped, [](std::string_view sequence, bool valid) {
    return valid ? fmt::format("\\u{:04X}", static_cast<unsigned>(code_point(sequence))) : std::string("?");
  });
}

}  // namespace detente
