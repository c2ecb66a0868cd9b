#include "sim/protocols/planner.h"

#include <limits>

#include "sim/agents/tactics.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/ledger.h"

namespace detente {

namespace {

// The best package so far in each lane, in work.best: least rank, then the convenor's utility, then order of name.
template <class Real>
class Choice {
 public:
  Choice(const StageModel& stage, StageWork<Real>& work) : stage_(stage), work_(work) {
    for (int place = 0; place < stage_.place_count(); ++place) work_.best[place] = work_.draft[place];
  }
  // Lanes in which a package of the best rank would be better.
  Mask<Real> is_open(const Real& utility) const { return (rank_ > Real(brings_all)) | (utility > utility_); }
  // What a package is worth at the least that may be better, given that it must be worth `least`.
  Real floor(const Real& least) const { return select(rank_ > Real(brings_all), least, max(least, utility_)); }
  Mask<Real> beaten_by(const Real& rank, const Real& utility) const {
    return (rank < rank_) | ((rank == rank_) & (utility > utility_));
  }
  template <class OptionAt>
  void take(const Mask<Real>& lanes, OptionAt option_at, const Real& rank, const Real& utility) {
    rank_ = select(lanes, rank, rank_);
    utility_ = select(lanes, utility, utility_);
    for (int place = 0; place < stage_.place_count(); ++place)
      work_.best[place] = select(lanes, Real(static_cast<double>(option_at(place))), work_.best[place]);
  }

 private:
  const StageModel& stage_;
  StageWork<Real>& work_;
  Real rank_{std::numeric_limits<double>::infinity()}, utility_{-1.0};
};

template <class Real>
class Planner {
 public:
  Planner(const StageModel& stage, State<Real>& state, Guests<Real>& guests)
      : stage_(stage), state_(state), work_(state.work), guests_(guests) {}
  void open();
  void plan(const Model& model);

 private:
  template <class Rank, class Keeps>
  void walk(const Real& least, int changes, Rank rank_of, Keeps keeps);
  void read_ledger(const Model& model, const Real& least);
  Real distance(std::int64_t index);

  const StageModel& stage_;
  State<Real>& state_;
  StageWork<Real>& work_;
  Guests<Real>& guests_;
};

// Considered are packages worth at least `least` to the convenor that move at most `changes` terms (0: any number).
// rank_of(options, index, moves) is asked only of these; keeps(options, index) says where a package drives nobody away,
// and is asked only of those that would win.
template <class Real>
template <class Rank, class Keeps>
void Planner<Real>::walk(const Real& least, int changes, Rank rank_of, Keeps keeps) {
  work_.reach[stage_.place_count()] = Real(0.0);
  for (int place = stage_.place_count(); place-- > 0;) {
    Real most(0.0);  // cells are not negative
    for (int option = stage_.option_begin[place]; option < stage_.option_begin[place + 1]; ++option) {
      Real* cell = work_.walk_cell.data() + 2 * option;
      cell[0] = work_.table.cell[option * stage_.row_count() + stage_.convenor];
      cell[1] = select(work_.draft[place] == Real(static_cast<double>(option - stage_.option_begin[place])), Real(0.0),
                       Real(1.0));
      most = max(most, cell[0]);
    }
    work_.reach[place] = most + work_.reach[place + 1];
  }
  work_.level[0] = work_.table.base[stage_.convenor];
  work_.level[1] = Real(0.0);
  const Real most_moves(static_cast<double>(changes > 0 ? changes : stage_.place_count()));
  const Real rounding(1e-12);  // of sums in another order
  Choice<Real> choice(stage_, work_);
  const auto leaf = [&](const int* options, std::int64_t index, const Mask<Real>& lanes, const Real* sums) {
    Mask<Real> open = lanes & (sums[0] >= least) & choice.is_open(sums[0]);
    if (!any(open)) return;
    open = open & !excluded(stage_, work_, options);
    if (!any(open)) return;
    const Real rank = rank_of(options, index, sums[1]);
    const Mask<Real> better = open & choice.beaten_by(rank, sums[0]);
    if (any(better))
      choice.take(better & keeps(options, index), [&](int place) { return options[place]; }, rank, sums[0]);
  };
  const auto enters = [&](int place, const Real* sums) {
    return (sums[0] + work_.reach[place] >= least - rounding) & (sums[1] <= most_moves);
  };
  PackageWalk(stage_, work_.allowed, work_.walk_cell, 2, work_.level, leaf, enters).run(work_.open);
}

// The same from the ledger.
template <class Real>
void Planner<Real>::read_ledger(const Model& model, const Real& least) {
  Ledger<Real> ledger(stage_, work_);
  ledger.open(model);
  const int places = stage_.place_count();
  const bool limited = stage_.changes > 0 && stage_.changes < places;
  Choice<Real> choice(stage_, work_);
  const Real least_open = select(work_.open, least, Real(std::numeric_limits<double>::infinity()));
  Real floor = choice.floor(least_open);
  const Real* worths = work_.worth.data();
  for (int page = 0, pages = work_.page_count; page < pages; ++page) {
    if (!any(worths[page] >= floor)) continue;
    const Real worth = worths[page];
    Mask<Real> open = (worth >= least_open) & choice.is_open(worth);
    if (!any(open)) continue;
    const auto option_at = [&](int place) {
      return stage_.ledger_package(work_.entry[page])[place] - stage_.option_begin[place];
    };
    if (limited) {
      Real moves(0.0);
      for (int place = 0; place < places; ++place)
        moves += select(work_.draft[place] == Real(static_cast<double>(option_at(place))), Real(0.0), Real(1.0));
      open = open & (moves <= Real(static_cast<double>(stage_.changes)));
    }
    const Real rank = ledger.rank(page);
    const Mask<Real> better = open & choice.beaten_by(rank, worth);
    if (!any(better)) continue;
    choice.take(better & ledger.keeps(page), option_at, rank, worth);
    floor = choice.floor(least_open);
  }
}

template <class Real>
void Planner<Real>::open() {
  Mask<Real> good = !excluded(stage_, work_, stage_.offer.data());
  for (int place = 0; place < stage_.place_count(); ++place)
    good = good & work_.allowed[stage_.option_begin[place] + stage_.offer[place]];
  if (all(good | !work_.open)) return;
  walk(
      Real(-1.0), 0, [](const int*, std::int64_t, const Real& moves) { return moves; },
      [](const int*, std::int64_t) { return everywhere<Real>(); });
  for (int place = 0; place < stage_.place_count(); ++place) work_.draft[place] = work_.best[place];
}

// Rank of a package that does not bring all the wanted.
template <class Real>
Real Planner<Real>::distance(std::int64_t index) {
  Real hopeless(0.0), open(0.0), shortfall(0.0);
  for (const int wanted : stage_.wanted) {
    Mask<Real> sure = mask_of<Real>(false);
    for (int row = wanted; row >= 0; row = stage_.principal_row[row]) {
      sure = sure | !work_.content[row];
      if (work_.asks_worth[row]) shortfall += max(work_.stay_out[row] - work_.judged[row], Real(0.0));
      for (int d = stage_.demand_begin[row]; d < stage_.demand_begin[row + 1]; ++d) {
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
void Planner<Real>::plan(const Model& model) {
  const Mask<Real> nobody = mask_of<Real>(false);
  const Real aspired = aspiration(stage_, model.parties[stage_.rows[stage_.convenor].party].tactic,
                                  work_.tactic[stage_.convenor], work_.reservation[stage_.convenor], state_.round);
  const Real least = aspired - Real(stay_out_slack);
  // Where nobody's coming depends on another's, only the wanted need be asked before a package is seen to win.
  const auto believe = [&](const std::vector<int>& guests, const int* options, std::int64_t index) {
    for (const int row : guests) {
      if (work_.always_comes[row]) continue;
      guests_.appraise(row, options);
      guests_.guess(row, guests_.willing(row, work_.taken_at_word, index, nobody));
    }
  };
  const auto rank_of = [&](const int* options, std::int64_t index, const Real&) {
    for (int place = 0; place < stage_.place_count() && stage_.terms_are_read; ++place)
      guests_.offer(place, Real(model.issues[stage_.issues[place]].option_values[options[place]]));
    if (stage_.attendance_interacts) {
      for (const int row : stage_.invited) guests_.appraise(row, options);
      guests_.solve_attendance(work_.taken_at_word, index, nobody);
    } else {
      believe(stage_.wanted, options, index);
    }
    Mask<Real> brings = everywhere<Real>();
    for (const int row : stage_.wanted)
      if (!work_.always_comes[row]) brings = brings & guests_.attends(row);
    return all(brings) ? Real(brings_all) : select(brings, Real(brings_all), distance(index));
  };
  const auto keeps = [&](const int* options, std::int64_t index) {
    if (!stage_.attendance_interacts) believe(stage_.keep, options, index);
    Mask<Real> kept = everywhere<Real>();
    for (const int row : stage_.keep)
      if (!work_.always_comes[row]) kept = kept & (guests_.attends(row) | !work_.came_first[row]);
    return kept;
  };
  if (stage_.keeps_ledger())
    read_ledger(model, least);
  else
    walk(least, stage_.changes, rank_of, keeps);
  for (int place = 0; place < stage_.place_count(); ++place) work_.draft[place] = work_.best[place];
}

}  // namespace

template <class Real>
void open_offer(const StageModel& stage, State<Real>& state, Guests<Real>& guests) {
  Planner<Real>(stage, state, guests).open();
}

template <class Real>
void plan_offer(const Model& model, const StageModel& stage, State<Real>& state, Guests<Real>& guests) {
  Planner<Real>(stage, state, guests).plan(model);
}

#define DETENTE_PLANNER(Real)                                               \
  template void open_offer(const StageModel&, State<Real>&, Guests<Real>&); \
  template void plan_offer(const Model&, const StageModel&, State<Real>&, Guests<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_PLANNER)

}  // namespace detente
