#include "sim/cli/say.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace detente {

void say(const std::string& text) { std::fputs(text.c_str(), stderr); }

bool colour_on(int file) {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(file) && !(refused && *refused);
}

void print_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  const bool colour = colour_on(STDERR_FILENO);
  for (const Diagnostic& diagnostic : diagnostics) say(render(diagnostic, colour) + "\n");
}

}  // namespace detente
