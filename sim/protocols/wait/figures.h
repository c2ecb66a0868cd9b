// What is counted of a wait: no more than of every stage.
#pragma once

#include "sim/model/figures.h"
#include "sim/protocols/wait/work.h"

namespace detente::wait {

template <class See>
void figures(See& see, const StageFrame& stage, const Plan&) {
  end_figures(see, stage);
}

}  // namespace detente::wait
