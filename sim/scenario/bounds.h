// Checks on the raw text before it is parsed. The TOML library overflows its stack on keys of many parts and its own
// nesting limit does not cover them, so whatever could hurt is refused here.
#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/findings.h"

namespace detente {

// What is said of more than limits::file_bytes.
constexpr std::string_view long_file_cause = "the file is longer than 1 MiB";
constexpr std::string_view long_file_remedy =
    "a scenario is at most 1 MiB of text; keep data in files named by 'samples'";

// What to do about a control character.
constexpr std::string_view control_remedy = "delete it: a scenario is plain text";

// Size, UTF-8, control characters, nesting, dotted keys, length of lines. Throws ScenarioError.
void check_bounds(const std::string& text, const std::string& file);

// The same for a value given on the command line: true if it is fit to be parsed.
bool within_bounds(const std::string& text);

}  // namespace detente
