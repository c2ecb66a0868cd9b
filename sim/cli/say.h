// What goes to standard error.
#pragma once

#include <string>
#include <vector>

#include "sim/core/error.h"

namespace detente {

// As plain text (sim/core/plain_text.h): what files and command lines hold may be quoted. Unlike fmt::print, does not
// throw when standard error is closed.
void say(const std::string& text);

// Whether a terminal is there for colours, and nobody refuses them (NO_COLOR).
bool colour_on(int file);

void print_diagnostics(const std::vector<Diagnostic>& diagnostics);

}  // namespace detente
