#include "sim/protocols/participation/told.h"

#include "sim/agents/preferences.h"
#include "sim/core/tolerance.h"
#include "sim/protocols/participation/guests.h"

namespace detente::participation {

namespace {

void add_reasons(const World& world, const Plan& plan, const Work<double>& work, int row, AnswerTold& answer) {
  answer.worse |= utility_of(plan, work.table, work.draft, row) < work.stay_out[row] - tolerance;
  for (const Row::Line& line : plan.rows[row].lines)
    if (crosses(world, plan, work, row, line)) answer.crossed.push_back(plan.issues[line.place]);
  for (int d = plan.precondition_begin[row]; d < plan.precondition_begin[row + 1]; ++d)
    if (work.unmet[d]) answer.unmet.push_back({plan.rows[row].party, plan.preconditions[d].index, work.meant[d]});
}

}  // namespace

RoundTold tell_round(const World& world, const Plan& plan, const Work<double>& work) {
  RoundTold told;
  for (const int guest : plan.invited) {
    AnswerTold& answer = told.answers.emplace_back();
    answer.party = plan.rows[guest].party;
    answer.came = work.came[guest];
    answer.utility = utility_of(plan, work.table, work.draft, guest);
    answer.stay_out = work.stay_out[guest];
    for (int row = guest; row >= 0; row = plan.principal_row[row]) add_reasons(world, plan, work, row, answer);
  }
  return told;
}

StageTold tell_stage(const Plan&, const Work<double>&, const Record<double>&) { return {}; }

}  // namespace detente::participation
