// What is counted of a wait: that it was held, and how long. There is nothing to agree on.
#pragma once

#include "sim/model/figures.h"
#include "sim/protocols/wait/work.h"

namespace detente::wait {

template <class See>
void figures(See& see, const StageFrame& stage, const Plan&) {
  using Record = typename See::Record;
  see.share(see.whole(), {"reached"}, &Record::reached);
  const auto held = see.share(see.whole(), {"held"}, &Record::held);
  see.number(held, {"rounds"}, 1, stage.rounds, &Record::rounds);
  if (!stage.begins.empty()) see.day(held, {"begins"}, stage.begins, &Record::begun);
}

}  // namespace detente::wait
