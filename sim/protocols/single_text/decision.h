// Does a text pass, given whose tests it meets?
#pragma once

#include "sim/agents/preferences.h"
#include "sim/core/tolerance.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

// Lanes in which the text passes the stage's decision rule. accepts: [row], the row's own test; a voter refuses if it
// or anyone who instructs it does. forgiven: a row whose refusal is overlooked, -1 for none. A veto holder needs a
// seat, not a vote.
//   unanimity          nobody refuses
//   consensus          at most `minus` refuse, none of them a veto holder
//   weighted majority  those who accept hold more than `share` of the voters' influence, and no veto holder refuses
template <class Real>
Mask<Real> rule_holds(const Plan& plan, const Work<Real>& work, const Span<Mask<Real>>& accepts, int forgiven = -1) {
  Mask<Real> vetoed = Real(0.0) != Real(0.0);
  Real refusals(0.0), against(0.0), total(0.0);
  for (int row = 0; row < plan.row_count(); ++row) {
    if (!plan.votes[row] && !plan.vetoes[row]) continue;
    Mask<Real> content = Real(0.0) == Real(0.0);
    for (int above = row; above >= 0; above = plan.principal_row[above])
      if (above != forgiven) content = content & accepts[above];
    if (plan.vetoes[row]) vetoed = vetoed | (work.present[row] & !content);
    if (!plan.votes[row]) continue;
    const Mask<Real> refuses = work.voter[row] & !content;
    if (!plan.vetoes[row]) refusals += select(refuses, Real(1.0), Real(0.0));
    against += select(refuses, work.influence[row], Real(0.0));
    total += select(work.voter[row], work.influence[row], Real(0.0));
  }
  switch (plan.decision.rule) {
    case DecisionRule::unanimity:
      return !vetoed & (refusals == Real(0.0));
    case DecisionRule::consensus:
      return !vetoed & (refusals <= whole<Real>(plan.decision.minus));
    case DecisionRule::weighted_majority:
      break;
  }
  // Shares this near count as equal, however little influence there is in all.
  return !vetoed & (total - against > Real(plan.decision.share + tolerance) * total);
}

// Lanes in which the text is adopted: the rule holds, and so does every controller of an issue it moves. moved(place):
// lanes in which it moves the issue.
template <class Real, class Moved>
Mask<Real> passes(const Plan& plan, const Work<Real>& work, const Span<Mask<Real>>& accepts, Moved moved,
                  int forgiven = -1) {
  Mask<Real> result = rule_holds(plan, work, accepts, forgiven);
  for (int place = 0; place < plan.place_count(); ++place)
    for (const int row : plan.controllers[place])
      if (row >= 0 && row != forgiven) result = result & (accepts[row] | !moved(place));
  return result;
}

// Lanes in which the text moves an issue that the row controls.
template <class Real, class Moved>
Mask<Real> moves_what_it_controls(const Plan& plan, int row, const Moved& moved) {
  Mask<Real> result = mask_of<Real>(false);
  for (int place = 0; place < plan.place_count(); ++place)
    for (const int controller : plan.controllers[place])
      if (controller == row) result = result | moved(place);
  return result;
}

// Lanes in which the row's consent to the text counts: it votes, holds a veto or instructs somebody who does, or the
// text moves an issue that it controls.
template <class Real, class Moved>
Mask<Real> has_a_say(const Plan& plan, const Work<Real>& work, int row, Moved moved) {
  const Mask<Real> result = work.decides[row];
  if (all(result | !work.consents[row])) return result;
  return result | (work.consents[row] & moves_what_it_controls<Real>(plan, row, moved));
}

// Somebody gains by the text over what holds as the stage begins, among those whose consent to it counts; in these
// lanes. utility(judge): of the text to it. Without that nobody would table it.
template <class Real, class Utility, class Moved>
Mask<Real> is_of_use(const Plan& plan, const Work<Real>& work, const Mask<Real>& lanes, const Utility& utility,
                     const Moved& moved) {
  Mask<Real> result = mask_of<Real>(false);
  for (int i = 0; i < work.judge_count && !all(result | !lanes); ++i) {
    const int row = work.judges[i];
    result = result | (has_a_say(plan, work, row, moved) & (utility(i) > work.held_utility[row] + Real(tolerance)));
  }
  return result & lanes;
}

}  // namespace detente::single_text
