#include "sim/study/single_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace detente::single_text {

namespace {

bool somebody_votes(const Plan& plan, const Facts& facts) {
  for (int row = 0; row < plan.row_count(); ++row)
    if (plan.votes[row] && plan.lists(plan.rows[row].party) &&
        facts.flags[facts.model.slots.attends(plan.rows[row].party)])
      return true;
  return false;
}

// What changes a stage's settings.
template <class Change>
auto in_stage(std::size_t stage, Change change) {
  return [=](Scenario& scenario) { change(std::get<Settings>(scenario.stages[stage].settings)); };
}

void add_aim(const Settings& settings, const Stage& stated, std::size_t stage, std::vector<Alternative>& found) {
  const bool reservations = settings.aims_at == AimsAt::reservations;
  const char* const words[] = {"reservations", "aspirations"};
  found.push_back(
      {{"drafts aim at (aims-at)",
        fmt::format("{} {}", mark(stated.name, settings.aims_at_defaulted), words[!reservations]), words[reservations]},
       in_stage(stage, [=](Settings& changed) {
         changed.aims_at = reservations ? AimsAt::aspirations : AimsAt::reservations;
       })});
}

std::string said(const Decision& decision) {
  switch (decision.rule) {
    case DecisionRule::unanimity:
      return "unanimity";
    case DecisionRule::consensus:
      return decision.minus ? fmt::format("consensus minus {}", decision.minus) : "consensus";
    case DecisionRule::weighted_majority:
      return fmt::format("weighted majority above {}", decision.share);
  }
  return "";
}

// By consensus, of one less where all had to agree.
void add_decision(const Settings& settings, const Stage& stated, std::size_t stage, std::vector<Alternative>& found) {
  const bool of_all = settings.decision.rule != DecisionRule::weighted_majority;
  found.push_back(
      {{"decision rule", fmt::format("{} {}", mark(stated.name, settings.decision_defaulted), said(settings.decision)),
        of_all ? fmt::format("consensus minus {}", settings.decision.minus + 1) : "consensus"},
       in_stage(stage, [of_all](Settings& changed) {
         changed.decision.rule = DecisionRule::consensus;
         changed.decision.minus += of_all;
       })});
}

}  // namespace

std::optional<Standstill> stand_still(const Plan& plan, const Stage& stage, Facts& facts) {
  if (!somebody_votes(plan, facts)) return {};
  return Standstill{false, stage.rounds};
}

void add_duties(const Plan& plan, Duties& duties) {
  for (int row = 0; row < plan.row_count(); ++row) {
    if (!plan.votes[row] && !plan.vetoes[row]) continue;
    with_principals(plan, row, duties.deciding);
    duties.conceding.insert(plan.rows[row].party);
  }
  for (const std::vector<int>& rows : plan.controllers)
    for (const int row : rows)
      if (row >= 0) duties.deciding.insert(plan.rows[row].party);
}

void add_choices(const Settings& settings, const Scenario& scenario, std::size_t stage,
                 std::vector<Alternative>& found) {
  const Stage& stated = scenario.stages[stage];
  for (std::size_t place = 0; place < settings.tabled.size(); ++place)
    if (settings.tabled[place])
      found.push_back({{"tabled on a condition",
                        fmt::format("{} in {}", scenario.issues[stated.issues[place]].name, stated.name), "always"},
                       in_stage(stage, [place](Settings& changed) { changed.tabled[place].reset(); })});
  add_aim(settings, stated, stage, found);
  add_decision(settings, stated, stage, found);
}

}  // namespace detente::single_text
