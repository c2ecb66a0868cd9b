#include "sim/protocols/single_text/text_search.h"

#include <limits>

#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/nearness.h"

namespace detente::single_text {

template <class Real>
void prepare_search(const Plan& plan, Work<Real>& work) {
  const int rows = plan.row_count();
  work.purpose.fill(Real(0.0));
  work.outsiders = false;
  work.judge_count = 0;
  for (int row = 0; row < rows; ++row) {
    work.outsiders |= any(work.consents[row] & !work.decides[row]);
    if (any(work.consents[row])) work.judges[work.judge_count++] = row;
    work.content[row] = everywhere<Real>();
    const Mask<Real> heard =
        row == plan.mediator ? everywhere<Real>() : work.present[row] & mask_of<Real>(plan.speaks[row] != 0);
    if (!any(heard)) continue;
    const Real voice = select(heard, work.influence[row], Real(0.0));
    for (int option = 0; option < plan.option_count(); ++option)
      work.purpose[option] += work.table.cell[option * rows + row] * voice;
  }
  for (int i = 0; i < work.judge_count; ++i) {
    const Real weight = nearness_weight(work, work.judges[i]);
    for (int option = 0; option < plan.option_count(); ++option)
      work.scaled[option * work.judge_count + i] = work.table.cell[option * rows + work.judges[i]] * weight;
  }
  if (plan.whole_space) return;
  for (int place = 0; place < plan.place_count(); ++place)
    for (int i = 0; i < work.judge_count; ++i) {
      const Real none(std::numeric_limits<double>::infinity());
      Real least = none;
      for (int option = plan.option_begin[place]; option < plan.option_begin[place + 1]; ++option)
        least = min(least, select(work.allowed[option], work.scaled[option * work.judge_count + i], none));
      work.near.least_scaled[place * work.judge_count + i] = least;
    }
}

template <class Real>
void search_whole_space(const Plan& plan, Work<Real>& work) {
  start_gaps(work, work.level.data());
  Best<Real> best;
  work.passing = Real(0.0);
  const auto leaf = [&](const int* options, std::int64_t, const Mask<Real>& lanes, const Real* gaps) {
    Real moves(0.0), changes(0.0), purpose(0.0);
    for (int place = 0; place < plan.place_count(); ++place) {
      const Real option(static_cast<double>(options[place]));
      moves += select(work.current[place] == option, Real(0.0), Real(1.0));
      if (plan.changes > 0) changes += select(work.draft[place] == option, Real(0.0), Real(1.0));
      purpose += work.purpose[plan.option_begin[place] + options[place]];
    }
    Mask<Real> inside = lanes & (moves > Real(0.0)) & !excluded(plan, work, options);
    if (!any(inside)) return;
    const Real near =
        nearness(plan, work, gaps, [&](int place) { return work.current[place] != whole<Real>(options[place]); });
    work.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
    if (plan.changes > 0) inside = inside & (!work.has_draft | (changes <= whole<Real>(plan.changes)));
    const Mask<Real> better = best.admit(inside, near, to_multiple(purpose));
    if (!any(better)) return;
    for (int place = 0; place < plan.place_count(); ++place)
      work.best[place] = select(better, whole<Real>(options[place]), work.best[place]);
  };
  PackageWalk(plan, work.allowed, work.scaled, work.judge_count, work.level, leaf, [](int, const Real*) {
    return everywhere<Real>();
  }).run(work.searching);
  work.has_best = select(work.searching, best.near < Real(std::numeric_limits<double>::infinity()), work.has_best);
}

template <class Real>
Mask<Real> may_be_tabled(const Plan& plan, const Work<Real>& work) {
  Mask<Real> moved = mask_of<Real>(false), good = everywhere<Real>();
  for (int place = 0; place < plan.place_count(); ++place) {
    moved = moved | (work.draft[place] != work.current[place]);
    good = good & allows_draft(plan, work, place);
  }
  for (std::size_t e = 0; e < plan.exclusions.size(); ++e) good = good & !excluded_by(plan, work, e, work.draft);
  return moved & good;
}

#define DETENTE_TEXT_SEARCH(Real)                             \
  template void prepare_search(const Plan&, Work<Real>&);     \
  template void search_whole_space(const Plan&, Work<Real>&); \
  template Mask<Real> may_be_tabled(const Plan&, const Work<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TEXT_SEARCH)

}  // namespace detente::single_text
