#include "sim/report/wait.h"

#include <fmt/format.h>

#include "sim/report/describe.h"
#include "sim/report/text.h"

namespace detente::wait {

// Of rounds in which nothing strikes, the first and the last.
void tell(Teller& teller, const PlannedStage& stage, const Plan&, const detente::StageTold& told) {
  const Stage& stated = teller.model.scenario.stages[told.stage];
  teller.page.paragraph(
      fmt::format("Time passes: {} of {}.", counted(stage.rounds, "round"), length_of_time(stated.round_days)));
  for (std::size_t index = 0; index < told.rounds.size(); ++index) {
    const detente::RoundTold& round = told.rounds[index];
    if (index > 0 && index + 1 < told.rounds.size() && round.struck.empty()) continue;
    teller.page.paragraph(fmt::format("Round {}.", index + 1));
    teller.tell_variables(round);
    teller.tell_shocks(round);
  }
}

}  // namespace detente::wait
