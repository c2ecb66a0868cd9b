#include "sim/protocols/single_text/text_search.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/nearness.h"

namespace detente::single_text {

template <class Real>
void prepare_search(const Plan& plan, Work<Real>& work) {
  const int rows = plan.row_count();
  work.purpose.fill(Real(0.0));
  work.outsiders = false;
  work.judge_count = 0;
  work.outsiders_refuse = false;
  for (int row = 0; row < rows; ++row) {
    work.outsiders |= any(work.lanes & work.consents[row] & !work.decides[row]);
    work.outsiders_refuse |=
        plan.controls[row] && plan.refuses_over_lines(row) && any(work.lanes & work.consents[row] & !work.sinks[row]);
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
    const int row = work.judges[i];
    const Real weight = work.weight[i] = nearness_weight(work, row);
    for (int option = 0; option < plan.option_count(); ++option)
      work.scaled[option * work.judge_count + i] = work.table.cell[option * rows + row] * weight;
    for (const Row::Line& line : plan.rows[row].lines)
      for (int option = plan.option_begin[line.place]; option < plan.option_begin[line.place + 1]; ++option) {
        if (line.keeps(plan.option_values[option])) continue;
        Real& cell = work.scaled[option * work.judge_count + i];
        cell = select(work.line_meant[line.place * rows + row], cell - Real(line_depth) * weight, cell);
      }
  }
}

template <class Real>
void search_whole_space(const Plan& plan, const Lot<Real>& lot, Work<Real>& work) {
  start_gaps(work, work.level.data());
  Best<Real> best;
  const Mask<Real> sure = passing_is_of_use(plan, work);
  work.passing = Real(0.0);
  const auto leaf = [&](const int* options, std::int64_t, const Mask<Real>& lanes, const Real* gaps) {
    Real moves(0.0);
    for (int place = 0; place < plan.place_count(); ++place)
      moves += select(work.current[place] == whole<Real>(options[place]), Real(0.0), Real(1.0));
    Mask<Real> inside = lanes & (moves > Real(0.0)) & !excluded(plan, work, options);
    if (!any(inside)) return;
    const auto moved = [&](int place) { return work.current[place] != whole<Real>(options[place]); };
    const auto changed = [&] {
      Real changes(0.0);
      for (int place = 0; place < plan.place_count(); ++place)
        changes += select(work.draft[place] == whole<Real>(options[place]), Real(0.0), Real(1.0));
      return changes;
    };
    if (work.may_refuse_never) {
      std::copy_n(gaps, work.judge_count, work.judged.data());
      each_exclusion_of(plan, work, options, [&](std::size_t e, const Mask<Real>& in) {
        refuse_over_never(plan.exclusions[e], work, in, work.judged.data());
      });
      gaps = work.judged.data();
    }
    const Real near = nearness(plan, work, gaps, moved);
    const Mask<Real> of_interest = inside & ((near == Real(0.0)) | (near <= best.near));
    if (!any(of_interest)) return;
    if (work.outsiders_refuse && !work.past_lines) inside = inside & !is_sunk_by_controller(plan, work, gaps, moved);
    const auto utility = [&](int i) { return utility_of(plan, work.table, options, work.judges[i]); };
    inside = inside & of_interest;
    const Mask<Real> known = inside & sure & (near == Real(0.0)), asking = inside & !known;
    inside = any(asking) ? known | is_of_use(plan, work, asking, utility, moved) : known;
    Real purpose(0.0);
    for (int place = 0; place < plan.place_count(); ++place)
      purpose += work.purpose[plan.option_begin[place] + options[place]];
    work.passing += select(inside & (near == Real(0.0)), Real(1.0), Real(0.0));
    if (plan.changes > 0) inside = inside & (!work.has_draft | (changed() <= whole<Real>(plan.changes)));
    const Mask<Real> better = best.admit(
        inside, near, to_multiple(purpose), moves,
        [&] {
          Real of_best(0.0);
          for (int place = 0; place < plan.place_count(); ++place)
            of_best += select(work.draft[place] == work.best[place], Real(0.0), Real(1.0));
          const auto since = [&](const Real& changes) { return select(work.has_draft, changes, Real(0.0)); };
          return std::pair(since(changed()), since(of_best));
        },
        [&](const Mask<Real>& tied) {
          const std::uint64_t key = key_of(plan, [&](int place) { return options[place]; });
          return lot.draw(
              tied, [&](unsigned) { return key; }, [&](unsigned lane) { return key_of(plan, work.best, lane); });
        });
    if (!any(better)) return;
    for (int place = 0; place < plan.place_count(); ++place)
      work.best[place] = select(better, whole<Real>(options[place]), work.best[place]);
  };
  PackageWalk(plan, work.allowed, work.scaled, work.judge_count, work.level, leaf, [](int, const Real*) {
    return everywhere<Real>();
  }).run(work.searching);
  work.has_best = select(work.searching, best.near < Real(std::numeric_limits<double>::infinity()), work.has_best);
  work.best_drawn = select(work.searching, best.drawn, work.best_drawn);
}

template <class Real>
Mask<Real> may_be_tabled(const Plan& plan, Work<Real>& work) {
  const auto moved = [&](int place) { return work.draft[place] != work.current[place]; };
  Mask<Real> good = mask_of<Real>(false);
  for (int place = 0; place < plan.place_count(); ++place) good = good | moved(place);
  for (int place = 0; place < plan.place_count(); ++place) good = good & allows_draft(plan, work, place);
  for (std::size_t e = 0; e < plan.exclusions.size(); ++e) good = good & !excluded_by(plan, work, e, work.draft);
  if (!any(good)) return good;
  if (work.outsiders_refuse && !work.past_lines) {
    Real* gaps = work.judged.data();
    package_gaps(plan, work, work.draft, gaps);
    for (std::size_t e = 0; e < plan.exclusions.size(); ++e)
      refuse_over_never(plan.exclusions[e], work, is_in_exclusion(plan, work, e, work.draft), gaps);
    good = good & !is_sunk_by_controller(plan, work, gaps, moved);
  }
  const auto utility = [&](int i) { return utility_of(plan, work.table, work.draft, work.judges[i]); };
  return is_of_use(plan, work, good, utility, moved);
}

#define DETENTE_TEXT_SEARCH(Real)                                               \
  template void prepare_search(const Plan&, Work<Real>&);                       \
  template void search_whole_space(const Plan&, const Lot<Real>&, Work<Real>&); \
  template Mask<Real> may_be_tabled(const Plan&, Work<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TEXT_SEARCH)

}  // namespace detente::single_text
