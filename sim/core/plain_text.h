// What strangers' files hold is shown as text and nothing else: no character of it steers a terminal or turns around
// the order in which a line is read.
//
// Control characters are here: C0 but tab and line feed, DEL, C1 (U+0080-009F), and the overrides and isolates of
// writing direction (U+202A-202E, U+2066-2069). Joiners and marks (U+200C-200F, U+061C) are text: Persian needs them.
#pragma once

#include <string>
#include <string_view>

namespace detente {

// Bytes of the UTF-8 sequence at `at`, 0 if it is not a valid one (overlong forms and surrogates are not).
std::size_t sequence_length(std::string_view text, std::size_t at);

// Where the first byte stands that is no UTF-8, npos if there is none; what is said of it, and what to do.
std::size_t find_invalid(std::string_view text);
constexpr std::string_view invalid_cause = "this byte is not valid UTF-8 text",
                           invalid_remedy = "save the file as UTF-8";

// In valid UTF-8.
constexpr bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }
int count_code_points(std::string_view text);

// Whether one UTF-8 sequence is a control character; tab and line feed are none.
bool is_control(std::string_view sequence);

// Where the first control character stands, npos if there is none. A carriage return before a line feed is none.
std::size_t find_control(std::string_view text);

// "U+202E"; of a valid sequence.
std::string code_point_name(std::string_view sequence);

// What is said of a control character, given as its UTF-8 sequence.
std::string control_cause(std::string_view sequence);

// Control characters as \u{202E}, bytes that are not UTF-8 as \xFF; all else as it is.
std::string plain_text(std::string_view text);

// The same on one line: tabs and line feeds become spaces.
std::string plain_line(std::string_view text);

// In JSON as it was dumped (so that it is UTF-8, and such characters stand in strings alone): as \u202E.
std::string plain_json(std::string_view dumped);

}  // namespace detente
