// The search among changes of up to two issues from the draft.

#include <algorithm>
#include <numeric>

#include "sim/core/tolerance.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/nearness.h"
#include "sim/protocols/single_text/text_search.h"

namespace detente::single_text {

namespace {

// The state of one search among neighbours of work.draft.
template <class Real>
class Neighbours {
 public:
  Neighbours(const Plan& plan, Work<Real>& work)
      : plan_(plan),
        work_(work),
        near_(work.near),
        judges_(work.judge_count),
        kept_(work.judge_count),
        strict_(!work.outsiders && asks_everybody(plan.decision)) {}
  void run();

 private:
  struct Move {
    int place, option;  // option: in the stage's flat list
  };
  void tabulate_draft();
  void drop_content();
  void tabulate_changes();
  Real short_of(const Real* gaps, const Real* change) const;
  void tabulate_exclusions();
  Real option_after(const Move& first, const Move& second, int place) const;
  void open_pair(const Move& first, int other);
  Mask<Real> breaks_exclusion(const Move& first, const Move& second);
  DETENTE_INLINE void consider(const Mask<Real>& lanes, const Real& near, const Real& purpose, const Move& first,
                               const Move& second);
  void consider_pairs(const Move& first, const Real* gaps, const Real& purpose);
  template <class Then>
  void each_move(Then then) const;
  void take_best();
  Real index_of(const Move& move) const { return whole<Real>(move.option - plan_.option_begin[move.place]); }
  // Of two moves, as one number.
  int code_of(const Move& first, const Move& second) const {
    return first.option * (plan_.option_count() + 1) + second.option + 1;
  }

  const Plan& plan_;
  Work<Real>& work_;
  Nearby<Real>& near_;
  const int judges_;
  int kept_;                   // of the judges: all, or those whom some candidate may leave short
  const bool strict_;          // nearness is the sum of shortfalls
  Real purpose_{};             // of the draft
  Real moved_{}, crossing_{};  // issues that the draft moves, and those it leaves where they may not be
  // Of the first move and the issue of the second, once a candidate of theirs is worth it.
  bool pair_open_ = false;
  Mask<Real> admissible_{};  // nothing forbids it that does not hang on the second option
  bool any_alone_ = false;
  Mask<Real> alone_{};  // all but the second issue is as it holds already
  Best<Real> best_;
  Real best_code_{};  // -1: the draft
};

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

// A judge whom even the two moves it likes least leave above its target adds nothing to any candidate's shortfall: the
// others stay. Their `room` is the most that any one move may leave them short of.
template <class Real>
void Neighbours<Real>::drop_content() {
  const Real margin(tolerance);  // sums in another order
  Real* gaps = work_.level.data();
  for (auto* reals : {&near_.worst, &near_.second_worst}) reals->fill(Real(0.0));
  for (int place = 0; place < plan_.place_count(); ++place)
    for (int i = 0; i < judges_; ++i) {
      const int at = place * judges_ + i;
      const Real least = near_.least_scaled[at] - near_.held_cell[at];
      near_.second_worst[i] = max(near_.worst[i], min(near_.second_worst[i], least));
      near_.worst[i] = min(near_.worst[i], least);
    }
  kept_ = 0;
  for (int i = 0; i < judges_; ++i) {
    const Mask<Real> content = gaps[i] + near_.worst[i] + near_.second_worst[i] >= margin;
    if (all(content | !work_.searching)) continue;
    near_.room[kept_] = max(Real(0.0) - (gaps[i] + near_.worst[i]), Real(0.0));
    near_.judges_short[kept_] = i;
    gaps[kept_++] = gaps[i];
  }
}

// Differences to the draft, so that a candidate costs one sum a judge; and, where nearness is a sum of shortfalls, what
// a change can take off that of another.
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
  for (int k = 0; k < kept_; ++k) sum += min(gaps[k] + change[k], Real(0.0));
  return sum;
}

// Of each exclusion: lanes in which the draft is in it, then the draft with one of its issues moved, by issue and
// option.
template <class Real>
void Neighbours<Real>::tabulate_exclusions() {
  Mask<Real>* broken = near_.broken.data();
  for (std::size_t e = 0; e < plan_.exclusions.size(); ++e) {
    *broken++ = excluded_by(plan_, work_, e, work_.draft);
    for (const int place : plan_.exclusions[e].places) {
      const Real kept = work_.draft[place];
      for (int option = 0; option < plan_.options_at(place); ++option) {
        work_.draft[place] = whole<Real>(option);
        *broken++ = excluded_by(plan_, work_, e, work_.draft);
      }
      work_.draft[place] = kept;
    }
  }
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
  for (const Exclusion& exclusion : plan_.exclusions) {
    if (other >= 0 && exclusion.moved_at[other] >= 0) continue;
    const int at = exclusion.moved_at[first.place];
    admissible_ &= !near_.broken[at < 0 ? exclusion.draft_at : at + first.option - plan_.option_begin[first.place]];
  }
}

// Lanes in which the draft with both moves made is in an exclusion that reads the second issue.
template <class Real>
Mask<Real> Neighbours<Real>::breaks_exclusion(const Move& first, const Move& second) {
  const int first_index = first.option - plan_.option_begin[first.place];
  const int second_index = second.option - plan_.option_begin[second.place];
  Mask<Real> result = mask_of<Real>(false);
  for (const int e : plan_.exclusions_of[second.place]) {
    const Exclusion& exclusion = plan_.exclusions[e];
    if (exclusion.moved_at[first.place] < 0) {
      result |= near_.broken[exclusion.moved_at[second.place] + second_index];
    } else if (exclusion.fixed && exclusion.places.size() == 2) {  // the first of which is first.place
      if (exclusion.forbidden[first_index * exclusion.strides[0] + second_index * exclusion.strides[1]])
        result |= work_.binds[e];
    } else {
      const Real kept_first = work_.draft[first.place], kept_second = work_.draft[second.place];
      work_.draft[first.place] = index_of(first);
      work_.draft[second.place] = index_of(second);
      result |= excluded_by(plan_, work_, e, work_.draft);
      work_.draft[second.place] = kept_second;
      work_.draft[first.place] = kept_first;
    }
  }
  return result;
}

// Most candidates neither win nor would pass: only of the others is it worth asking whether they are admissible.
template <class Real>
void Neighbours<Real>::consider(const Mask<Real>& lanes, const Real& near, const Real& purpose, const Move& first,
                                const Move& second) {
  const Mask<Real> close = lanes & (near <= best_.near);
  if (!any(close)) return;
  const Real rounded = to_multiple(purpose);
  const Real code(static_cast<double>(code_of(first, second)));
  const Mask<Real> wins =
      (near < best_.near) | (rounded > best_.purpose) | ((rounded == best_.purpose) & (code < best_code_));
  if (!pair_open_) open_pair(first, second.place);
  Mask<Real> inside = close & admissible_;
  if (second.place < 0) {
    inside &= !alone_;
  } else {
    if (!plan_.exclusions_of[second.place].empty()) inside &= !breaks_exclusion(first, second);
    if (any_alone_) inside &= !(alone_ & (index_of(second) == work_.current[second.place]));
  }
  work_.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
  const Mask<Real> better = inside & wins;
  best_.near = select(better, near, best_.near);
  best_.purpose = select(better, rounded, best_.purpose);
  best_code_ = select(better, code, best_code_);
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
        near = nearness(plan_, work_, two,
                        [&](int place) { return option_after(first, second, place) != work_.current[place]; });
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
  for (int place = 0; place < plan_.place_count(); ++place) work_.best[place] = work_.draft[place];
  for (int l = 0; l < lane_count<Real>; ++l) {
    const int code = static_cast<int>(lane(best_code_, l));
    if (code < 0) continue;
    for (const int option : {code / (plan_.option_count() + 1), code % (plan_.option_count() + 1) - 1}) {
      if (option < 0) continue;
      const auto next = std::upper_bound(plan_.option_begin.begin(), plan_.option_begin.end(), option);
      const auto place = next - plan_.option_begin.begin() - 1;
      set_lane(work_.best[place], l, option - plan_.option_begin[place]);
    }
  }
}

template <class Real>
void Neighbours<Real>::run() {
  tabulate_draft();
  tabulate_exclusions();
  const Real* gaps = work_.level.data();
  Real* one = work_.level.data() + judges_;
  const Mask<Real> tabled = may_be_tabled(plan_, work_) & work_.searching;
  const Real near = nearness(plan_, work_, gaps, [&](int place) { return work_.draft[place] != work_.current[place]; });
  best_.admit(tabled, near, to_multiple(purpose_));
  work_.passing = select(tabled & (near == Real(0.0)), Real(1.0), Real(0.0));
  best_code_ = Real(-1.0);
  std::iota(near_.judges_short.data(), near_.judges_short.data() + judges_, 0);
  if (strict_) drop_content();
  tabulate_changes();
  each_move([&](const Move& first) {  // alone, so that few pairs come near enough to be of interest
    const Move none{-1, -1};
    const Real* change = near_.change.data() + first.option * kept_;
    Real near_one;
    if (strict_) {
      near_one = to_multiple(Real(0.0) - short_of(gaps, change));
    } else {
      for (int i = 0; i < judges_; ++i) one[i] = gaps[i] + change[i];
      near_one =
          nearness(plan_, work_, one, [&](int at) { return option_after(first, none, at) != work_.current[at]; });
    }
    const Mask<Real>& lanes = near_.movable[first.option];
    near_.near_one[first.option] = select(lanes, near_one, Real(std::numeric_limits<double>::quiet_NaN()));
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
}

}  // namespace

template <class Real>
void search_neighbours(const Plan& plan, Work<Real>& work) {
  Neighbours<Real>(plan, work).run();
}

#define DETENTE_NEIGHBOURS(Real) template void search_neighbours(const Plan&, Work<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_NEIGHBOURS)

}  // namespace detente::single_text
