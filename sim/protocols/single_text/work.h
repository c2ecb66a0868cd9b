// What a single-text stage works with while it runs, and what it leaves behind.
#pragma once

#include "sim/agents/tactics.h"
#include "sim/protocols/single_text/plan.h"

namespace detente::single_text {

// What the search among neighbours of the draft tabulates; empty where every package is searched.
template <class Real>
struct Nearby {
  Span<Real> least_scaled;         // [place][judge], the least of the scaled cells
  Span<Real> held_cell;            // [place][judge], scaled cells of the draft
  Span<Real> held_worth;           // [place][row], cells of the draft
  Span<Real> draft_worth;          // [row], their sum
  Span<Real> draft_gaps;           // [judge]
  Span<Real> worst, second_worst;  // [judge], the least that a move at any place adds, and at any other
  Span<int> judges_short;          // of the judges, those whom a candidate of the running search may leave short
  Span<Real> room;                 // [judge that may be short], the most that it lacks after any move
  Span<Real> change;               // [option][judge that may be short], scaled cells minus those of the draft
  Span<Real> near_one;             // [option], nearness of the draft with the one change; NaN where it may not be made
  Span<Real> gain;       // [option], the most that nearness falls by if it is added to another change; NaN likewise
  Span<Real> most_gain;  // [place], the most of these
  Span<Real> purpose_change;     // [option]
  Span<Mask<Real>> movable;      // [option], the draft may change to it
  Span<Real> is_moved, crosses;  // [place], 1 where the draft moves the issue; where its option is not allowed
  Span<Mask<Real>> broken;       // by exclusion: the draft, and with one of its issues moved

  Nearby(const Plan& plan, Arena<Real>& arena) {
    if (plan.whole_space) return;
    const std::size_t places = plan.place_count(), rows = plan.row_count(), options = plan.option_count();
    for (auto* reals : {&least_scaled, &held_cell, &held_worth}) *reals = arena.reals(places, rows);
    for (auto* reals : {&worst, &second_worst, &room, &draft_worth, &draft_gaps}) *reals = arena.reals(rows);
    judges_short = arena.numbers(rows);
    change = arena.reals(options, rows);
    for (auto* reals : {&near_one, &gain, &purpose_change}) *reals = arena.reals(options);
    for (auto* reals : {&most_gain, &is_moved, &crosses}) *reals = arena.reals(places);
    movable = arena.masks(options);
    broken = arena.masks(plan.broken_count());
  }
};

// What the search for the nearest deal works with (nearest_deal.h).
template <class Real>
struct Deal {
  Span<Real> package;                // [place], where the search keeps the last text
  Span<Mask<Real>> must_give;        // [row], no text passes that it refuses, if it is asked
  Span<int> everybody, those_short;  // judges
  // Where changes of up to two issues are searched: what a move changes for a judge, and the least and the most that
  // one of a later place does; empty elsewhere.
  Span<Real> change;       // [option][judge]
  Span<Real> least, most;  // [place][judge]

  Deal(const Plan& plan, Arena<Real>& arena)
      : package(arena.reals(plan.place_count())),
        must_give(arena.masks(plan.row_count())),
        everybody(arena.numbers(plan.row_count())),
        those_short(arena.numbers(plan.row_count())) {
    if (plan.whole_space) return;
    change = arena.reals(plan.option_count(), plan.row_count());
    for (auto* reals : {&least, &most}) *reals = arena.reals(plan.place_count(), plan.row_count());
  }
};

template <class Real>
struct Work : SpaceWork<Real> {
  Span<Mask<Real>> present, voter;         // [row], has a seat; has one and votes
  Span<Mask<Real>> bargains;               // [row], votes or holds a veto
  Span<Mask<Real>> decides;                // [row], bargains, or instructs somebody who does
  Span<Mask<Real>> consents;               // [row], decides, or controls an issue on the table
  Span<Mask<Real>> sinks;                  // [row], its refusal fails any text, whatever the others say
  Span<Mask<Real>> accepts;                // [row], its own test; holds where its consent does not count
  Span<Mask<Real>> crossed, broken_never;  // [row], the draft crosses a line that it means; breaks its `never`
  Span<Mask<Real>> content;                // [row], scratch
  Span<Mask<Real>> permitted;              // [option], as `allowed`, but that only the mediator's lines forbid
  Span<Mask<Real>> forbids;                // [exclusion], as `binds`, but that only links and the mediator's `never` do
  Span<Real> influence;                    // [row]
  Span<Real> beta, start;                  // [row], tactic as drawn
  Span<Real> held_utility;                 // [row], of what holds as the stage begins
  Span<Real> reservation;                  // [row]
  Span<Real> aspiration;                   // [row]
  Span<Real> target;                       // [row], what nearness is measured against
  Mask<Real> has_draft{};
  Span<Real> best;                      // [place], option index, found by the running search
  Mask<Real> has_best{}, best_drawn{};  // best_drawn: by the lot, among equals
  Mask<Real> drawn{};                   // some draft was
  Mask<Real> all_refused{};             // somebody who sinks texts alone refuses every one of them over a line
  bool lines_bear = false;              // for that there is a line or a `never`, in some lane
  bool past_lines = false;              // the running search is among those texts, too
  bool may_refuse = false;              // a judge may refuse a text of the running search over a line or a `never`
  bool may_refuse_never = false;        // over a `never`
  Span<int> judges;                     // rows whose consent counts in some lane, judge_count of them
  int judge_count = 0;
  Span<Real> weight;       // [judge], in nearness
  Span<Real> scaled;       // [option][judge], cells times the weight; less `line_depth` weights where it crosses a line
  Span<Real> judged;       // [judge], scratch
  Span<Real> purpose;      // [option], what the mediator makes of it
  Real passing{};          // packages found that would pass against `target`
  Real zone{};             // the same against reservations
  Mask<Real> settled{};    // another search would find the same
  Mask<Real> searching{};  // lanes of the running search
  bool outsiders = false;  // somebody's consent counts for what it controls alone
  bool outsiders_refuse = false;  // or somebody sinks alone only texts that move what it controls
  Nearby<Real> near;
  Deal<Real> deal;

  Work(const Plan& plan, Arena<Real>& arena)
      : SpaceWork<Real>(plan, arena),
        present(arena.masks(plan.row_count())),
        voter(arena.masks(plan.row_count())),
        bargains(arena.masks(plan.row_count())),
        decides(arena.masks(plan.row_count())),
        consents(arena.masks(plan.row_count())),
        sinks(arena.masks(plan.row_count())),
        accepts(arena.masks(plan.row_count())),
        crossed(arena.masks(plan.row_count())),
        broken_never(arena.masks(plan.row_count())),
        content(arena.masks(plan.row_count())),
        permitted(arena.masks(plan.option_count())),
        forbids(arena.masks(plan.exclusions.size())),
        influence(arena.reals(plan.row_count())),
        beta{arena.reals(plan.row_count())},
        start(arena.reals(plan.row_count())),
        held_utility(arena.reals(plan.row_count())),
        reservation(arena.reals(plan.row_count())),
        aspiration(arena.reals(plan.row_count())),
        target(arena.reals(plan.row_count())),
        best(arena.reals(plan.place_count())),
        judges(arena.numbers(plan.row_count())),
        weight(arena.reals(plan.row_count())),
        scaled(arena.reals(plan.option_count(), plan.row_count())),
        judged(arena.reals(plan.row_count())),
        purpose(arena.reals(plan.option_count())),
        near(plan, arena),
        deal(plan, arena) {}
};

template <class Real>
struct Record : StageEnd<Real> {
  Mask<Real> no_text{};      // every package is forbidden, or of use to nobody
  Mask<Real> all_refused{};  // every package is refused over a line by somebody who sinks texts alone
  Mask<Real> drawn{};        // the lot chose among equals
  Real zone{};               // acceptable packages found
  Span<Mask<Real>> refused;  // [row], the last text, which failed
  Span<Mask<Real>> pivotal;  // [row], and with its consent it would have passed
  Span<Real> reason;         // [row], why (reasons.h)
  Mask<Real> possible{};     // it failed, and some text would be of use: there is a nearest deal (nearest_deal.h)
  Span<Mask<Real>> away, without_seat;  // [row], listed and does not attend; holds a veto and has no seat
  Span<Real> deal;                      // [place], that, option index
  Span<Mask<Real>> gives, gives_alone;  // [row], would have had to give for it; and nobody else
  Span<Real> gives_over;                // [row], why it refuses the nearest deal (reasons.h)
  Real givers{};                        // how many would have had to

  Record(const Plan& plan, Arena<Real>& arena)
      : StageEnd<Real>(plan.place_count(), plan.row_count(), arena),
        refused(arena.masks(plan.row_count())),
        pivotal(arena.masks(plan.row_count())),
        reason(arena.reals(plan.row_count())),
        away(arena.masks(plan.row_count())),
        without_seat(arena.masks(plan.row_count())),
        deal(arena.reals(plan.place_count())),
        gives(arena.masks(plan.row_count())),
        gives_alone(arena.masks(plan.row_count())),
        gives_over(arena.reals(plan.row_count())) {}
  void clear() {
    StageEnd<Real>::clear();
    no_text = all_refused = drawn = possible = Mask<Real>{};
    zone = givers = Real(0.0);
  }
};

}  // namespace detente::single_text
