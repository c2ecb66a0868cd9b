// What a wait is compiled to (play.h says what is played): nobody sits there, nothing is settled.
#pragma once

#include "sim/agents/package_space.h"

namespace detente::wait {

template <class Real>
struct Work;
template <class Real>
struct Record;

struct Plan : PackageSpace {
  template <class Real>
  using Work = wait::Work<Real>;
  template <class Real>
  using Record = wait::Record<Real>;
};

inline int least_rounds(const Plan&, int rounds) { return rounds; }

}  // namespace detente::wait
