// The mediator's search for the best draft (play.h says what is best).
#pragma once

#include "sim/agents/lot.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

// Fills what searches share from `work.table`, `work.consents`, `work.influence`: cells weighted for nearness, and what
// the mediator makes of each option.
template <class Real>
void prepare_search(const Plan& plan, Work<Real>& work);

// Every package that nothing forbids and by which somebody gains. Measured against work.target; the best goes to
// work.best (work.has_best says in which lanes there is one), the number of packages that would pass to work.passing.
template <class Real>
void search_whole_space(const Plan& plan, const Lot<Real>& lot, Work<Real>& work);

// All changes of up to two issues from work.draft, and the draft itself if it may be one.
template <class Real>
void search_neighbours(const Plan& plan, const Lot<Real>& lot, Work<Real>& work);

// Lanes in which work.draft may be tabled: nothing forbids it, and somebody gains by it.
template <class Real>
Mask<Real> may_be_tabled(const Plan& plan, Work<Real>& work);

}  // namespace detente::single_text
