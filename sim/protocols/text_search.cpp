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

// Nearness of a package from gaps[row] = weighted utility minus weighted target (negative: short), in multiples of
// 1e-9; 0 if and only if it would pass. moved(place): lanes in which it moves the issue.
template <class Real, class Moved>
Real nearness(const StageModel& stage, StageWork<Real>& work, const Real* gaps, Moved moved) {
  const int rows = stage.row_count();
  Real short_of(0.0);
  if (work.outsiders) {
    for (int row = 0; row < rows; ++row)
      short_of += select(has_a_say(stage, work, row, moved), min(gaps[row], Real(0.0)), Real(0.0));
  } else {
    for (int row = 0; row < rows; ++row) short_of += min(gaps[row], Real(0.0));
  }
  const Real near = to_multiple(Real(0.0) - short_of);
  if (stage.decision.rule == DecisionRule::unanimity ||
      (stage.decision.rule == DecisionRule::consensus && stage.decision.minus == 0))
    return near;
  for (int row = 0; row < rows; ++row) work.row_mask[row] = gaps[row] >= Real(-1e-9) * nearness_weight(work, row);
  return select(passes(stage, work, work.row_mask, moved), Real(0.0), max(near, Real(1.0)));
}

}  // namespace

template <class Real>
void prepare_search(const StageModel& stage, StageWork<Real>& work) {
  const int rows = stage.row_count();
  work.purpose.fill(Real(0.0));
  work.outsiders = false;
  for (int row = 0; row < rows; ++row) {
    work.outsiders |= any(work.consents[row] & !work.decides[row]);
    const Real near_weight = nearness_weight(work, row);
    const Mask<Real> heard =
        row == stage.mediator ? everywhere<Real>() : work.present[row] & mask_of<Real>(stage.speaks[row] != 0);
    const Real voice = select(heard, work.influence[row], Real(0.0));
    for (int option = 0; option < stage.option_count(); ++option) {
      const Real cell = work.table.cell[option * rows + row];
      work.scaled[option * rows + row] = cell * near_weight;
      work.purpose[option] += cell * voice;
    }
  }
}

template <class Real>
void search_whole_space(const StageModel& stage, StageWork<Real>& work) {
  const int rows = stage.row_count();
  for (int row = 0; row < rows; ++row)
    work.level[row] = (work.table.base[row] - work.target[row]) * nearness_weight(work, row);
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
  PackageWalk<Real, decltype(leaf)>(stage, work.allowed, work.scaled, work.level, leaf).run(work.open);
  work.has_best = best.near < Real(std::numeric_limits<double>::infinity());
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
  Neighbours(const StageModel& stage, StageWork<Real>& work) : stage_(stage), work_(work), rows_(stage.row_count()) {}
  void run();

 private:
  struct Move {
    int place, option;  // option: in the stage's flat list
  };
  void tabulate_changes();
  Real option_after(const Move& first, const Move& second, int place) const;
  Mask<Real> breaks_exclusion(const Move& first, const Move& second);
  Mask<Real> may_not_be_tabled(const Move& first, const Move& second) const;
  void consider(const Mask<Real>& lanes, const Real* gaps, const Real& purpose, const Move& first, const Move& second);
  Real index_of(const Move& move) const {
    return Real(static_cast<double>(move.option - stage_.option_begin[move.place]));
  }

  const StageModel& stage_;
  StageWork<Real>& work_;
  int rows_;
  Real purpose_{};  // of the draft
  Best<Real> best_;
  Real place_[2]{}, option_[2]{};  // the best moves; place -1: none
};

// Differences to the draft, so that a candidate costs one subtraction a party and issue; summed afresh every round.
template <class Real>
void Neighbours<Real>::tabulate_changes() {
  Real* gaps = work_.level.data();
  for (int row = 0; row < rows_; ++row)
    gaps[row] = (work_.table.base[row] - work_.target[row]) * nearness_weight(work_, row);
  purpose_ = Real(0.0);
  for (int place = 0; place < stage_.place_count(); ++place) {
    const int begin = stage_.option_begin[place], end = stage_.option_begin[place + 1];
    Real* held = work_.held_cell.data() + place * rows_;
    std::fill_n(held, rows_, Real(0.0));
    Real held_purpose(0.0);
    for (int option = begin; option < end; ++option) {
      const Mask<Real> is_held = work_.draft[place] == Real(static_cast<double>(option - begin));
      for (int row = 0; row < rows_; ++row) held[row] = select(is_held, work_.scaled[option * rows_ + row], held[row]);
      held_purpose = select(is_held, work_.purpose[option], held_purpose);
      work_.movable[option] = work_.allowed[option] & !is_held & work_.open;
    }
    work_.keeps[place] = allows_draft(stage_, work_, place);
    for (int row = 0; row < rows_; ++row) gaps[row] += held[row];
    purpose_ += held_purpose;
    for (int option = begin; option < end; ++option) {
      for (int row = 0; row < rows_; ++row)
        work_.change[option * rows_ + row] = work_.scaled[option * rows_ + row] - held[row];
      work_.purpose_change[option] = work_.purpose[option] - held_purpose;
    }
  }
}

// Lanes in which the draft with both moves made is excluded; second.place < 0: one move only.
template <class Real>
Mask<Real> Neighbours<Real>::breaks_exclusion(const Move& first, const Move& second) {
  Mask<Real> result = mask_of<Real>(false);
  if (stage_.exclusions.empty()) return result;
  const Real kept_first = work_.draft[first.place];
  const Real kept_second = second.place < 0 ? Real(0.0) : work_.draft[second.place];
  work_.draft[first.place] = index_of(first);
  if (second.place >= 0) work_.draft[second.place] = index_of(second);
  for (std::size_t e = 0; e < stage_.exclusions.size(); ++e)
    result = result | excluded_by(stage_, work_, e, work_.draft);
  if (second.place >= 0) work_.draft[second.place] = kept_second;
  work_.draft[first.place] = kept_first;
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
  Mask<Real> is_current = everywhere<Real>(), crosses = mask_of<Real>(false);
  for (int place = 0; place < stage_.place_count(); ++place) {
    is_current = is_current & (option_after(first, second, place) == work_.current[place]);
    if (place != first.place && place != second.place) crosses = crosses | !work_.keeps[place];
  }
  return is_current | crosses;
}

template <class Real>
void Neighbours<Real>::consider(const Mask<Real>& lanes, const Real* gaps, const Real& purpose, const Move& first,
                                const Move& second) {
  const Real near = nearness(stage_, work_, gaps,
                             [&](int place) { return option_after(first, second, place) != work_.current[place]; });
  const Real rounded = to_multiple(purpose);
  // Most candidates neither win nor would pass: only for the others is it worth asking whether they are admissible.
  const Mask<Real> may_win = lanes & ((near < best_.near) | ((near == best_.near) & (rounded > best_.purpose)));
  const Mask<Real> asked = may_win | (lanes & (near == Real(0.0)));
  if (!any(asked)) return;
  const Mask<Real> inside = asked & !breaks_exclusion(first, second) & !may_not_be_tabled(first, second);
  work_.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
  const Mask<Real> better = best_.admit(inside, near, rounded);
  place_[0] = select(better, Real(static_cast<double>(first.place)), place_[0]);
  option_[0] = select(better, index_of(first), option_[0]);
  place_[1] = select(better, Real(static_cast<double>(second.place)), place_[1]);
  if (second.place >= 0) option_[1] = select(better, index_of(second), option_[1]);
}

template <class Real>
void Neighbours<Real>::run() {
  tabulate_changes();
  const Real* gaps = work_.level.data();
  Real* one = work_.level.data() + rows_;
  Real* two = work_.level.data() + 2 * rows_;
  const Mask<Real> tabled = may_be_tabled(stage_, work_) & work_.open;
  const Real near =
      nearness(stage_, work_, gaps, [&](int place) { return work_.draft[place] != work_.current[place]; });
  best_.admit(tabled, near, to_multiple(purpose_));
  work_.passing = select(tabled & (near == Real(0.0)), Real(1.0), Real(0.0));
  place_[0] = place_[1] = Real(-1.0);
  for (int place = 0; place < stage_.place_count(); ++place) {
    for (int option = stage_.option_begin[place]; option < stage_.option_begin[place + 1]; ++option) {
      if (!any(work_.movable[option])) continue;
      const Real* change = work_.change.data() + option * rows_;
      for (int row = 0; row < rows_; ++row) one[row] = gaps[row] + change[row];
      const Real purpose_one = purpose_ + work_.purpose_change[option];
      consider(work_.movable[option], one, purpose_one, {place, option}, {-1, -1});
      if (stage_.changes == 1) continue;
      for (int other = place + 1; other < stage_.place_count(); ++other) {
        for (int with = stage_.option_begin[other]; with < stage_.option_begin[other + 1]; ++with) {
          const Mask<Real> lanes = work_.movable[option] & work_.movable[with];
          if (!any(lanes)) continue;
          const Real* second = work_.change.data() + with * rows_;
          for (int row = 0; row < rows_; ++row) two[row] = one[row] + second[row];
          consider(lanes, two, purpose_one + work_.purpose_change[with], {place, option}, {other, with});
        }
      }
    }
  }
  for (int place = 0; place < stage_.place_count(); ++place) {
    work_.best[place] = work_.draft[place];
    for (int move = 0; move < 2; ++move)
      work_.best[place] = select(place_[move] == Real(static_cast<double>(place)), option_[move], work_.best[place]);
  }
  work_.has_best = best_.near < Real(std::numeric_limits<double>::infinity());
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
