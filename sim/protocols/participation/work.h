// What a participation stage works with while it runs, and what it leaves behind.
#pragma once

#include "sim/agents/tactics.h"
#include "sim/protocols/participation/plan.h"

namespace detente::participation {

// What the convenor and its guests make of packages; empty where no ledger is kept.
template <class Real>
struct Pages {
  bool open = false;
  int count = 0;                         // pages, one for each package that may be worth the convenor's reservation
  Span<int> entry;                       // [page], in the plan's ledger
  Span<Real> column;                     // [option], the convenor's cells; then [option][asked]
  Span<Real> worth;                      // [page], to the convenor; -infinity where it may not offer it
  Span<Mask<Real>> line_kept;            // [option][wanted, then one for all to be kept], crosses no line they mean
  Span<Mask<Real>> line_level;           // [place + 1][the same], scratch
  Span<Mask<Real>> wanted_content;       // [page][wanted]
  Span<Real> shortfall;                  // [page], of all the wanted together, rounded
  Span<Mask<Real>> keeps_content;        // [page], all that are to be kept are content
  Span<Real> left_open;                  // [kind], preconditions of the wanted that are taken at their word
  Span<Mask<Real>> put_off, lost;        // [kind][wanted], one of them is the wanted's; one that is proved
  Span<Mask<Real>> keeps_preconditions;  // [kind], none of those to be kept has one that is left open

  Pages(const Plan& plan, Arena<Real>& arena) {
    if (!plan.keeps_ledger) return;
    const std::size_t pages = plan.ledger_size(), options = plan.option_count(), kinds = plan.kind_count;
    const std::size_t wanted = plan.wanted.size(), lines = wanted + 1;
    entry = arena.numbers(pages);
    column = arena.reals(options, plan.row_count());
    worth = arena.reals(pages);
    line_kept = arena.masks(options, lines);
    line_level = arena.masks(plan.place_count() + 1, lines);
    wanted_content = arena.masks(pages, wanted);
    shortfall = arena.reals(pages);
    keeps_content = arena.masks(pages);
    left_open = arena.reals(kinds);
    put_off = arena.masks(kinds, wanted);
    lost = arena.masks(kinds, wanted);
    keeps_preconditions = arena.masks(kinds);
  }
};

template <class Real>
struct Work : SpaceWork<Real> {
  Real reservation{};                 // the convenor's
  DrawnTactic<Real> tactic{};         // the convenor's
  Span<Real> best;                    // [place], option index, found by the running search
  Mask<Real> drawn{};                 // the lot chose among equal terms
  Span<Real> stay_out;                // [row]
  Span<Real> status_quo;              // [row], utility of what holds as the stage begins
  Span<Real> judged;                  // [row], utility of the package the convenor considers
  Span<Mask<Real>> keeps_lines;       // [row], the terms on offer cross no line it means
  Span<Mask<Real>> content;           // [row], that, and better off than staying out
  Span<Mask<Real>> came, came_first;  // [row], to the last terms, to the opening terms
  Span<Mask<Real>> wavers;            // [row], scratch
  Span<bool> asks_worth;              // [row], staying out is worth something in some lane
  Span<bool> always_comes;            // [row], whatever the terms: it and whoever instructs it ask for nothing
  Span<Mask<Real>> meant;             // [precondition]
  Span<Mask<Real>> bluff;             // [precondition], the convenor has seen that it is not meant
  Span<Mask<Real>> proved;            // [precondition], the convenor has seen that it is meant
  Span<Mask<Real>> taken_at_word;     // [precondition], !bluff
  Span<Mask<Real>> unmet;             // [precondition]
  Span<Mask<Real>> steadily_unmet;    // [precondition], of those that are steady
  Span<Real> walk_cell;               // [option][2], its utility to the convenor, and 1 where it moves a term
  Span<Real> reach;                   // [place + 1], the most that the places from there on can add for the convenor
  Pages<Real> pages;

  Work(const Plan& plan, Arena<Real>& arena)
      : SpaceWork<Real>(plan, arena),
        best(arena.reals(plan.place_count())),
        stay_out(arena.reals(plan.row_count())),
        status_quo(arena.reals(plan.row_count())),
        judged(arena.reals(plan.row_count())),
        keeps_lines(arena.masks(plan.row_count())),
        content(arena.masks(plan.row_count())),
        came(arena.masks(plan.row_count())),
        came_first(arena.masks(plan.row_count())),
        wavers(arena.masks(plan.row_count())),
        asks_worth(arena.flags(plan.row_count())),
        always_comes(arena.flags(plan.row_count())),
        meant(arena.masks(plan.preconditions.size())),
        bluff(arena.masks(plan.preconditions.size())),
        proved(arena.masks(plan.preconditions.size())),
        taken_at_word(arena.masks(plan.preconditions.size())),
        unmet(arena.masks(plan.preconditions.size())),
        steadily_unmet(arena.masks(plan.preconditions.size())),
        walk_cell(arena.reals(plan.option_count(), 2)),
        reach(arena.reals(plan.place_count() + 1)),
        pages(plan, arena) {}
};

template <class Real>
struct Record : StageEnd<Real> {
  // Why a party is away, of those invited and those who instruct them.
  Span<Mask<Real>> worse;    // [row], the terms are worth less than staying out
  Span<Mask<Real>> crossed;  // [row], they cross a line it means
  Span<Mask<Real>> unmet;    // [precondition], they leave a precondition unmet that it means
  Mask<Real> drawn{};        // the lot chose among equal terms

  Record(const Plan& plan, Arena<Real>& arena)
      : StageEnd<Real>(plan.place_count(), plan.row_count(), arena),
        worse(arena.masks(plan.row_count())),
        crossed(arena.masks(plan.row_count())),
        unmet(arena.masks(plan.preconditions.size())) {}
  void clear() {
    StageEnd<Real>::clear();
    drawn = Mask<Real>{};
  }
};

}  // namespace detente::participation
