// The search among changes of up to two issues from the draft.

#include <algorithm>

#include "sim/model/lane_types.h"
#include "sim/protocols/nearness.h"
#include "sim/protocols/text_search.h"

namespace detente {

namespace {

// The state of one search among neighbours of work.draft.
template <class Real>
class Neighbours {
 public:
  Neighbours(const StageModel& stage, StageWork<Real>& work)
      : stage_(stage),
        work_(work),
        judges_(work.judge_count),
        strict_(!work.outsiders && asks_everybody(stage.decision)) {}
  void run();

 private:
  struct Move {
    int place, option;  // option: in the stage's flat list
  };
  void tabulate_changes();
  void drop_content();
  Real short_of(const Real* gaps, const Real* change) const;
  void tabulate_exclusions();
  Real option_after(const Move& first, const Move& second, int place) const;
  void open_pair(const Move& first, int other);
  Mask<Real> breaks_exclusion(const Move& first, const Move& second);
  void consider(const Mask<Real>& lanes, const Real& near, const Real& purpose, const Move& first, const Move& second);
  void consider_pairs(const Move& first, const Real* gaps, const Real& purpose);
  void take_best();
  Real index_of(const Move& move) const {
    return Real(static_cast<double>(move.option - stage_.option_begin[move.place]));
  }
  // Of two moves, as one number.
  int code_of(const Move& first, const Move& second) const {
    return first.option * (stage_.option_count() + 1) + second.option + 1;
  }

  const StageModel& stage_;
  StageWork<Real>& work_;
  int judges_;                 // all, or those whom some candidate leaves short
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

// Differences to the draft, so that a candidate costs one subtraction a party and issue; summed afresh every round.
template <class Real>
void Neighbours<Real>::tabulate_changes() {
  Real* gaps = work_.level.data();
  start_gaps(work_, gaps);
  purpose_ = moved_ = crossing_ = Real(0.0);
  for (int place = 0; place < stage_.place_count(); ++place) {
    const int begin = stage_.option_begin[place], end = stage_.option_begin[place + 1];
    Real* held = work_.held_cell.data();
    std::fill_n(held, judges_, Real(0.0));
    Real held_purpose(0.0);
    for (int option = begin; option < end; ++option) {
      const Mask<Real> is_held = work_.draft[place] == Real(static_cast<double>(option - begin));
      work_.movable[option] = work_.allowed[option] & !is_held & work_.searching;
      if (!any(is_held)) continue;
      for (int i = 0; i < judges_; ++i) held[i] = select(is_held, work_.scaled[option * judges_ + i], held[i]);
      held_purpose = select(is_held, work_.purpose[option], held_purpose);
    }
    work_.is_moved[place] = select(work_.draft[place] != work_.current[place], Real(1.0), Real(0.0));
    work_.crosses[place] = select(allows_draft(stage_, work_, place), Real(0.0), Real(1.0));
    moved_ += work_.is_moved[place];
    crossing_ += work_.crosses[place];
    for (int i = 0; i < judges_; ++i) gaps[i] += held[i];
    purpose_ += held_purpose;
    Real* most = work_.most.data() + place * judges_;
    std::fill_n(most, judges_, Real(-std::numeric_limits<double>::infinity()));
    for (int option = begin; option < end; ++option) {
      if (!any(work_.movable[option])) continue;
      Real* change = work_.change.data() + option * judges_;
      for (int i = 0; i < judges_; ++i) {
        change[i] = work_.scaled[option * judges_ + i] - held[i];
        most[i] = max(most[i], change[i]);
      }
      work_.purpose_change[option] = work_.purpose[option] - held_purpose;
    }
  }
}

// A judge whom even the two moves it likes least leave above its target adds nothing to any candidate's shortfall.
template <class Real>
void Neighbours<Real>::drop_content() {
  const Real margin(1e-9);  // sums in another order
  Real* gaps = work_.level.data();
  for (auto* reals : {&work_.worst, &work_.second_worst}) reals->fill(Real(0.0));
  for (int place = 0; place < stage_.place_count(); ++place) {
    Real* least = work_.held_cell.data();
    std::fill_n(least, judges_, Real(0.0));
    for (int option = stage_.option_begin[place]; option < stage_.option_begin[place + 1]; ++option) {
      if (!any(work_.movable[option])) continue;
      const Real* change = work_.change.data() + option * judges_;
      for (int i = 0; i < judges_; ++i) least[i] = min(least[i], change[i]);
    }
    for (int i = 0; i < judges_; ++i) {
      work_.second_worst[i] = max(work_.worst[i], min(work_.second_worst[i], least[i]));
      work_.worst[i] = min(work_.worst[i], least[i]);
    }
  }
  int kept = 0;
  for (int i = 0; i < judges_; ++i) {
    const Mask<Real> content = gaps[i] + work_.worst[i] + work_.second_worst[i] >= margin;
    if (!all(content | !work_.searching)) work_.judges_short[kept++] = i;
  }
  for (int k = 0; k < kept; ++k) gaps[k] = gaps[work_.judges_short[k]];
  const auto pack = [&](Array<Real>& columns, int count) {
    for (int at = 0; at < count; ++at)
      for (int k = 0; k < kept; ++k) columns[at * kept + k] = columns[at * judges_ + work_.judges_short[k]];
  };
  pack(work_.change, stage_.option_count());
  pack(work_.most, stage_.place_count());
  judges_ = kept;
}

// What the judges lack together once the change is made, negative.
template <class Real>
Real Neighbours<Real>::short_of(const Real* gaps, const Real* change) const {
  Real sum(0.0);
  for (int i = 0; i < judges_; ++i) sum += min(gaps[i] + change[i], Real(0.0));
  return sum;
}

// Of each exclusion: lanes in which the draft is in it, then the draft with one of its issues moved, by issue and
// option.
template <class Real>
void Neighbours<Real>::tabulate_exclusions() {
  Mask<Real>* broken = work_.broken.data();
  for (std::size_t e = 0; e < stage_.exclusions.size(); ++e) {
    *broken++ = excluded_by(stage_, work_, e, work_.draft);
    for (const int place : stage_.exclusions[e].places) {
      const Real kept = work_.draft[place];
      for (int option = 0; option < stage_.options_at(place); ++option) {
        work_.draft[place] = Real(static_cast<double>(option));
        *broken++ = excluded_by(stage_, work_, e, work_.draft);
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
  Real elsewhere = moved_ - work_.is_moved[first.place], crossing = crossing_ - work_.crosses[first.place];
  if (other >= 0) {
    elsewhere = elsewhere - work_.is_moved[other];
    crossing = crossing - work_.crosses[other];
  }
  alone_ = (index_of(first) == work_.current[first.place]) & (elsewhere == Real(0.0));
  any_alone_ = any(alone_);
  admissible_ = crossing == Real(0.0);
  for (const Exclusion& exclusion : stage_.exclusions) {
    if (other >= 0 && exclusion.moved_at[other] >= 0) continue;
    const int at = exclusion.moved_at[first.place];
    admissible_ &= !work_.broken[at < 0 ? exclusion.draft_at : at + first.option - stage_.option_begin[first.place]];
  }
}

// Lanes in which the draft with both moves made is in an exclusion that reads the second issue.
template <class Real>
Mask<Real> Neighbours<Real>::breaks_exclusion(const Move& first, const Move& second) {
  const int first_index = first.option - stage_.option_begin[first.place];
  const int second_index = second.option - stage_.option_begin[second.place];
  Mask<Real> result = mask_of<Real>(false);
  for (const int e : stage_.exclusions_of[second.place]) {
    const Exclusion& exclusion = stage_.exclusions[e];
    if (exclusion.moved_at[first.place] < 0) {
      result |= work_.broken[exclusion.moved_at[second.place] + second_index];
    } else if (exclusion.fixed && exclusion.places.size() == 2) {  // the first of which is first.place
      if (exclusion.forbidden[first_index * exclusion.strides[0] + second_index * exclusion.strides[1]])
        result |= work_.binds[e];
    } else {
      const Real kept_first = work_.draft[first.place], kept_second = work_.draft[second.place];
      work_.draft[first.place] = index_of(first);
      work_.draft[second.place] = index_of(second);
      result |= excluded_by(stage_, work_, e, work_.draft);
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
  const Mask<Real> asked = close & ((near < best_.near) | (rounded > best_.purpose) | (near == Real(0.0)));
  if (!any(asked)) return;
  if (!pair_open_) open_pair(first, second.place);
  Mask<Real> inside = asked & admissible_;
  if (second.place < 0) {
    inside &= !alone_;
  } else {
    if (!stage_.exclusions_of[second.place].empty()) inside &= !breaks_exclusion(first, second);
    if (any_alone_) inside &= !(alone_ & (index_of(second) == work_.current[second.place]));
  }
  work_.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
  const Mask<Real> better = best_.admit(inside, near, rounded);
  best_code_ = select(better, Real(static_cast<double>(code_of(first, second))), best_code_);
}

// gaps, purpose: with the first move made.
template <class Real>
void Neighbours<Real>::consider_pairs(const Move& first, const Real* gaps, const Real& purpose) {
  Real* two = work_.level.data() + 2 * judges_;
  for (int other = first.place + 1; other < stage_.place_count(); ++other) {
    Mask<Real> hopeful = work_.movable[first.option];
    pair_open_ = false;
    if (strict_) {  // not even the best option for everyone there comes near enough
      const Real* most = work_.most.data() + other * judges_;
      hopeful = hopeful & (to_multiple(Real(0.0) - short_of(gaps, most)) <= best_.near);
      if (!any(hopeful)) continue;
    }
    for (int option = stage_.option_begin[other]; option < stage_.option_begin[other + 1]; ++option) {
      const Mask<Real> lanes = hopeful & work_.movable[option];
      if (!any(lanes)) continue;
      const Move second{other, option};
      const Real* change = work_.change.data() + option * judges_;
      Real near;
      if (strict_) {
        near = to_multiple(Real(0.0) - short_of(gaps, change));
      } else {
        for (int i = 0; i < judges_; ++i) two[i] = gaps[i] + change[i];
        near = nearness(stage_, work_, two,
                        [&](int place) { return option_after(first, second, place) != work_.current[place]; });
      }
      consider(lanes, near, purpose + work_.purpose_change[option], first, second);
    }
  }
}

template <class Real>
void Neighbours<Real>::take_best() {
  for (int place = 0; place < stage_.place_count(); ++place) work_.best[place] = work_.draft[place];
  for (int l = 0; l < lane_count<Real>; ++l) {
    const int code = static_cast<int>(lane(best_code_, l));
    if (code < 0) continue;
    for (const int option : {code / (stage_.option_count() + 1), code % (stage_.option_count() + 1) - 1}) {
      if (option < 0) continue;
      const auto next = std::upper_bound(stage_.option_begin.begin(), stage_.option_begin.end(), option);
      const auto place = next - stage_.option_begin.begin() - 1;
      set_lane(work_.best[place], l, option - stage_.option_begin[place]);
    }
  }
}

template <class Real>
void Neighbours<Real>::run() {
  tabulate_changes();
  tabulate_exclusions();
  const Real* gaps = work_.level.data();
  Real* one = work_.level.data() + judges_;
  const Mask<Real> tabled = may_be_tabled(stage_, work_) & work_.searching;
  const Real near =
      nearness(stage_, work_, gaps, [&](int place) { return work_.draft[place] != work_.current[place]; });
  if (strict_) drop_content();
  best_.admit(tabled, near, to_multiple(purpose_));
  work_.passing = select(tabled & (near == Real(0.0)), Real(1.0), Real(0.0));
  best_code_ = Real(-1.0);
  for (int place = 0; place < stage_.place_count(); ++place) {
    for (int option = stage_.option_begin[place]; option < stage_.option_begin[place + 1]; ++option) {
      if (!any(work_.movable[option])) continue;
      const Move first{place, option}, none{-1, -1};
      const Real* change = work_.change.data() + option * judges_;
      for (int i = 0; i < judges_; ++i) one[i] = gaps[i] + change[i];
      const Real purpose = purpose_ + work_.purpose_change[option];
      const auto moved = [&](int at) { return option_after(first, none, at) != work_.current[at]; };
      const Real near_one =
          strict_ ? to_multiple(Real(0.0) - short_of(gaps, change)) : nearness(stage_, work_, one, moved);
      pair_open_ = false;
      consider(work_.movable[option], near_one, purpose, first, none);
      if (stage_.changes != 1) consider_pairs(first, one, purpose);
    }
  }
  take_best();
  work_.has_best = select(work_.searching, best_.near < Real(std::numeric_limits<double>::infinity()), work_.has_best);
}

}  // namespace

template <class Real>
void search_neighbours(const StageModel& stage, StageWork<Real>& work) {
  Neighbours<Real>(stage, work).run();
}

#define DETENTE_NEIGHBOURS(Real) template void search_neighbours(const StageModel&, StageWork<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_NEIGHBOURS)

}  // namespace detente
