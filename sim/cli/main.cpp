#include "sim/cli/commands.h"

int main(int argc, char** argv) { return detente::run_command_line(argc, argv); }
