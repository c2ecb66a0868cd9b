#include "sim/protocols/text_search.h"

#include <limits>

#include "sim/agents/preferences.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/decision.h"
#include "sim/protocols/packages.h"

namespace detente {

namespace {

// A party without influence may still refuse, so its shortfall must be visible: this much of 100 at the least.
constexpr double weight_min = 1e-3;

template <class Real>
Real to_multiple(const Real& x) {
  return floor(x * Real(1e9) + Real(0.5));
}

template <class Real>
Real nearness_weight(const StageWork<Real>& work, int row) {
  return select(work.consents[row], max(work.influence[row], Real(weight_min)), Real(0.0));
}

// The better of packages seen so far, in each lane.
template <class Real>
struct Best {
  Real near{std::numeric_limits<double>::infinity()};
  Real purpose{-std::numeric_limits<double>::infinity()};

  Mask<Real> admit(const Mask<Real>& lanes, const Real& candidate_near, const Real& candidate_purpose) {
    const Mask<Real> better =
        lanes & ((candidate_near < near) | ((candidate_near == near) & (candidate_purpose > purpose)));
    near = select(better, candidate_near, near);
    purpose = select(better, candidate_purpose, purpose);
    return better;
  }
};

template <class Real>
bool is_strict(const StageModel& stage, const StageWork<Real>& work) {
  return !work.outsiders && (stage.decision.rule == DecisionRule::unanimity ||
                             (stage.decision.rule == DecisionRule::consensus && stage.decision.minus == 0));
}

// Nearness of a package from gaps[judge] = weighted utility minus weighted target (negative: short), in multiples of
// 1e-9; 0 if and only if it would pass. moved(place): lanes in which it moves the issue.
template <class Real, class Moved>
Real nearness(const StageModel& stage, StageWork<Real>& work, const Real* gaps, Moved moved) {
  Real short_of(0.0);
  if (work.outsiders) {
    for (int i = 0; i < work.judge_count; ++i)
      short_of += select(has_a_say(stage, work, work.judges[i], moved), min(gaps[i], Real(0.0)), Real(0.0));
  } else {
    for (int i = 0; i < work.judge_count; ++i) short_of += min(gaps[i], Real(0.0));
  }
  const Real near = to_multiple(Real(0.0) - short_of);
  if (stage.decision.rule == DecisionRule::unanimity ||
      (stage.decision.rule == DecisionRule::consensus && stage.decision.minus == 0))
    return near;
  for (int i = 0; i < work.judge_count; ++i) {
    const int row = work.judges[i];
    work.row_mask[row] = gaps[i] >= Real(-1e-9) * nearness_weight(work, row);
  }
  return select(passes(stage, work, work.row_mask, moved), Real(0.0), max(near, Real(1.0)));
}

// Where the judges stand with a package of no issue at all.
template <class Real>
void start_gaps(StageWork<Real>& work, Real* gaps) {
  for (int i = 0; i < work.judge_count; ++i) {
    const int row = work.judges[i];
    gaps[i] = (work.table.base[row] - work.target[row]) * nearness_weight(work, row);
  }
}

}  // namespace

template <class Real>
void prepare_search(const StageModel& stage, StageWork<Real>& work) {
  const int rows = stage.row_count();
  work.purpose.fill(Real(0.0));
  work.outsiders = false;
  work.judge_count = 0;
  for (int row = 0; row < rows; ++row) {
    work.outsiders |= any(work.consents[row] & !work.decides[row]);
    if (any(work.consents[row])) work.judges[work.judge_count++] = row;
    work.row_mask[row] = everywhere<Real>();
    const Mask<Real> heard =
        row == stage.mediator ? everywhere<Real>() : work.present[row] & mask_of<Real>(stage.speaks[row] != 0);
    if (!any(heard)) continue;
    const Real voice = select(heard, work.influence[row], Real(0.0));
    for (int option = 0; option < stage.option_count(); ++option)
      work.purpose[option] += work.table.cell[option * rows + row] * voice;
  }
  for (int i = 0; i < work.judge_count; ++i) {
    const Real weight = nearness_weight(work, work.judges[i]);
    for (int option = 0; option < stage.option_count(); ++option)
      work.scaled[option * work.judge_count + i] = work.table.cell[option * rows + work.judges[i]] * weight;
  }
}

template <class Real>
void search_whole_space(const StageModel& stage, StageWork<Real>& work) {
  start_gaps(work, work.level.data());
  Best<Real> best;
  work.passing = Real(0.0);
  const auto leaf = [&](const int* options, std::int64_t, const Mask<Real>& lanes, const Real* gaps) {
    Real moves(0.0), changes(0.0), purpose(0.0);
    for (int place = 0; place < stage.place_count(); ++place) {
      const Real option(static_cast<double>(options[place]));
      moves += select(work.current[place] == option, Real(0.0), Real(1.0));
      if (stage.changes > 0) changes += select(work.draft[place] == option, Real(0.0), Real(1.0));
      purpose += work.purpose[stage.option_begin[place] + options[place]];
    }
    Mask<Real> inside = lanes & (moves > Real(0.0)) & !excluded(stage, work, options);
    if (!any(inside)) return;
    const Real near = nearness(
        stage, work, gaps, [&](int place) { return work.current[place] != Real(static_cast<double>(options[place])); });
    work.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
    if (stage.changes > 0) inside = inside & (!work.has_draft | (changes <= Real(static_cast<double>(stage.changes))));
    const Mask<Real> better = best.admit(inside, near, to_multiple(purpose));
    if (!any(better)) return;
    for (int place = 0; place < stage.place_count(); ++place)
      work.best[place] = select(better, Real(static_cast<double>(options[place])), work.best[place]);
  };
  PackageWalk(stage, work.allowed, work.scaled, work.judge_count, work.level, leaf, [](int, const Real*) {
    return everywhere<Real>();
  }).run(work.searching);
  work.has_best = select(work.searching, best.near < Real(std::numeric_limits<double>::infinity()), work.has_best);
}

// Lanes in which the draft's option at the place is allowed.
template <class Real>
Mask<Real> allows_draft(const StageModel& stage, const StageWork<Real>& work, int place) {
  Mask<Real> result = mask_of<Real>(false);
  for (int option = 0; option < stage.options_at(place); ++option)
    result = result | (work.allowed[stage.option_begin[place] + option] &
                       (work.draft[place] == Real(static_cast<double>(option))));
  return result;
}

template <class Real>
Mask<Real> may_be_tabled(const StageModel& stage, const StageWork<Real>& work) {
  Mask<Real> moved = mask_of<Real>(false), good = everywhere<Real>();
  for (int place = 0; place < stage.place_count(); ++place) {
    moved = moved | (work.draft[place] != work.current[place]);
    good = good & allows_draft(stage, work, place);
  }
  for (std::size_t e = 0; e < stage.exclusions.size(); ++e) good = good & !excluded_by(stage, work, e, work.draft);
  return moved & good;
}

namespace {

// The state of one search among neighbours of work.draft.
template <class Real>
class Neighbours {
 public:
  Neighbours(const StageModel& stage, StageWork<Real>& work)
      : stage_(stage), work_(work), judges_(work.judge_count), strict_(is_strict(stage, work)) {}
  void run();

 private:
  struct Move {
    int place, option;  // option: in the stage's flat list
  };
  void tabulate_changes();
  void tabulate_exclusions();
  Real option_after(const Move& first, const Move& second, int place) const;
  Mask<Real> breaks_exclusion(const Move& first, const Move& second);
  Mask<Real> may_not_be_tabled(const Move& first, const Move& second) const;
  void consider(const Mask<Real>& lanes, const Real& near, const Real& purpose, const Move& first, const Move& second);
  void consider_pairs(const Move& first, const Real* gaps, const Real& purpose);
  Real index_of(const Move& move) const {
    return Real(static_cast<double>(move.option - stage_.option_begin[move.place]));
  }

  const StageModel& stage_;
  StageWork<Real>& work_;
  const int judges_;
  const bool strict_;          // nearness is the sum of shortfalls
  Real purpose_{};             // of the draft
  Real moved_{}, crossing_{};  // issues that the draft moves, and those it leaves where they may not be
  Best<Real> best_;
  Real place_[2]{}, option_[2]{};  // the best moves; place -1: none
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

// Lanes in which the draft with both moves made is excluded; second.place < 0: one move only.
template <class Real>
Mask<Real> Neighbours<Real>::breaks_exclusion(const Move& first, const Move& second) {
  Mask<Real> result = mask_of<Real>(false);
  const Mask<Real>* broken = work_.broken.data();
  for (std::size_t e = 0; e < stage_.exclusions.size(); ++e) {
    const Mask<Real>* with_first = nullptr;
    const Mask<Real>* with_second = nullptr;
    const Mask<Real>* unmoved = broken++;
    for (const int place : stage_.exclusions[e].places) {
      if (place == first.place) with_first = broken + (first.option - stage_.option_begin[place]);
      if (place == second.place) with_second = broken + (second.option - stage_.option_begin[place]);
      broken += stage_.options_at(place);
    }
    if (with_first && with_second) {
      const Real kept_first = work_.draft[first.place], kept_second = work_.draft[second.place];
      work_.draft[first.place] = index_of(first);
      work_.draft[second.place] = index_of(second);
      result = result | excluded_by(stage_, work_, e, work_.draft);
      work_.draft[second.place] = kept_second;
      work_.draft[first.place] = kept_first;
    } else {
      result = result | (with_first ? *with_first : with_second ? *with_second : *unmoved);
    }
  }
  return result;
}

// The draft's option at the place with both moves made.
template <class Real>
Real Neighbours<Real>::option_after(const Move& first, const Move& second, int place) const {
  return place == first.place ? index_of(first) : place == second.place ? index_of(second) : work_.draft[place];
}

// Lanes in which the draft with both moves made is what holds already, or keeps an option that is not allowed.
template <class Real>
Mask<Real> Neighbours<Real>::may_not_be_tabled(const Move& first, const Move& second) const {
  Real elsewhere = moved_ - work_.is_moved[first.place], crossing = crossing_ - work_.crosses[first.place];
  Mask<Real> is_current = index_of(first) == work_.current[first.place];
  if (second.place >= 0) {
    elsewhere = elsewhere - work_.is_moved[second.place];
    crossing = crossing - work_.crosses[second.place];
    is_current = is_current & (index_of(second) == work_.current[second.place]);
  }
  return (is_current & (elsewhere == Real(0.0))) | (crossing > Real(0.0));
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
  const Mask<Real> inside = asked & !breaks_exclusion(first, second) & !may_not_be_tabled(first, second);
  work_.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
  const Mask<Real> better = best_.admit(inside, near, rounded);
  place_[0] = select(better, Real(static_cast<double>(first.place)), place_[0]);
  option_[0] = select(better, index_of(first), option_[0]);
  place_[1] = select(better, Real(static_cast<double>(second.place)), place_[1]);
  if (second.place >= 0) option_[1] = select(better, index_of(second), option_[1]);
}

// gaps, purpose: with the first move made.
template <class Real>
void Neighbours<Real>::consider_pairs(const Move& first, const Real* gaps, const Real& purpose) {
  Real* two = work_.level.data() + 2 * judges_;
  for (int other = first.place + 1; other < stage_.place_count(); ++other) {
    Mask<Real> hopeful = work_.movable[first.option];
    if (strict_) {  // not even the best option for everyone there comes near enough
      const Real* most = work_.most.data() + other * judges_;
      Real short_of(0.0);
      for (int i = 0; i < judges_; ++i) short_of += min(gaps[i] + most[i], Real(0.0));
      hopeful = hopeful & (to_multiple(Real(0.0) - short_of) <= best_.near);
      if (!any(hopeful)) continue;
    }
    for (int option = stage_.option_begin[other]; option < stage_.option_begin[other + 1]; ++option) {
      const Mask<Real> lanes = hopeful & work_.movable[option];
      if (!any(lanes)) continue;
      const Move second{other, option};
      const Real* change = work_.change.data() + option * judges_;
      Real near;
      if (strict_) {
        Real short_of(0.0);
        for (int i = 0; i < judges_; ++i) short_of += min(gaps[i] + change[i], Real(0.0));
        near = to_multiple(Real(0.0) - short_of);
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
void Neighbours<Real>::run() {
  tabulate_changes();
  tabulate_exclusions();
  const Real* gaps = work_.level.data();
  Real* one = work_.level.data() + judges_;
  const Mask<Real> tabled = may_be_tabled(stage_, work_) & work_.searching;
  const Real near =
      nearness(stage_, work_, gaps, [&](int place) { return work_.draft[place] != work_.current[place]; });
  best_.admit(tabled, near, to_multiple(purpose_));
  work_.passing = select(tabled & (near == Real(0.0)), Real(1.0), Real(0.0));
  place_[0] = place_[1] = Real(-1.0);
  for (int place = 0; place < stage_.place_count(); ++place) {
    for (int option = stage_.option_begin[place]; option < stage_.option_begin[place + 1]; ++option) {
      if (!any(work_.movable[option])) continue;
      const Move first{place, option}, none{-1, -1};
      const Real* change = work_.change.data() + option * judges_;
      for (int i = 0; i < judges_; ++i) one[i] = gaps[i] + change[i];
      const Real purpose = purpose_ + work_.purpose_change[option];
      const Real near_one =
          nearness(stage_, work_, one, [&](int at) { return option_after(first, none, at) != work_.current[at]; });
      consider(work_.movable[option], near_one, purpose, first, none);
      if (stage_.changes != 1) consider_pairs(first, one, purpose);
    }
  }
  for (int place = 0; place < stage_.place_count(); ++place) {
    work_.best[place] = work_.draft[place];
    for (int move = 0; move < 2; ++move)
      work_.best[place] = select(place_[move] == Real(static_cast<double>(place)), option_[move], work_.best[place]);
  }
  work_.has_best = select(work_.searching, best_.near < Real(std::numeric_limits<double>::infinity()), work_.has_best);
}

}  // namespace

template <class Real>
void search_neighbours(const StageModel& stage, StageWork<Real>& work) {
  Neighbours<Real>(stage, work).run();
}

#define DETENTE_TEXT_SEARCH(Real)                                        \
  template void prepare_search(const StageModel&, StageWork<Real>&);     \
  template void search_whole_space(const StageModel&, StageWork<Real>&); \
  template void search_neighbours(const StageModel&, StageWork<Real>&);  \
  template Mask<Real> may_be_tabled(const StageModel&, const StageWork<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TEXT_SEARCH)

}  // namespace detente
