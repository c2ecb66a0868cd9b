#include "sim/protocols/single_text/told.h"

#include "sim/protocols/single_text/reasons.h"

namespace detente::single_text {

namespace {

void tell_reason(const Plan& plan, int code, JudgementTold& judgement) {
  judgement.reason = reason_of(plan, code);
  if (const int place = place_of(plan, code); place >= 0) judgement.reason_issue = plan.issues[place];
}

}  // namespace

RoundTold tell_round(const World& world, const Plan& plan, const Work<double>& work) {
  RoundTold told{.has_terms = work.has_draft, .judgements = {}};
  for (int row = 0; row < plan.row_count(); ++row) {
    if (!work.consents[row]) continue;
    JudgementTold& judgement = told.judgements.emplace_back();
    judgement.party = plan.rows[row].party;
    judgement.accepts = work.accepts[row];
    judgement.votes = work.voter[row];
    judgement.utility = work.utility[row];
    judgement.aspiration = work.aspiration[row];
    judgement.reservation = work.reservation[row];
    judgement.bargains = work.bargains[row];
    const double span = 1 - judgement.reservation;
    judgement.conceded = span > 0 ? (1 - judgement.aspiration) / span : 1;
    if (judgement.accepts || !told.has_terms) continue;
    tell_reason(plan, static_cast<int>(reason_code(world, plan, work, row, work.broken_never[row])), judgement);
  }
  return told;
}

StageTold tell_stage(const Plan& plan, const Work<double>& work, const Record<double>& record) {
  StageTold told{.present = {}, .off_the_table = {}, .zone = record.zone, .deal = {}, .givers = {}};
  if (!record.held) return told;
  for (int row = 0; row < plan.row_count(); ++row)
    if (work.present[row]) told.present.push_back(plan.rows[row].party);
  for (int place = 0; place < plan.place_count(); ++place)
    if (!work.tabled[place]) told.off_the_table.push_back(plan.issues[place]);
  if (!record.possible) return told;
  for (int place = 0; place < plan.place_count(); ++place)
    told.deal.emplace_back(plan.issues[place], static_cast<int>(record.deal[place]));
  for (int row = 0; row < plan.row_count(); ++row)
    if (record.gives[row])
      tell_reason(plan, static_cast<int>(record.gives_over[row]),
                  told.givers.emplace_back(JudgementTold{.party = plan.rows[row].party}));
  return told;
}

}  // namespace detente::single_text
