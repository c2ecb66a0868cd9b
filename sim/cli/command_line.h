// The program: parses, calls a command, translates errors into messages and exit codes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente {

int run_command_line(int argc, const char* const* argv);

// The command as it could be typed into a shell.
std::string command_text(int argc, const char* const* argv);

// "unknown WHAT 'STRANGE'", with the nearest of `names` that would have been known.
std::string unknown(std::string_view what, const std::string& strange, const std::vector<std::string>& names);

}  // namespace detente
