// The program: parses, calls, translates errors into messages and exit codes.
#pragma once

namespace detente {

int run_command_line(int argc, char** argv);

}  // namespace detente
