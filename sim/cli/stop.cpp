#include "sim/cli/stop.h"

#include <csignal>

#include "sim/cli/exit_code.h"

namespace detente {

namespace {

// A signal handler has no other way to be heard.
std::atomic<bool> stop_requested = false;
std::atomic<int> stop_signal = 0;

void request_stop(int signal) {
  stop_signal = signal;
  stop_requested = true;
}

}  // namespace

void stop_on_signals() {
  struct sigaction action{};
  action.sa_handler = request_stop;
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) {
    action.sa_flags = static_cast<int>(signal == SIGUSR1 ? SA_RESTART : SA_RESETHAND | SA_RESTART);
    sigaction(signal, &action, nullptr);
  }
}

const std::atomic<bool>& stop_flag() { return stop_requested; }

int exit_after_stop() { return stop_signal == SIGINT ? exit_stopped : exit_unfinished; }

}  // namespace detente
