// Only time passes: after every round, the last one too, variables move and shocks may strike. Nobody decides anything,
// so it is never agreed; what comes of the time is for the stages after it.
#pragma once

#include "sim/protocols/wait/work.h"

namespace detente::wait {

template <class Real>
void begin(const World&, const StageFrame&, const Plan&, Work<Real>& work, Trial<Real>&, const Mask<Real>& lanes) {
  work.lanes = work.open = lanes;
}

template <class Real>
void play(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&) {}

template <class Real>
void end(const World&, const StageFrame&, const Plan&, const Work<Real>& work, const Trial<Real>& trial,
         Record<Real>& record) {
  record.held = work.lanes;
  record.rounds = select(work.lanes, whole<Real>(trial.round), Real(0.0));
}

}  // namespace detente::wait
