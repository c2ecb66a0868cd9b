// What a wait tells of one trial: nothing of its own; variables and shocks are told of every round.
#pragma once

#include "sim/protocols/wait/work.h"

namespace detente::wait {

struct RoundTold {};
struct StageTold {};

inline RoundTold tell_round(const World&, const Plan&, const Work<double>&) { return {}; }
inline StageTold tell_stage(const Plan&, const Work<double>&, const Record<double>&) { return {}; }

}  // namespace detente::wait
