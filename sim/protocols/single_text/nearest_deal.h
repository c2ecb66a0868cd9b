// What would have had to give where a stage ends without agreement: the smallest set of those who refuse, at their
// reservations, whose consent makes some text pass, which is then the nearest deal. Among equally small sets that
// which lacks least (influence-weighted shortfall, a refusal over a line counting 1, in multiples of 1e-9), then the
// lot's; among deals equal in this that with fewest issues moved from what holds, then changed from the last text, then
// the lot's. Texts that are forbidden, or of use to nobody, are none. The search covers all packages, or those that
// differ from the last text in up to two issues, as the mediator's does (play.h).
#pragma once

#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

// In lanes whose last text has failed.
template <class Real>
void find_nearest_deal(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work,
                       const Trial<Real>& trial, Record<Real>& record);

}  // namespace detente::single_text
