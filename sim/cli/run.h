// What `detente run` takes.
#pragma once

#include "sim/cli/options.h"

namespace detente {

struct RunOptions : ScenarioOptions, TrialsOptions, PlayOptions, StoreOptions {
  std::uint64_t seed = 1;
};

}  // namespace detente
