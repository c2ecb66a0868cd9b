// Who comes to the table, and on which terms (pre-negotiation).
//
// Round 1: the convenor offers the file's terms (if they break a link or a line it means, the nearest terms that do
// not: fewest changes, then its own utility). Each invited party comes iff the terms are worth at least staying out,
// cross no line it means and meet every precondition it means; whoever instructs it must say the same. Whether one
// comes may depend on who else does: all are assumed to come, then answer in the order of the invitation until nobody
// changes their mind, at most one round of answers more than there are guests; who still wavers stays away.
//
// Later rounds: the convenor plans. Its aspiration falls by its tactic to its reservation. Among all terms inside its
// lines and the links, worth its aspiration, moving at most `changes` terms, and not driving away anybody in `keep` who
// would have come to the opening terms, it offers those that in its belief bring all the wanted, at least cost to
// itself; else those closest to it: fewest of the wanted sure to stay away, then fewest preconditions open, then the
// smallest shortfall, then its own utility; else what it offered last. Among terms as good to it (in multiples of
// 1e-9): fewest changed from its last offer, then fewest moved from what holds, then a fair draw (sim/agents/lot.h).
//
// Its belief: the answers tell each party's worth of staying out; a precondition is taken at its word until somebody
// comes although it is not met (a bluff), and proved if it was all that stood between a party and the table.
//
// The stage ends in the first round in which all the wanted come, else after `rounds`; the last attendance of those it
// invites stands, nobody else's changes. The
// last offer comes into force unless every wanted party stayed away: what was held out to them alone then lapses, and
// the issues keep their reversion.
//
// Sources: preconditions and ripeness, Zartman 2000; docs/decisions/0002. Changed against a greedy convenor that raises
// its offer step by step: that one wastes cheap concessions, and attendance then depends on the number of rounds.
#pragma once

#include "sim/protocols/participation/work.h"

namespace detente::participation {

template <class Real>
void begin(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
           const Mask<Real>& lanes);

// One round; closes lanes in `work.open` whose stage has ended.
template <class Real>
void play(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
          Record<Real>& record);

// What the stage leaves behind: attendance, terms in force.
template <class Real>
void end(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
         Record<Real>& record);

}  // namespace detente::participation
