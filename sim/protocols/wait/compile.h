#pragma once

#include "sim/agents/compile_space.h"
#include "sim/protocols/wait/plan.h"

namespace detente::wait {

inline Plan make_plan(Compiler& compiler, const Stage&, const Settings&, int) {
  return Plan{make_space(compiler.world(), {})};
}

inline std::int64_t steps_of_round(const World&, const Plan&) { return 0; }

}  // namespace detente::wait
