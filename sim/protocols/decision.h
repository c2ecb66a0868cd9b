// Decision rules: does a text pass, given whose tests it meets?
#pragma once

#include "sim/model/state.h"

namespace detente {

// Lanes in which the text passes. accepts: [row], the row's own test; a voter refuses if it or anyone who instructs it
// does. forgiven: a row whose refusal is overlooked, -1 for none. A veto holder that is absent has no veto.
//   unanimity          nobody refuses
//   consensus          at most `minus` refuse, none of them a veto holder
//   weighted majority  those who accept hold more than `share` of the voters' influence, and no veto holder refuses
template <class Real>
Mask<Real> passes(const StageModel& stage, const StageWork<Real>& work, const Array<Mask<Real>>& accepts,
                  int forgiven = -1) {
  Mask<Real> vetoed = Real(0.0) != Real(0.0);
  Real refusals(0.0), against(0.0), total(0.0);
  for (int row = 0; row < stage.row_count(); ++row) {
    if (!stage.votes[row]) continue;
    Mask<Real> content = Real(0.0) == Real(0.0);
    for (int above = row; above >= 0; above = stage.principal_row[above])
      if (above != forgiven) content = content & accepts[above];
    const Mask<Real> refuses = work.voter[row] & !content;
    if (stage.vetoes[row])
      vetoed = vetoed | refuses;
    else
      refusals += select(refuses, Real(1.0), Real(0.0));
    against += select(refuses, work.influence[row], Real(0.0));
    total += select(work.voter[row], work.influence[row], Real(0.0));
  }
  switch (stage.decision.rule) {
    case DecisionRule::unanimity:
      return !vetoed & (refusals == Real(0.0));
    case DecisionRule::consensus:
      return !vetoed & (refusals <= Real(static_cast<double>(stage.decision.minus)));
    case DecisionRule::weighted_majority:
      break;
  }
  return !vetoed & (total - against > Real(stage.decision.share) * total + Real(1e-9));
}

}  // namespace detente
