#include "sim/report/story.h"

#include <limits>

#include "sim/agents/preferences.h"
#include "sim/core/floating_point.h"
#include "sim/engine/step.h"

namespace detente {

namespace {

class Recorder {
 public:
  Recorder(const Model& model, const State<double>& state) : model_(model), state_(state), work_(state.work) {}
  StageTold open(int stage) const;
  RoundTold round(int stage, const StageTold& told) const;
  void finish(StageTold& told) const;
  std::vector<double> variables() const;
  std::vector<int> struck() const;

 private:
  std::vector<AnswerTold> answers(const StageModel& stage) const;
  std::vector<JudgementTold> judgements(const StageModel& stage) const;
  void add_reasons(const StageModel& stage, int row, AnswerTold& answer) const;
  int worst_issue(const StageModel& stage, int row) const;

  const Model& model_;
  const State<double>& state_;
  const StageWork<double>& work_;
};

StageTold Recorder::open(int stage) const {
  StageTold told{.stage = stage};
  for (const int issue : model_.stages[stage].issues) told.before.push_back(static_cast<int>(state_.option[issue]));
  return told;
}

// The issue on which the row loses most against its aspiration, weighted by salience.
int Recorder::worst_issue(const StageModel& stage, int row) const {
  int issue = -1;
  double worst = -std::numeric_limits<double>::infinity();
  for (const Row::Interest& interest : stage.rows[row].interests) {
    const double loss = work_.table.weight[interest.place * stage.row_count() + row] * work_.aspiration[row] -
                        cell_of(stage, work_.table, interest.place, work_.draft[interest.place], row);
    if (loss <= worst) continue;
    worst = loss;
    issue = stage.issues[interest.place];
  }
  return issue;
}

void Recorder::add_reasons(const StageModel& stage, int row, AnswerTold& answer) const {
  answer.worse = answer.worse || utility_of(stage, work_.table, work_.draft, row) < work_.stay_out[row] - 1e-9;
  for (const Row::Interest& interest : stage.rows[row].interests) {
    const auto& line = interest.position->line;
    if (!line || !work_.line_meant[interest.place * stage.row_count() + row]) continue;
    const int issue = stage.issues[interest.place];
    const double value = model_.issues[issue].option_values[static_cast<int>(work_.draft[interest.place])];
    if (value < line->at_least || value > line->at_most) answer.crossed.push_back(issue);
  }
  for (int d = stage.demand_begin[row]; d < stage.demand_begin[row + 1]; ++d) {
    const PreconditionModel& demand = *stage.demands[d].precondition;
    if (work_.unmet[d]) answer.unmet.push_back({stage.rows[row].party, demand.name, demand.label, work_.meant[d]});
  }
}

std::vector<AnswerTold> Recorder::answers(const StageModel& stage) const {
  std::vector<AnswerTold> told;
  for (const int guest : stage.invited) {
    AnswerTold& answer = told.emplace_back();
    answer.party = stage.rows[guest].party;
    answer.came = work_.came[guest];
    answer.utility = utility_of(stage, work_.table, work_.draft, guest);
    answer.stay_out = work_.stay_out[guest];
    for (int row = guest; row >= 0; row = stage.principal_row[row]) add_reasons(stage, row, answer);
  }
  return told;
}

std::vector<JudgementTold> Recorder::judgements(const StageModel& stage) const {
  std::vector<JudgementTold> told;
  for (int row = 0; row < stage.row_count(); ++row) {
    if (!work_.consents[row]) continue;
    JudgementTold& judgement = told.emplace_back();
    judgement.party = stage.rows[row].party;
    judgement.accepts = work_.accepts[row];
    judgement.votes = work_.voter[row];
    judgement.utility = work_.utility[row];
    judgement.aspiration = work_.aspiration[row];
    judgement.reservation = work_.reservation[row];
    const double span = 1 - judgement.reservation;
    judgement.conceded = span > 0 ? (1 - judgement.aspiration) / span : 1;
    judgement.loses_on = worst_issue(stage, row);
  }
  return told;
}

RoundTold Recorder::round(int index, const StageTold& told) const {
  const StageModel& stage = model_.stages[index];
  RoundTold round;
  for (int place = 0; place < stage.place_count(); ++place) {
    round.options.push_back(static_cast<int>(work_.draft[place]));
    const int last = told.rounds.empty() ? told.before[place] : told.rounds.back().options[place];
    round.moved.push_back(round.options.back() != last);
  }
  switch (stage.protocol) {
    case Protocol::participation:
      round.answers = answers(stage);
      break;
    case Protocol::single_text:
      round.has_draft = work_.has_draft;
      round.judgements = judgements(stage);
      break;
  }
  return round;
}

void Recorder::finish(StageTold& told) const {
  const StageModel& stage = model_.stages[told.stage];
  const StageRecord<double>& record = state_.stages[told.stage];
  told.reached = record.reached;
  told.held = record.held;
  told.agreed = record.agreed;
  told.zone = record.zone;
  if (stage.protocol != Protocol::single_text || !told.held) return;
  for (int row = 0; row < stage.row_count(); ++row)
    if (work_.present[row]) told.present.push_back(stage.rows[row].party);
  for (int place = 0; place < stage.place_count(); ++place)
    if (!work_.tabled[place]) told.off_the_table.push_back(stage.issues[place]);
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
    if (goes_on || state.stages[index].held) {
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
