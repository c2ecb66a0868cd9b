#include "sim/protocols/participation/planner.h"

#include <limits>

#include "sim/agents/tactics.h"
#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/participation/ledger.h"

namespace detente::participation {

namespace {

// The best package so far in each lane, in work.best: least rank, then the convenor's utility in multiples of 1e-9,
// then fewest terms changed from its last offer, then fewest moved from what holds, then the lot.
template <class Real>
class Choice {
 public:
  Choice(const Plan& plan, const Lot<Real>& lot, Work<Real>& work) : plan_(plan), lot_(lot), work_(work) {
    for (int place = 0; place < plan_.place_count(); ++place) work_.best[place] = work_.draft[place];
  }
  // Lanes in which a package of the best rank would be as good at the least.
  Mask<Real> is_open(const Real& utility) const { return (rank_ > Real(brings_all)) | (utility >= least_); }
  // What a package is worth at the least that may be as good, given that it must be worth `least`.
  Real floor(const Real& least) const { return select(rank_ > Real(brings_all), least, max(least, least_)); }
  Mask<Real> is_matched_by(const Real& rank, const Real& utility) const {
    return (rank < rank_) | ((rank == rank_) & (utility >= least_));
  }

  // option_at(place) of a package, in lanes in which it may be the best.
  template <class OptionAt>
  void admit(const Mask<Real>& lanes, const OptionAt& option_at, const Real& rank, const Real& worth) {
    const Real utility = to_multiple(worth);
    Mask<Real> better = lanes & ((rank < rank_) | ((rank == rank_) & (utility > utility_)));
    const Mask<Real> equal = lanes & (rank == rank_) & (utility == utility_);
    Mask<Real> tied = mask_of<Real>(false);
    if (any(equal)) {
      const auto differs = [&](const Span<Real>& from, const auto& option) {
        Real count(0.0);
        for (int place = 0; place < plan_.place_count(); ++place)
          count += select(from[place] == option(place), Real(0.0), Real(1.0));
        return count;
      };
      const auto own = [&](int place) { return whole<Real>(option_at(place)); };
      const auto best = [&](int place) { return work_.best[place]; };
      const Real changes = differs(work_.draft, own) - differs(work_.draft, best);
      const Real moves = differs(work_.current, own) - differs(work_.current, best);
      const Real none(0.0);
      better = better | (equal & ((changes < none) | ((changes == none) & (moves < none))));
      tied = equal & (changes == none) & (moves == none);
    }
    drawn_ = (drawn_ & !better) | tied;
    if (any(tied)) {
      const std::uint64_t key = key_of(plan_, option_at);
      better = better |
               lot_.draw(
                   tied, [&](unsigned) { return key; }, [&](unsigned lane) { return key_of(plan_, work_.best, lane); });
    }
    rank_ = select(better, rank, rank_);
    utility_ = select(better, utility, utility_);
    least_ = select(better, worth - Real(tolerance), least_);
    for (int place = 0; place < plan_.place_count(); ++place)
      work_.best[place] = select(better, whole<Real>(option_at(place)), work_.best[place]);
  }
  const Mask<Real>& drawn() const { return drawn_; }

 private:
  const Plan& plan_;
  const Lot<Real>& lot_;
  Work<Real>& work_;
  Real rank_{std::numeric_limits<double>::infinity()}, utility_{-1.0};
  Real least_{-1.0};  // of what may be as good
  Mask<Real> drawn_{};
};

template <class Real>
class Planner {
 public:
  Planner(const Plan& plan, const Lot<Real>& lot, Work<Real>& work, Guests<Real>& guests)
      : plan_(plan), lot_(lot), work_(work), guests_(guests) {}
  void open();
  void plan(const World& world, const StageFrame& stage, int round);

 private:
  template <class Rank, class Keeps>
  void walk(const Real& least, int changes, Rank rank_of, Keeps keeps);
  void read_ledger(const World& world, const Real& least);
  Real distance(std::int64_t index);
  void take(const Choice<Real>& choice);

  const Plan& plan_;
  const Lot<Real>& lot_;
  Work<Real>& work_;
  Guests<Real>& guests_;
};

// Considered are packages worth at least `least` to the convenor that move at most `changes` terms (0: any number).
// rank_of(options, index, moves) is asked only of these; keeps(options, index) says where a package drives nobody away,
// and is asked only of those that would win.
template <class Real>
template <class Rank, class Keeps>
void Planner<Real>::walk(const Real& least, int changes, Rank rank_of, Keeps keeps) {
  work_.reach[plan_.place_count()] = Real(0.0);
  for (int place = plan_.place_count(); place-- > 0;) {
    Real most(0.0);  // cells are not negative
    for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option) {
      Real* cell = work_.walk_cell.data() + 2 * option;
      cell[0] = work_.table.cell[option * plan_.row_count() + plan_.convenor];
      cell[1] = select(work_.draft[place] == whole<Real>(option - plan_.option_begin[place]), Real(0.0), Real(1.0));
      most = max(most, cell[0]);
    }
    work_.reach[place] = most + work_.reach[place + 1];
  }
  work_.level[0] = work_.table.base[plan_.convenor];
  work_.level[1] = Real(0.0);
  const Real most_moves(static_cast<double>(changes > 0 ? changes : plan_.place_count()));
  const Real rounding(1e-12);  // of sums in another order
  Choice<Real> choice(plan_, lot_, work_);
  const auto leaf = [&](const int* options, std::int64_t index, const Mask<Real>& lanes, const Real* sums) {
    Mask<Real> open = lanes & (sums[0] >= least) & choice.is_open(sums[0]);
    if (!any(open)) return;
    open = open & !excluded(plan_, work_, options);
    if (!any(open)) return;
    const Real rank = rank_of(options, index, sums[1]);
    const Mask<Real> close = open & choice.is_matched_by(rank, sums[0]);
    if (any(close))
      choice.admit(close & keeps(options, index), [&](int place) { return options[place]; }, rank, sums[0]);
  };
  const auto enters = [&](int place, const Real* sums) {
    return (sums[0] + work_.reach[place] >= least - rounding) & (sums[1] <= most_moves);
  };
  PackageWalk(plan_, work_.allowed, work_.walk_cell, 2, work_.level, leaf, enters).run(work_.open);
  take(choice);
}

// The best package as the next offer.
template <class Real>
void Planner<Real>::take(const Choice<Real>& choice) {
  for (int place = 0; place < plan_.place_count(); ++place) work_.draft[place] = work_.best[place];
  work_.drawn = work_.drawn | (work_.open & choice.drawn());
}

// The same from the ledger.
template <class Real>
void Planner<Real>::read_ledger(const World& world, const Real& least) {
  Ledger<Real> ledger(plan_, work_);
  ledger.open(world);
  const int places = plan_.place_count();
  const bool limited = plan_.changes > 0 && plan_.changes < places;
  Choice<Real> choice(plan_, lot_, work_);
  const Real least_open = select(work_.open, least, Real(std::numeric_limits<double>::infinity()));
  Real floor = choice.floor(least_open);
  const Real* worths = work_.pages.worth.data();
  for (int page = 0, pages = work_.pages.count; page < pages; ++page) {
    if (!any(worths[page] >= floor)) continue;
    const Real worth = worths[page];
    Mask<Real> open = (worth >= least_open) & choice.is_open(worth);
    if (!any(open)) continue;
    const auto option_at = [&](int place) {
      return plan_.ledger_package(work_.pages.entry[page])[place] - plan_.option_begin[place];
    };
    if (limited) {
      Real moves(0.0);
      for (int place = 0; place < places; ++place)
        moves += select(work_.draft[place] == whole<Real>(option_at(place)), Real(0.0), Real(1.0));
      open = open & (moves <= whole<Real>(plan_.changes));
    }
    const Real rank = ledger.rank(page);
    const Mask<Real> close = open & choice.is_matched_by(rank, worth);
    if (!any(close)) continue;
    choice.admit(close & ledger.keeps(page), option_at, rank, worth);
    floor = choice.floor(least_open);
  }
  take(choice);
}

template <class Real>
void Planner<Real>::open() {
  Mask<Real> good = !excluded(plan_, work_, plan_.offer.data());
  for (int place = 0; place < plan_.place_count(); ++place)
    good = good & work_.allowed[plan_.option_begin[place] + plan_.offer[place]];
  if (all(good | !work_.open)) return;
  walk(
      Real(-1.0), 0, [](const int*, std::int64_t, const Real& moves) { return moves; },
      [](const int*, std::int64_t) { return everywhere<Real>(); });
}

// Rank of a package that does not bring all the wanted.
template <class Real>
Real Planner<Real>::distance(std::int64_t index) {
  Real hopeless(0.0), open(0.0), shortfall(0.0);
  for (const int wanted : plan_.wanted) {
    Mask<Real> sure = mask_of<Real>(false);
    for (int row = wanted; row >= 0; row = plan_.principal_row[row]) {
      sure = sure | !work_.content[row];
      if (work_.asks_worth[row]) shortfall += max(work_.stay_out[row] - work_.judged[row], Real(0.0));
      for (int d = plan_.precondition_begin[row]; d < plan_.precondition_begin[row + 1]; ++d) {
        const Mask<Real> left = work_.taken_at_word[d] & guests_.unmet(d, index, mask_of<Real>(false));
        open += select(left, Real(1.0), Real(0.0));
        sure = sure | (left & work_.proved[d]);
      }
    }
    hopeless += select(sure, Real(1.0), Real(0.0));
  }
  return distance_of(hopeless, open, to_multiple(shortfall));
}

template <class Real>
void Planner<Real>::plan(const World& world, const StageFrame& stage, int round) {
  const Mask<Real> nobody = mask_of<Real>(false);
  const Real aspired =
      aspiration(stage, world.parties[plan_.rows[plan_.convenor].party].tactic, work_.tactic, work_.reservation, round);
  const Real least = aspired - Real(tolerance);
  // Where nobody's coming depends on another's, only the wanted need be asked before a package is seen to win.
  const auto believe = [&](const std::vector<int>& guests, const int* options, std::int64_t index) {
    for (const int row : guests) {
      if (work_.always_comes[row]) continue;
      guests_.appraise(row, options);
      guests_.guess(row, guests_.willing(row, work_.taken_at_word, index, nobody));
    }
  };
  const auto rank_of = [&](const int* options, std::int64_t index, const Real&) {
    for (int place = 0; place < plan_.place_count() && plan_.terms_are_read; ++place)
      guests_.offer(place, Real(world.issues[plan_.issues[place]].option_values[options[place]]));
    if (plan_.attendance_interacts) {
      for (const int row : plan_.invited) guests_.appraise(row, options);
      guests_.solve_attendance(work_.taken_at_word, index, nobody);
    } else {
      believe(plan_.wanted, options, index);
    }
    Mask<Real> brings = everywhere<Real>();
    for (const int row : plan_.wanted)
      if (!work_.always_comes[row]) brings = brings & guests_.attends(row);
    return all(brings) ? Real(brings_all) : select(brings, Real(brings_all), distance(index));
  };
  const auto keeps = [&](const int* options, std::int64_t index) {
    if (!plan_.attendance_interacts) believe(plan_.keep, options, index);
    Mask<Real> kept = everywhere<Real>();
    for (const int row : plan_.keep)
      if (!work_.always_comes[row]) kept = kept & (guests_.attends(row) | !work_.came_first[row]);
    return kept;
  };
  if (plan_.keeps_ledger)
    read_ledger(world, least);
  else
    walk(least, plan_.changes, rank_of, keeps);
}

}  // namespace

template <class Real>
void open_offer(const Plan& plan, const Lot<Real>& lot, Work<Real>& work, Guests<Real>& guests) {
  Planner<Real>(plan, lot, work, guests).open();
}

template <class Real>
void plan_offer(const World& world, const StageFrame& stage, const Plan& plan, const Lot<Real>& lot, Work<Real>& work,
                Guests<Real>& guests, int round) {
  Planner<Real>(plan, lot, work, guests).plan(world, stage, round);
}

#define DETENTE_PLANNER(Real)                                                                                          \
  template void open_offer(const Plan&, const Lot<Real>&, Work<Real>&, Guests<Real>&);                                 \
  template void plan_offer(const World&, const StageFrame&, const Plan&, const Lot<Real>&, Work<Real>&, Guests<Real>&, \
                           int);
DETENTE_FOR_LANE_TYPES(DETENTE_PLANNER)

}  // namespace detente::participation
