// Checks on the raw text before it is parsed. The TOML library overflows its stack on keys of many parts and its own
// nesting limit does not cover them, so whatever could hurt is refused here.
#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/findings.h"

namespace detente {

// The file's text ("-": standard input), without a byte order mark; never reads more than limits::file_bytes + 1 bytes.
// Throws ScenarioError if it cannot be read or is longer.
std::string read_text(const std::string& path);

// The folder in which a file stands, with the slash at its end; "" for the one the program runs in.
std::string folder_of(const std::string& path);

// What to do about a control character.
constexpr std::string_view control_remedy = "delete it: a scenario is plain text";

// Size, UTF-8, control characters, nesting, dotted keys, length of lines. Throws ScenarioError.
void check_bounds(const std::string& text, const std::string& file);

// The same for a value given on the command line: true if it is fit to be parsed.
bool within_bounds(const std::string& text);

}  // namespace detente
