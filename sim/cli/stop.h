// Signals that ask the program to stop: it keeps what is complete, within about a second.
#pragma once

#include <atomic>

namespace detente {

// Ctrl-C (SIGINT), SIGTERM, and SIGUSR1, which batch systems send ahead of the end. The second Ctrl-C or SIGTERM kills.
void stop_on_signals();

const std::atomic<bool>& stop_flag();

// The exit status of a run that was stopped.
int exit_after_stop();

}  // namespace detente
