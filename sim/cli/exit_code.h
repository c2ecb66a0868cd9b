// What the program's exit status means; scripts rely on it, so it does not change.
#pragma once

namespace detente {

enum ExitCode {
  exit_ok = 0,
  exit_internal = 1,     // our mistake, or out of memory
  exit_usage = 2,        // the command line is wrong
  exit_scenario = 3,     // the scenario has mistakes
  exit_file = 4,         // a file cannot be read or written, or is not what it should be
  exit_unfinished = 75,  // stopped by SIGTERM or SIGUSR1, and what is complete is printed or stored;
                         // or --budget was up before a trial was complete
  exit_stopped = 130     // the same by Ctrl-C
};

}  // namespace detente
