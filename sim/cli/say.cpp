#include "sim/cli/say.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "sim/core/plain_text.h"

namespace detente {

void say(const std::string& text) { std::fputs(plain_text(text).c_str(), stderr); }

bool colour_on(int file) {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(file) && !(refused && *refused);
}

void print_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  const bool colour = colour_on(STDERR_FILENO);
  for (const Diagnostic& diagnostic : diagnostics) std::fputs((render(diagnostic, colour) + "\n").c_str(), stderr);
}

}  // namespace detente
