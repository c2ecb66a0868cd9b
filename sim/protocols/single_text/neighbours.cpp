// The search among changes of up to two issues from the draft.

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/moved_draft.h"
#include "sim/protocols/single_text/nearness.h"
#include "sim/protocols/single_text/text_search.h"

namespace detente::single_text {

namespace {

constexpr double far = 1e300;  // no text, but what is subtracted from it is a number
// The state of one search among neighbours of work.draft.
template <class Real>
class Neighbours {
 public:
  Neighbours(const Plan& plan, const Lot<Real>& lot, Work<Real>& work)
      : plan_(plan),
        lot_(lot),
        work_(work),
        near_(work.near),
        moved_draft_(plan, work),
        judges_(work.judge_count),
        kept_(work.judge_count),
        strict_(!work.outsiders && asks_everybody(plan.decision)),
        sure_(passing_is_of_use(plan, work)) {}
  void run();

 private:
  void bound_cells();
  void tabulate_draft();
  void tabulate_worth();
  void bound_moves();
  void drop_content();
  void tabulate_changes();
  DETENTE_INLINE Real short_of(const Real* gaps, const Real* change) const;
  Real option_after(const Move& first, const Move& second, int place) const;
  void open_pair(const Move& first, int other);
  Real near_with(const Move& first, const Move& second, Real* gaps);
  Mask<Real> may_be_tabled(const Mask<Real>& lanes, const Real& near, const Move& first, const Move& second);
  DETENTE_INLINE void consider(const Mask<Real>& lanes, const Real& least, const Real& purpose, const Move& first,
                               const Move& second);
  void consider_pairs(const Move& first, const Real* gaps, const Real& purpose);
  template <class Then>
  void each_move(Then then) const;
  void take_best();
  Real index_of(const Move& move) const { return whole<Real>(move.option - plan_.option_begin[move.place]); }

  const Plan& plan_;
  const Lot<Real>& lot_;
  Work<Real>& work_;
  Nearby<Real>& near_;
  MovedDraft<Real> moved_draft_;
  const int judges_;
  int kept_;                   // of the judges: all, or those whom some candidate may leave short
  const bool strict_;          // nearness is the sum of shortfalls, or more where a `never` is broken
  const Mask<Real> sure_;      // whatever passes is of use to somebody
  Mask<Real> of_use_{};        // whatever two moves are made is of use to somebody
  bool has_worth_ = false;     // of the draft, to each row
  Real purpose_{};             // of the draft
  Real moved_{}, crossing_{};  // issues that the draft moves, and those it leaves where they may not be
  // Of the first move and the issue of the second, once a candidate of theirs is worth it.
  bool pair_open_ = false;
  Mask<Real> admissible_{};  // nothing forbids it that does not hang on the second option
  bool any_alone_ = false;
  Mask<Real> alone_{};  // all but the second issue is as it holds already
  Best<Real> best_;
  Real best_code_{}, best_changes_{};  // code -1: the draft
};

template <class Real>
void Neighbours<Real>::bound_cells() {
  const Real none(std::numeric_limits<double>::infinity());
  for (int place = 0; place < plan_.place_count(); ++place)
    for (int i = 0; i < judges_; ++i) {
      Real least = none;
      for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option)
        least = min(least, select(work_.allowed[option], work_.scaled[option * judges_ + i], none));
      near_.least_scaled[place * judges_ + i] = least;
    }
}

// The draft by issue: what the judges and the mediator make of its option, and what it may change to.
template <class Real>
void Neighbours<Real>::tabulate_draft() {
  Real* gaps = work_.level.data();
  start_gaps(work_, gaps);
  purpose_ = moved_ = crossing_ = Real(0.0);
  for (int place = 0; place < plan_.place_count(); ++place) {
    const int begin = plan_.option_begin[place], end = plan_.option_begin[place + 1];
    Real* held = near_.held_cell.data() + place * judges_;
    std::fill_n(held, judges_, Real(0.0));
    Real held_purpose(0.0);
    for (int option = begin; option < end; ++option) {
      const Mask<Real> is_held = work_.draft[place] == whole<Real>(option - begin);
      near_.movable[option] = work_.allowed[option] & !is_held & work_.searching;
      if (!any(is_held)) continue;
      for (int i = 0; i < judges_; ++i) held[i] = select(is_held, work_.scaled[option * judges_ + i], held[i]);
      held_purpose = select(is_held, work_.purpose[option], held_purpose);
    }
    near_.is_moved[place] = select(work_.draft[place] != work_.current[place], Real(1.0), Real(0.0));
    near_.crosses[place] = select(allows_draft(plan_, work_, place), Real(0.0), Real(1.0));
    moved_ += near_.is_moved[place];
    crossing_ += near_.crosses[place];
    for (int i = 0; i < judges_; ++i) gaps[i] += held[i];
    purpose_ += held_purpose;
    for (int option = begin; option < end; ++option)
      near_.purpose_change[option] = work_.purpose[option] - held_purpose;
  }
}

// What the draft is worth to each row, issue by issue and in all.
template <class Real>
void Neighbours<Real>::tabulate_worth() {
  const int rows = plan_.row_count();
  for (int row = 0; row < rows; ++row) near_.draft_worth[row] = work_.table.base[row];
  for (int place = 0; place < plan_.place_count(); ++place)
    for (int row = 0; row < rows; ++row) {
      Real& worth = near_.held_worth[place * rows + row];
      worth = cell_of(plan_, work_.table, place, work_.draft[place], row);
      near_.draft_worth[row] += worth;
    }
  has_worth_ = true;
}

// The two moves that each judge likes least. One who gains even with both makes every candidate of use.
template <class Real>
void Neighbours<Real>::bound_moves() {
  const Real* gaps = work_.level.data();
  for (auto* reals : {&near_.worst, &near_.second_worst}) reals->fill(Real(0.0));
  for (int place = 0; place < plan_.place_count(); ++place)
    for (int i = 0; i < judges_; ++i) {
      const int at = place * judges_ + i;
      const Real least = near_.least_scaled[at] - near_.held_cell[at];
      near_.second_worst[i] = max(near_.worst[i], min(near_.second_worst[i], least));
      near_.worst[i] = min(near_.worst[i], least);
    }
  of_use_ = mask_of<Real>(false);
  for (int i = 0; i < judges_; ++i) {
    const int row = work_.judges[i];
    const Real gain = gaps[i] + near_.worst[i] + near_.second_worst[i] +
                      (work_.target[row] - work_.held_utility[row]) * work_.weight[i];
    of_use_ = of_use_ | (work_.decides[row] & (gain > Real(tolerance) * (work_.weight[i] + Real(1.0))));
  }
}

// A judge whom even these leave above its target adds nothing to any candidate's shortfall: the others stay. Their
// `room` is the most that any one move may leave them short of.
template <class Real>
void Neighbours<Real>::drop_content() {
  const Real margin(tolerance);  // sums in another order
  Real* gaps = work_.level.data();
  kept_ = 0;
  for (int i = 0; i < judges_; ++i) {
    const Mask<Real> content = gaps[i] + near_.worst[i] + near_.second_worst[i] >= margin;
    if (all(content | !work_.searching)) continue;
    near_.room[kept_] = max(Real(0.0) - (gaps[i] + near_.worst[i]), Real(0.0));
    near_.judges_short[kept_] = i;
    gaps[kept_++] = gaps[i];
  }
}

// Differences to the draft, and, where nearness is a sum of shortfalls, what a change can take off that of another.
template <class Real>
void Neighbours<Real>::tabulate_changes() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (int place = 0; place < plan_.place_count(); ++place) {
    const Real* held = near_.held_cell.data() + place * judges_;
    near_.most_gain[place] = Real(-infinity);
    for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option) {
      near_.gain[option] = Real(std::numeric_limits<double>::quiet_NaN());
      if (!any(near_.movable[option])) continue;
      const Real* scaled = work_.scaled.data() + option * judges_;
      Real* change = near_.change.data() + option * kept_;
      Real gain(0.0);
      for (int k = 0; k < kept_; ++k) {
        const int i = near_.judges_short[k];
        change[k] = scaled[i] - held[i];
        gain += min(max(change[k], Real(0.0)), near_.room[k]);
      }
      gain = strict_ ? gain * Real(1e9) + Real(2.0) : Real(infinity);  // 2: nearness is rounded
      near_.most_gain[place] = max(near_.most_gain[place], select(near_.movable[option], gain, Real(-infinity)));
      near_.gain[option] = select(near_.movable[option], gain, near_.gain[option]);
    }
  }
}

// What the judges lack together once the change is made, negative.
template <class Real>
Real Neighbours<Real>::short_of(const Real* gaps, const Real* change) const {
  Real sum(0.0);
  if (work_.may_refuse)
    for (int k = 0; k < kept_; ++k) sum += shortfall(work_, gaps[k] + change[k], work_.weight[near_.judges_short[k]]);
  else
    for (int k = 0; k < kept_; ++k) sum += min(gaps[k] + change[k], Real(0.0));
  return sum;
}

// The draft's option at the place with both moves made.
template <class Real>
Real Neighbours<Real>::option_after(const Move& first, const Move& second, int place) const {
  return place == first.place ? index_of(first) : place == second.place ? index_of(second) : work_.draft[place];
}

// other: the issue of the second move, -1 if there is none.
template <class Real>
void Neighbours<Real>::open_pair(const Move& first, int other) {
  pair_open_ = true;
  Real elsewhere = moved_ - near_.is_moved[first.place], crossing = crossing_ - near_.crosses[first.place];
  if (other >= 0) {
    elsewhere = elsewhere - near_.is_moved[other];
    crossing = crossing - near_.crosses[other];
  }
  alone_ = (index_of(first) == work_.current[first.place]) & (elsewhere == Real(0.0));
  any_alone_ = any(alone_);
  admissible_ = crossing == Real(0.0);
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e) {
    if (other >= 0 && plan_.exclusions[e].moved_at[other] >= 0) continue;
    admissible_ &= !(work_.binds[e] & moved_draft_.is_in(e, first, {}));
  }
}

// Where nearness is no mere sum of shortfalls. gaps: of all judges, scratch.
template <class Real>
Real Neighbours<Real>::near_with(const Move& first, const Move& second, Real* gaps) {
  for (std::size_t e = 0; e < plan_.exclusions.size() && work_.may_refuse_never; ++e) {
    if (plan_.exclusions[e].rows.empty()) continue;
    const Mask<Real> in = moved_draft_.is_in(e, first, second);
    if (any(in)) refuse_over_never(plan_.exclusions[e], work_, in, gaps);
  }
  const auto moved = [&](int place) { return option_after(first, second, place) != work_.current[place]; };
  Real near = nearness(plan_, work_, gaps, moved);
  if (work_.outsiders_refuse && !work_.past_lines)  // no text then, however near
    near =
        select(is_sunk_by_controller(plan_, work_, gaps, moved), Real(std::numeric_limits<double>::infinity()), near);
  return near;
}

// Of these lanes those in which nothing forbids the draft with the moves, and somebody gains by it.
template <class Real>
Mask<Real> Neighbours<Real>::may_be_tabled(const Mask<Real>& lanes, const Real& near, const Move& first,
                                           const Move& second) {
  if (!pair_open_) open_pair(first, second.place);
  Mask<Real> inside = lanes & admissible_;
  if (second.place < 0) {
    inside &= !alone_;
  } else {
    if (!plan_.exclusions_of[second.place].empty()) inside &= !moved_draft_.breaks(first, second);
    if (any_alone_) inside &= !(alone_ & (index_of(second) == work_.current[second.place]));
  }
  const Mask<Real> known = inside & (of_use_ | (sure_ & (near == Real(0.0)))), asking = inside & !known;
  if (!any(asking)) return known;
  if (!has_worth_) tabulate_worth();
  const int rows = plan_.row_count();
  const auto utility = [&](int i) {
    const int row = work_.judges[i];
    Real worth = near_.draft_worth[row];
    for (const Move& move : {first, second})
      if (move.place >= 0)
        worth += work_.table.cell[move.option * rows + row] - near_.held_worth[move.place * rows + row];
    return worth;
  };
  return known | is_of_use(plan_, work_, asking, utility,
                           [&](int place) { return option_after(first, second, place) != work_.current[place]; });
}

// Most candidates neither win nor would pass: only of the others is it worth asking whether they may be tabled. least:
// their nearness, were no `never` broken.
template <class Real>
void Neighbours<Real>::consider(const Mask<Real>& lanes, const Real& least, const Real& purpose, const Move& first,
                                const Move& second) {
  const Real nowhere(std::numeric_limits<double>::infinity());
  Mask<Real> close = lanes & (least <= best_.near) & (least < nowhere);
  if (!any(close)) return;
  Real near = least;
  if (strict_ && work_.may_refuse_never) {
    Real* gaps = work_.judged.data();
    for (int i = 0; i < judges_; ++i) {
      gaps[i] = near_.draft_gaps[i];
      for (const Move& move : {first, second})
        if (move.place >= 0)
          gaps[i] += work_.scaled[move.option * judges_ + i] - near_.held_cell[move.place * judges_ + i];
    }
    near = near_with(first, second, gaps);
    close = close & (near <= best_.near);
    if (!any(close)) return;
  }
  const Mask<Real> inside = may_be_tabled(close, near, first, second);
  if (!any(inside)) return;
  work_.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
  const Real rounded = to_multiple(purpose);
  const Mask<Real> wins = inside & ((near < best_.near) | (rounded >= best_.purpose));
  if (!any(wins)) return;
  Real moves = moved_;
  for (const Move& move : {first, second})
    if (move.place >= 0)
      moves += select(index_of(move) == work_.current[move.place], Real(0.0), Real(1.0)) - near_.is_moved[move.place];
  const int code = code_of(plan_, first, second);
  const Real changes = select(work_.has_draft, Real(second.place < 0 ? 1.0 : 2.0), Real(0.0));
  const Mask<Real> better = best_.admit(
      wins, near, rounded, moves, [&] { return std::pair(changes, best_changes_); },
      [&](const Mask<Real>& tied) {
        return lot_.draw(
            tied, [&](unsigned lane) { return key_of(plan_, work_.draft, code, lane); },
            [&](unsigned lane) {
              return key_of(plan_, work_.draft, static_cast<int>(detente::lane(best_code_, lane)), lane);
            });
      });
  best_code_ = select(better, Real(static_cast<double>(code)), best_code_);
  best_changes_ = select(better, changes, best_changes_);
}

// gaps, purpose: with the first move made. Nearness with both falls short of that with either by no more than the gain
// of the other.
template <class Real>
void Neighbours<Real>::consider_pairs(const Move& first, const Real* gaps, const Real& purpose) {
  Real* two = work_.level.data() + 2 * judges_;
  const Real near_one = near_.near_one[first.option], gain_one = near_.gain[first.option];
  for (int other = first.place + 1; other < plan_.place_count(); ++other) {
    if (!any(near_one - near_.most_gain[other] <= best_.near)) continue;
    pair_open_ = false;
    const int end = plan_.option_begin[other + 1];
    const Real *gain = near_.gain.data(), *near_other = near_.near_one.data();
    for (int option = plan_.option_begin[other]; option < end; ++option) {
      const Mask<Real> lanes = (near_one - gain[option] <= best_.near) & (near_other[option] - gain_one <= best_.near);
      if (!any(lanes)) continue;
      const Move second{other, option};
      const Real* change = near_.change.data() + option * kept_;
      Real near;
      if (strict_) {
        near = to_multiple(Real(0.0) - short_of(gaps, change));
      } else {
        for (int i = 0; i < judges_; ++i) two[i] = gaps[i] + change[i];
        near = near_with(first, second, two);
      }
      consider(lanes, near, purpose + near_.purpose_change[option], first, second);
    }
  }
}

template <class Real>
template <class Then>
void Neighbours<Real>::each_move(Then then) const {
  for (int place = 0; place < plan_.place_count(); ++place)
    for (int option = plan_.option_begin[place]; option < plan_.option_begin[place + 1]; ++option)
      if (any(near_.movable[option])) then(Move{place, option});
}

template <class Real>
void Neighbours<Real>::take_best() {
  for (int place = 0; place < plan_.place_count(); ++place)
    work_.best[place] = select(work_.searching, work_.draft[place], work_.best[place]);
  for (unsigned left = bits(work_.searching), l = 0; left; left >>= 1, ++l)
    for (const Move& move : moves_of(plan_, left & 1 ? static_cast<int>(lane(best_code_, l)) : -1))
      if (move.place >= 0) set_lane(work_.best[move.place], l, move.option - plan_.option_begin[move.place]);
}

template <class Real>
void Neighbours<Real>::run() {
  bound_cells();
  tabulate_draft();
  moved_draft_.tabulate();
  Real* gaps = work_.level.data();
  Real* one = work_.level.data() + judges_;
  const Move none;
  const Mask<Real> tabled = single_text::may_be_tabled(plan_, work_) & work_.searching;
  std::copy_n(gaps, judges_, near_.draft_gaps.data());
  std::copy_n(gaps, judges_, one);
  const Real near = near_with(none, none, one);
  work_.passing = select(tabled & (near == Real(0.0)), Real(1.0), Real(0.0));
  best_.admit(
      tabled & (near < Real(std::numeric_limits<double>::infinity())), near, to_multiple(purpose_), moved_,
      [] { return std::pair(Real(0.0), Real(0.0)); }, [](const Mask<Real>& tied) { return tied; });
  best_code_ = Real(-1.0);
  best_changes_ = Real(0.0);
  std::iota(near_.judges_short.data(), near_.judges_short.data() + judges_, 0);
  bound_moves();
  if (strict_) drop_content();
  tabulate_changes();
  each_move([&](const Move& first) {  // alone, so that few pairs come near enough to be of interest
    const Real* change = near_.change.data() + first.option * kept_;
    Real near_one;
    if (strict_) {
      near_one = to_multiple(Real(0.0) - short_of(gaps, change));
    } else {
      for (int i = 0; i < judges_; ++i) one[i] = gaps[i] + change[i];
      near_one = near_with(first, none, one);
    }
    const Mask<Real>& lanes = near_.movable[first.option];
    near_.near_one[first.option] =
        select(lanes, min(near_one, Real(far)), Real(std::numeric_limits<double>::quiet_NaN()));
    pair_open_ = false;
    consider(lanes, near_one, purpose_ + near_.purpose_change[first.option], first, none);
  });
  if (plan_.changes != 1)
    each_move([&](const Move& first) {
      const Real* change = near_.change.data() + first.option * kept_;
      for (int k = 0; k < kept_; ++k) one[k] = gaps[k] + change[k];
      consider_pairs(first, one, purpose_ + near_.purpose_change[first.option]);
    });
  take_best();
  work_.has_best = select(work_.searching, best_.near < Real(std::numeric_limits<double>::infinity()), work_.has_best);
  work_.best_drawn = select(work_.searching, best_.drawn, work_.best_drawn);
}

}  // namespace

template <class Real>
void search_neighbours(const Plan& plan, const Lot<Real>& lot, Work<Real>& work) {
  Neighbours<Real>(plan, lot, work).run();
}

#define DETENTE_NEIGHBOURS(Real) template void search_neighbours(const Plan&, const Lot<Real>&, Work<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_NEIGHBOURS)

}  // namespace detente::single_text
