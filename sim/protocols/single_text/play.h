// A mediator tables a text; everybody says yes or no to the same text; the mediator amends it.
//
// A party has a seat if it attends and, where the stage lists who sits there, is listed; the mediator has one. Voters
// and veto holders with a seat, and whoever instructs them, are asked about every text; who only controls an issue
// about texts that move it.
//
// Each round:
// (a) aspirations of this round;
//
// (b) the mediator's draft, in round 1 the mean of the positions of those who are asked, weighted by influence and
// share of salience (each issue at the nearest option that may be tabled), from then on the best draft found, see
// below;
//
// (c) whoever is asked refuses a text that crosses a line it means or breaks its `never`, whatever it is worth, and one
// that is worth less than its aspiration, in the last round its reservation (for who only instructs or controls, its
// reservation throughout). It passes by the stage's decision rule if no veto holder and no controller of an issue it
// moves refuses.
//
// The best draft: first the nearest to acceptance (the shortfalls of those who are asked, a refusal over a line
// counting 1, weighted by influence, rounded to multiples of 1e-9; all that would pass are equally near), then the
// mediator's own purpose (its positions and the utilities of everyone heard, weighted by influence, rounded likewise),
// then fewest issues moved from what holds, then fewest changed from the last draft, then a fair draw
// (sim/agents/lot.h). So those who are heard shape the text inside the zone of agreement and cannot block it. Nearness
// is measured against reservations or the round's aspirations (`aims-at`).
//
// Links and the mediator's own lines and `never` forbid a text; an issue off the table, or whose controller is out of
// reach, stays where it is; somebody who is asked must gain by it over what holds as the stage begins. Of these the
// mediator looks first among texts that nobody refuses over a line or a `never` who sinks them alone: whose refusal
// fails them when all others consent. Where there is none, it tables the best of the others, and it is refused. The
// search covers all packages where there are at most 100,000 (and `changes` allows), else all changes of up to two
// issues from the last draft.
//
// Sources: Fisher 1981 (single negotiating text); Klein, Faratin, Sayama & Bar-Yam 2003, Group Decision and Negotiation
// 12:111-125 (mediated single text). Changed: no annealing and no mutation, the mediator knows which lines are meant
// and searches exactly, so that a result says something about the parties rather than about the search.
#pragma once

#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

template <class Real>
void begin(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
           const Mask<Real>& lanes);

// One round; closes lanes in `work.open` whose stage has ended.
template <class Real>
void play(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
          Record<Real>& record);

// What the stage leaves behind: the text in force, who accepts it, who blocked it.
template <class Real>
void end(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
         Record<Real>& record);

}  // namespace detente::single_text
