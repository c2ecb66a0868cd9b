// What a stage leaves behind (play.h).

#include "sim/agents/packages.h"
#include "sim/agents/preferences.h"
#include "sim/model/lane_types.h"
#include "sim/protocols/single_text/decision.h"
#include "sim/protocols/single_text/nearest_deal.h"
#include "sim/protocols/single_text/play.h"
#include "sim/protocols/single_text/reasons.h"

namespace detente::single_text {

namespace {

// Of those whose refusal of the last text counted: pivotal if with the consent of this one it would have passed.
template <class Real>
void name_refusals(const World& world, const Plan& plan, const Work<Real>& work, Record<Real>& record) {
  const int rows = plan.row_count();
  const Mask<Real> failed = work.open & work.has_draft;
  const auto moved = [&](int place) { return work.draft[place] != work.current[place]; };
  record.no_text = work.open & !work.has_draft;
  record.all_refused = work.open & work.all_refused;
  record.drawn = work.drawn & work.lanes;
  for (int row = 0; row < rows; ++row) {
    record.refused[row] = failed & !work.accepts[row];
    if (!any(record.refused[row])) continue;
    record.pivotal[row] = record.refused[row] & passes(plan, work, work.accepts, moved, row);
    record.reason[row] = reason_code(world, plan, work, row, work.broken_never[row]);
  }
}

// `gap`: the largest shortfall of the last text against the reservation of anybody whose refusal counted, a line
// crossed counting 1; 0 where it passed, 1 where there was none. Whoever was not asked has not accepted.
template <class Real>
void tell_answers(const World& world, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
                  const Record<Real>& record) {
  Real gap = select(work.has_draft, Real(0.0), Real(1.0));
  utilities(plan, work.table, record.option, work.utility);
  for (int party = 0; party < static_cast<int>(world.parties.size()); ++party) {
    const int row = plan.row_of[party];
    Mask<Real>& accepts = trial.flags[world.slots.accepts(party)];
    accepts = select(work.lanes, row < 0 ? mask_of<Real>(false) : record.accepted[row], accepts);
    if (row < 0) continue;
    const Real lacks =
        select(work.crossed[row] | work.broken_never[row], Real(1.0), work.reservation[row] - work.utility[row]);
    gap = max(gap, select(record.took_part[row] & !record.accepted[row], lacks, Real(0.0)));
    Real& reservation = trial.numbers[world.slots.reservation(party)];
    reservation = select(work.lanes, work.reservation[row], reservation);
  }
  Real& slot = trial.numbers[world.slots.gap(trial.stage)];
  slot = select(work.lanes, select(record.agreed, Real(0.0), gap), slot);
}

}  // namespace

template <class Real>
void end(const World& world, const StageFrame& stage, const Plan& plan, Work<Real>& work, Trial<Real>& trial,
         Record<Real>& record) {
  name_refusals(world, plan, work, record);
  record.held = work.lanes;
  for (int row = 0; row < plan.row_count(); ++row) {
    const int party = plan.rows[row].party;
    const Mask<Real> attends = row == plan.mediator ? everywhere<Real>() : trial.flags[world.slots.attends(party)];
    record.away[row] = work.lanes & !attends & mask_of<Real>(!plan.listed.empty() && plan.lists(party));
    record.without_seat[row] = work.lanes & !work.present[row] & mask_of<Real>(plan.vetoes[row] != 0);
  }
  for (int place = 0; place < plan.place_count(); ++place) {
    Real& in_force = trial.option[plan.issues[place]];
    in_force = select(record.agreed & work.tabled[place], record.option[place], in_force);
    Real& text = trial.numbers[world.slots.text(plan.issues[place])];
    text = select(record.agreed, scale_value(world.issues[plan.issues[place]], record.option[place]), text);
  }
  tell_answers(world, plan, work, trial, record);
  for (int place = 0; place < plan.place_count(); ++place) work.best[place] = trial.option[plan.issues[place]];
  utilities(plan, work.table, work.best, record.utility);
  find_nearest_deal(world, stage, plan, work, trial, record);
}

#define DETENTE_SINGLE_TEXT_END(Real) \
  template void end(const World&, const StageFrame&, const Plan&, Work<Real>&, Trial<Real>&, Record<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_SINGLE_TEXT_END)

}  // namespace detente::single_text
