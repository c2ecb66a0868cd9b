// Time passes at the end of every round, the last of a stage too, and in a pause before a stage: shocks may strike,
// then variables move.
//
// Everything a tick reads, it reads as the round left it, after the last one what was agreed too: `when`, `chance`,
// `mean` and whether a shock has struck before. With h = chance, dt = its length in periods, u uniform on (0, 1) and z
// standard normal:
//   shocks       strike if u < 1 - (1 - h)^dt; their effects are made in the order of the file, each cut at the bounds
//   ar1          x <- mean + phi^dt (x - mean) + sd sqrt((1 - phi^(2 dt)) / (1 - phi^2)) z
//   random walk  x <- x + drift dt + sd sqrt(dt) z
// where x is what the shocks have left of the variable; then it is cut at its bounds. So two ticks of half the length
// are as one: chances, means and variances do not depend on how finely the clock is divided.
//
// Draws are addressed by name and by the number of the tick, counted over the trial from 1 (round 0 is what is drawn as
// the trial begins).
#pragma once

#include "sim/agents/package_space.h"

namespace detente {

// length: of the time that passes. lanes: trials in which it does. space: of the stage that is played.
template <class Real>
void tick(const World& world, const TickLength& length, const PackageSpace& space, Trial<Real>& trial,
          const Mask<Real>& lanes);

}  // namespace detente
