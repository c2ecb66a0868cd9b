#include "sim/scenario/wait.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/idle_watcher.h"

namespace detente::wait {

void watch_settings(IdleWatcher& watcher, const Settings&, int index) {
  const Scenario& scenario = watcher.scenario();
  const auto moves = [](const Variable& variable) { return variable.kind != ProcessKind::none; };
  if (std::ranges::any_of(scenario.variables, moves) || !scenario.shocks.empty()) return;
  watcher.warn(watcher.in_stage(index, {"protocol"}),
               fmt::format("nothing happens in '{}': no variable moves and no shock strikes while time passes",
                           scenario.stages[index].name),
               "give a variable a process, add [[shocks]], or leave the stage out");
}

}  // namespace detente::wait
