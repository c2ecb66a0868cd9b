#include "sim/cli/command_line.h"

namespace detente {

std::string command_text(int argc, const char* const* argv) {
  std::string text = "detente";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=+./:,@%";
    if (!argument.empty() && argument.find_first_not_of(plain) == std::string_view::npos) {
      text.append(" ").append(argument);
      continue;
    }
    text += " '";
    for (const char c : argument) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += "'";
  }
  return text;
}

}  // namespace detente
