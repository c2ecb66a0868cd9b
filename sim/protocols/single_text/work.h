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
    for (auto* reals : {&least_scaled, &held_cell}) *reals = arena.reals(places, rows);
    for (auto* reals : {&worst, &second_worst, &room}) *reals = arena.reals(rows);
    judges_short = arena.numbers(rows);
    change = arena.reals(options, rows);
    for (auto* reals : {&near_one, &gain, &purpose_change}) *reals = arena.reals(options);
    for (auto* reals : {&most_gain, &is_moved, &crosses}) *reals = arena.reals(places);
    movable = arena.masks(options);
    broken = arena.masks(plan.broken_count());
  }
};

template <class Real>
struct Work : SpaceWork<Real> {
  Span<Mask<Real>> present, voter;  // [row]
  Span<Mask<Real>> accepts;         // [row], its own test; holds where its consent does not count
  Span<Mask<Real>> decides;         // [row], a voter, or instructs one
  Span<Mask<Real>> consents;        // [row], decides, or controls an issue on the table
  Span<Mask<Real>> content;         // [row], scratch
  Span<Real> influence;             // [row]
  Span<Real> beta, start;           // [row], tactic as drawn
  Span<Real> reservation;           // [row]
  Span<Real> aspiration;            // [row]
  Span<Real> target;                // [row], what nearness is measured against
  Mask<Real> has_draft{};
  Span<Real> best;  // [place], option index, found by the running search
  Mask<Real> has_best{};
  Span<int> judges;  // rows whose consent counts in some lane, judge_count of them
  int judge_count = 0;
  Span<Real> scaled;       // [option][judge], cells times the row's weight in nearness
  Span<Real> purpose;      // [option], what the mediator makes of it
  Real passing{};          // packages found that would pass against `target`
  Real zone{};             // the same against reservations
  Mask<Real> settled{};    // another search would find the same
  Mask<Real> searching{};  // lanes of the running search
  bool outsiders = false;  // somebody's consent counts for what it controls alone
  Nearby<Real> near;

  Work(const Plan& plan, Arena<Real>& arena)
      : SpaceWork<Real>(plan, arena),
        present(arena.masks(plan.row_count())),
        voter(arena.masks(plan.row_count())),
        accepts(arena.masks(plan.row_count())),
        decides(arena.masks(plan.row_count())),
        consents(arena.masks(plan.row_count())),
        content(arena.masks(plan.row_count())),
        influence(arena.reals(plan.row_count())),
        beta{arena.reals(plan.row_count())},
        start(arena.reals(plan.row_count())),
        reservation(arena.reals(plan.row_count())),
        aspiration(arena.reals(plan.row_count())),
        target(arena.reals(plan.row_count())),
        best(arena.reals(plan.place_count())),
        judges(arena.numbers(plan.row_count())),
        scaled(arena.reals(plan.option_count(), plan.row_count())),
        purpose(arena.reals(plan.option_count())),
        near(plan, arena) {}
};

template <class Real>
struct Record : StageEnd<Real> {
  Mask<Real> no_text{};                           // no admissible package was found
  Real zone{};                                    // acceptable packages found
  Span<Mask<Real>> blocked_alone, blocked_among;  // [row]
  Span<Real> blocked_on;                          // [row], place it loses most on

  Record(const Plan& plan, Arena<Real>& arena)
      : StageEnd<Real>(plan.place_count(), plan.row_count(), arena),
        blocked_alone(arena.masks(plan.row_count())),
        blocked_among(arena.masks(plan.row_count())),
        blocked_on(arena.reals(plan.row_count())) {}
  void clear() {
    StageEnd<Real>::clear();
    no_text = Mask<Real>{};
    zone = Real(0.0);
    for (auto* masks : {&blocked_alone, &blocked_among}) masks->fill(Mask<Real>{});
    blocked_on.fill(Real(0.0));
  }
};

}  // namespace detente::single_text
