#include "sim/protocols/planner.h"

#include <limits>

#include "sim/agents/preferences.h"
#include "sim/agents/tactics.h"
#include "sim/model/lane_types.h"

namespace detente {

template <class Real>
void weigh_terms(const StageModel& stage, StageWork<Real>& work) {
  utilities(stage, work.table, work.current, work.status_quo);
  for (int option = 0; option < stage.option_count(); ++option)
    work.walk_cell[2 * option] = work.table.cell[option * stage.row_count() + stage.convenor];
  work.reach[stage.place_count()] = Real(0.0);
  for (int place = stage.place_count(); place-- > 0;) {
    Real most(0.0);  // cells are not negative
    for (int option = stage.option_begin[place]; option < stage.option_begin[place + 1]; ++option)
      most = max(most, work.walk_cell[2 * option]);
    work.reach[place] = most + work.reach[place + 1];
  }
}

namespace {

constexpr double brings_all = -1;  // the best rank

template <class Real>
class Planner {
 public:
  Planner(const StageModel& stage, State<Real>& state, Guests<Real>& guests)
      : stage_(stage), state_(state), work_(state.work), guests_(guests) {}
  void open();
  void plan(const Model& model);

 private:
  template <class Rank, class Keeps>
  void choose(const Real& least, int changes, Rank rank_of, Keeps keeps);
  Real distance(std::int64_t index);

  const StageModel& stage_;
  State<Real>& state_;
  StageWork<Real>& work_;
  Guests<Real>& guests_;
};

// Puts the best package into work.draft: least rank, then the convenor's utility, then order of name. Considered are
// packages worth at least `least` to the convenor that move at most `changes` terms (0: any number).
// rank_of(options, index, lanes, moves) is asked only of these; keeps(options, index) says where a package drives
// nobody away, and is asked only of those that would win.
template <class Real>
template <class Rank, class Keeps>
void Planner<Real>::choose(const Real& least, int changes, Rank rank_of, Keeps keeps) {
  for (int place = 0; place < stage_.place_count(); ++place) {
    work_.best[place] = work_.draft[place];
    for (int option = 0; option < stage_.options_at(place); ++option)
      work_.walk_cell[2 * (stage_.option_begin[place] + option) + 1] =
          select(work_.draft[place] == Real(static_cast<double>(option)), Real(0.0), Real(1.0));
  }
  work_.level[0] = work_.table.base[stage_.convenor];
  work_.level[1] = Real(0.0);
  const Real most_moves(static_cast<double>(changes > 0 ? changes : stage_.place_count()));
  const Real rounding(1e-12);  // of sums in another order
  Real best_rank(std::numeric_limits<double>::infinity());
  Real best_utility(-1.0);
  const auto leaf = [&](const int* options, std::int64_t index, const Mask<Real>& lanes, const Real* sums) {
    const Real utility = sums[0];
    Mask<Real> open = lanes & (utility >= least) & ((best_rank > Real(brings_all)) | (utility > best_utility));
    if (!any(open)) return;
    open = open & !excluded(stage_, work_, options);
    if (!any(open)) return;
    const Real rank = rank_of(options, index, sums[1]);
    Mask<Real> better = open & ((rank < best_rank) | ((rank == best_rank) & (utility > best_utility)));
    if (!any(better)) return;
    better = better & keeps(options, index);
    best_rank = select(better, rank, best_rank);
    best_utility = select(better, utility, best_utility);
    for (int place = 0; place < stage_.place_count(); ++place)
      work_.best[place] = select(better, Real(static_cast<double>(options[place])), work_.best[place]);
  };
  const auto enters = [&](int place, const Real* sums) {
    return (sums[0] + work_.reach[place] >= least - rounding) & (sums[1] <= most_moves);
  };
  PackageWalk(stage_, work_.allowed, work_.walk_cell, 2, work_.level, leaf, enters).run(work_.open);
  for (int place = 0; place < stage_.place_count(); ++place) work_.draft[place] = work_.best[place];
}

template <class Real>
void Planner<Real>::open() {
  Mask<Real> good = !excluded(stage_, work_, stage_.offer.data());
  for (int place = 0; place < stage_.place_count(); ++place)
    good = good & work_.allowed[stage_.option_begin[place] + stage_.offer[place]];
  if (all(good | !work_.open)) return;
  choose(
      Real(-1.0), 0, [](const int*, std::int64_t, const Real& moves) { return moves; },
      [](const int*, std::int64_t) { return everywhere<Real>(); });
}

// Rank of a package that does not bring all the wanted: those sure to stay away, then demands open, then the shortfall.
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
  // One number in this order of weight: at most 64 wanted, 2 x 16 demands and 2 of shortfall each.
  const Real ties = floor(shortfall * Real(1e9) + Real(0.5)) / Real(1e9);
  return (hopeless * Real(2048.0) + open) * Real(128.0) + ties;
}

template <class Real>
void Planner<Real>::plan(const Model& model) {
  const Mask<Real> nobody = mask_of<Real>(false);
  const Real aspired = aspiration(stage_, model.parties[stage_.rows[stage_.convenor].party].tactic,
                                  work_.tactic[stage_.convenor], work_.reservation[stage_.convenor], state_.round);
  // Where nobody's coming depends on another's, only the wanted need be asked before a package is seen to win.
  const auto believe = [&](const std::vector<int>& guests, const int* options, std::int64_t index) {
    for (const int row : guests) {
      if (work_.always_comes[row]) continue;
      guests_.appraise(row, options);
      guests_.guess(row, guests_.willing(row, work_.taken_at_word, index, nobody));
    }
  };
  choose(
      aspired - Real(stay_out_slack), stage_.changes,
      [&](const int* options, std::int64_t index, const Real&) {
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
      },
      [&](const int* options, std::int64_t index) {
        if (!stage_.attendance_interacts) believe(stage_.keep, options, index);
        Mask<Real> kept = everywhere<Real>();
        for (const int row : stage_.keep)
          if (!work_.always_comes[row]) kept = kept & (guests_.attends(row) | !work_.came_first[row]);
        return kept;
      });
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
  template void weigh_terms(const StageModel&, StageWork<Real>&);           \
  template void open_offer(const StageModel&, State<Real>&, Guests<Real>&); \
  template void plan_offer(const Model&, const StageModel&, State<Real>&, Guests<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_PLANNER)

}  // namespace detente
