#include "sim/report/story.h"

#include <limits>

#include "sim/agents/preferences.h"
#include "sim/core/floating_point.h"
#include "sim/engine/step.h"

namespace detente {

namespace {

class Recorder {
 public:
  Recorder(const Model& model, const State<double>& state) : model_(model), state_(state) {}
  StageTold open(int stage) const;
  RoundTold round(int stage, const StageTold& told) const;
  void finish(StageTold& told) const;
  std::vector<double> variables() const;
  std::vector<int> struck() const;

 private:
  void tell(const participation::Plan& plan, const participation::Work<double>& work, RoundTold& round) const;
  void tell(const single_text::Plan& plan, const single_text::Work<double>& work, RoundTold& round) const;
  void add_reasons(const participation::Plan& plan, const participation::Work<double>& work, int row,
                   AnswerTold& answer) const;

  const Model& model_;
  const State<double>& state_;
};

StageTold Recorder::open(int stage) const {
  StageTold told{.stage = stage};
  for (const int issue : model_.stages[stage].space().issues)
    told.before.push_back(static_cast<int>(state_.option[issue]));
  return told;
}

void Recorder::add_reasons(const participation::Plan& plan, const participation::Work<double>& work, int row,
                           AnswerTold& answer) const {
  answer.worse = answer.worse || utility_of(plan, work.table, work.draft, row) < work.stay_out[row] - 1e-9;
  for (const Row::Interest& interest : plan.rows[row].interests) {
    const auto& line = interest.position->line;
    if (!line || !work.line_meant[interest.place * plan.row_count() + row]) continue;
    const int issue = plan.issues[interest.place];
    const double value = model_.issues[issue].option_values[static_cast<int>(work.draft[interest.place])];
    if (value < line->at_least || value > line->at_most) answer.crossed.push_back(issue);
  }
  for (int d = plan.demand_begin[row]; d < plan.demand_begin[row + 1]; ++d) {
    const PreconditionModel& demand = *plan.demands[d].precondition;
    if (work.unmet[d]) answer.unmet.push_back({plan.rows[row].party, demand.name, demand.label, work.meant[d]});
  }
}

void Recorder::tell(const participation::Plan& plan, const participation::Work<double>& work, RoundTold& round) const {
  for (const int guest : plan.invited) {
    AnswerTold& answer = round.answers.emplace_back();
    answer.party = plan.rows[guest].party;
    answer.came = work.came[guest];
    answer.utility = utility_of(plan, work.table, work.draft, guest);
    answer.stay_out = work.stay_out[guest];
    for (int row = guest; row >= 0; row = plan.principal_row[row]) add_reasons(plan, work, row, answer);
  }
}

// The issue on which the row loses most against its aspiration, weighted by salience.
int worst_issue(const single_text::Plan& plan, const single_text::Work<double>& work, int row) {
  int issue = -1;
  double worst = -std::numeric_limits<double>::infinity();
  for (const Row::Interest& interest : plan.rows[row].interests) {
    const double loss = work.table.weight[interest.place * plan.row_count() + row] * work.aspiration[row] -
                        cell_of(plan, work.table, interest.place, work.draft[interest.place], row);
    if (loss <= worst) continue;
    worst = loss;
    issue = plan.issues[interest.place];
  }
  return issue;
}

void Recorder::tell(const single_text::Plan& plan, const single_text::Work<double>& work, RoundTold& round) const {
  round.has_draft = work.has_draft;
  for (int row = 0; row < plan.row_count(); ++row) {
    if (!work.consents[row]) continue;
    JudgementTold& judgement = round.judgements.emplace_back();
    judgement.party = plan.rows[row].party;
    judgement.accepts = work.accepts[row];
    judgement.votes = work.voter[row];
    judgement.utility = work.utility[row];
    judgement.aspiration = work.aspiration[row];
    judgement.reservation = work.reservation[row];
    const double span = 1 - judgement.reservation;
    judgement.conceded = span > 0 ? (1 - judgement.aspiration) / span : 1;
    judgement.loses_on = worst_issue(plan, work, row);
  }
}

RoundTold Recorder::round(int index, const StageTold& told) const {
  const PackageSpace& space = model_.stages[index].space();
  const SpaceWork<double>& work = state_.space_of(index);
  RoundTold round;
  for (int place = 0; place < space.place_count(); ++place) {
    round.options.push_back(static_cast<int>(work.draft[place]));
    const int last = told.rounds.empty() ? told.before[place] : told.rounds.back().options[place];
    round.moved.push_back(round.options.back() != last);
  }
  with_room(model_.stages[index].plan, state_.works[index], state_.records[index],
            [&](const auto& plan, const auto& room, const auto&) { tell(plan, room, round); });
  return round;
}

void finish_room(const participation::Plan&, const participation::Work<double>&, const participation::Record<double>&,
                 StageTold&) {}

void finish_room(const single_text::Plan& plan, const single_text::Work<double>& work,
                 const single_text::Record<double>& record, StageTold& told) {
  told.zone = record.zone;
  if (!told.held) return;
  for (int row = 0; row < plan.row_count(); ++row)
    if (work.present[row]) told.present.push_back(plan.rows[row].party);
  for (int place = 0; place < plan.place_count(); ++place)
    if (!work.tabled[place]) told.off_the_table.push_back(plan.issues[place]);
}

void Recorder::finish(StageTold& told) const {
  const StageEnd<double>& end = state_.end_of(told.stage);
  told.reached = end.reached;
  told.held = end.held;
  told.agreed = end.agreed;
  with_room(model_.stages[told.stage].plan, state_.works[told.stage], state_.records[told.stage],
            [&](const auto& plan, const auto& work, const auto& record) { finish_room(plan, work, record, told); });
}

std::vector<double> Recorder::variables() const {
  std::vector<double> values;
  for (int variable = 0; variable < static_cast<int>(model_.variables.size()); ++variable)
    values.push_back(state_.numbers[model_.slots.variable(variable)]);
  return values;
}

// In the last tick.
std::vector<int> Recorder::struck() const {
  std::vector<int> shocks;
  for (int shock = 0; shock < static_cast<int>(model_.shocks.size()); ++shock)
    if (state_.struck[shock]) shocks.push_back(shock);
  return shocks;
}

}  // namespace

Story replay(const Model& model, std::uint64_t seed, std::uint64_t trial) {
  const DefaultFloatingPoint floating_point;
  State<double> state(model);
  const Recorder recorder(model, state);
  Story story{.seed = seed, .trial = trial};
  start(model, state, seed, trial, 1);
  const int stages = static_cast<int>(model.stages.size());
  while (!state.finished) {
    const int index = state.stage;
    if (index < stages && state.round == 0) story.stages.push_back(recorder.open(index));
    std::vector<double> variables = recorder.variables();
    step(model, state);
    if (index == stages) break;
    StageTold& told = story.stages.back();
    const bool goes_on = state.stage == index;
    if (goes_on || state.end_of(index).held) {
      told.rounds.push_back(recorder.round(index, told));
      told.rounds.back().variables = std::move(variables);
      if (goes_on) told.rounds.back().struck = recorder.struck();
    }
    if (!goes_on) recorder.finish(told);
  }
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    story.settled.push_back(static_cast<int>(state.option[issue]));
  story.outcome = static_cast<int>(state.outcome);
  for (std::size_t event = 0; event < model.events.size(); ++event) story.events.push_back(state.events[event]);
  if (state.failed) story.failed = failure_of(model, seed, trial);
  story.variables = recorder.variables();
  for (int shock = 0; shock < static_cast<int>(model.shocks.size()); ++shock)
    if (state.flags[model.slots.shocked(shock)]) story.struck.push_back(shock);
  return story;
}

}  // namespace detente
