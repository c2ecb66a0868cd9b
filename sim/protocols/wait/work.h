// What a wait works with while it runs, and what it leaves behind: no more than every stage.
#pragma once

#include "sim/protocols/wait/plan.h"

namespace detente::wait {

template <class Real>
struct Work : SpaceWork<Real> {
  using SpaceWork<Real>::SpaceWork;
};

template <class Real>
struct Record : StageEnd<Real> {
  Record(const Plan& plan, Arena<Real>& arena) : StageEnd<Real>(plan.place_count(), plan.row_count(), arena) {}
};

}  // namespace detente::wait
