// A mediator tables a text; everybody says yes or no to the same text; the mediator amends it.
//
// Each round:
// (a) aspirations of this round;
//
// (b) the mediator's draft, in round 1 the mean of the consenting parties' positions weighted by influence and salience
// (each issue at the nearest option that crosses no line, ties to the lower), from then on the best draft found, see
// below;
//
// (c) all whose consent counts compare it with their aspiration, in the last round with their reservation; whoever
// instructs a voter must find it worth its reservation, too. It passes by the stage's decision rule if no controller of
// an issue it moves refuses.
//
// The best draft: first the nearest to acceptance (the shortfalls of those whose consent counts, weighted by influence,
// rounded to multiples of 1e-9; all that would pass are equally near), then the mediator's own purpose (its positions
// and the utilities of everyone heard, weighted by influence), then order of name. So those who are heard shape the
// text inside the zone of agreement and cannot block it. Nearness is measured against reservations or the round's
// aspirations (`aims-at`).
//
// A draft lies inside the mediator's lines, the meant lines and `never` of those whose consent counts, and the links;
// it is never what holds already. The search covers all packages where there are at most 100,000 (and `changes`
// allows), else all changes of up to two issues from the last draft.
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
void end(const World& world, const Plan& plan, Work<Real>& work, Trial<Real>& trial, Record<Real>& record);

}  // namespace detente::single_text
