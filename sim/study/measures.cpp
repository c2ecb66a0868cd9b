#include "sim/study/measures.h"

#include <algorithm>
#include <numeric>

#include "sim/model/lane_types.h"

namespace detente {

namespace {

// The lanes in which the answer is yes, or in which there is a number.
template <class Real>
unsigned lanes_of(const Measure& measure, const State<Real>& state) {
  switch (measure.kind) {
    case MeasureKind::outcome:
      return bits(state.outcome == Real(static_cast<double>(measure.index)));
    case MeasureKind::event:
      return bits(state.events[measure.index]);
    case MeasureKind::agreed:
      return bits(state.end_of(measure.index).agreed);
    case MeasureKind::came:
      return bits(state.end_of(measure.index).held) & bits(state.end_of(measure.index).accepted[measure.row]);
    case MeasureKind::rounds:
      return bits(state.end_of(measure.index).held);
    case MeasureKind::utility:
      return bits(state.end_of(measure.index).held) & bits(state.end_of(measure.index).took_part[measure.row]);
    case MeasureKind::variable:
    case MeasureKind::settled:
    case MeasureKind::input:
    case MeasureKind::chance:
      break;
  }
  return ~0U;
}

template <class Real>
const Real& number_of(const Measure& measure, const Model& model, const State<Real>& state) {
  switch (measure.kind) {
    case MeasureKind::rounds:
      return state.end_of(measure.index).rounds;
    case MeasureKind::utility:
      return state.end_of(measure.index).utility[measure.row];
    case MeasureKind::settled:
      return state.option[measure.index];
    case MeasureKind::input:
      return state.inputs[measure.index];
    case MeasureKind::chance:
      return state.chances[measure.index];
    default:
      return state.numbers[model.slots.variable(measure.index)];
  }
}

}  // namespace

const char* kind_name(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::outcome:
      return "outcome";
    case MeasureKind::event:
      return "event";
    case MeasureKind::agreed:
      return "agreed";
    case MeasureKind::came:
      return "came";
    case MeasureKind::rounds:
      return "rounds";
    case MeasureKind::utility:
      return "utility";
    case MeasureKind::variable:
      return "variable";
    case MeasureKind::settled:
      return "settled";
    case MeasureKind::input:
      return "input";
    case MeasureKind::chance:
      return "chance";
  }
  return "";
}

std::vector<Measure> measures_of(const Model& model) {
  std::vector<Measure> measures;
  const auto add = [&](MeasureKind kind, const std::string& name, std::size_t index) {
    measures.push_back({.kind = kind, .name = name, .index = static_cast<int>(index)});
  };
  const auto add_rows = [&](MeasureKind kind, std::size_t stage, const std::vector<int>& rows) {
    for (const int row : rows) {
      add(kind, model.stages[stage].name, stage);
      measures.back().party = model.parties[model.stages[stage].space().rows[row].party].name;
      measures.back().row = row;
    }
  };
  for (std::size_t i = 0; i < model.outcomes.size(); ++i) add(MeasureKind::outcome, model.scenario.outcomes[i].name, i);
  for (std::size_t i = 0; i < model.events.size(); ++i) add(MeasureKind::event, model.scenario.events[i].name, i);
  for (std::size_t i = 0; i < model.stages.size(); ++i) add(MeasureKind::agreed, model.stages[i].name, i);
  for (std::size_t i = 0; i < model.stages.size(); ++i) {
    if (const auto* plan = std::get_if<participation::Plan>(&model.stages[i].plan))
      add_rows(MeasureKind::came, i, plan->invited);
  }
  for (std::size_t i = 0; i < model.stages.size(); ++i) add(MeasureKind::rounds, model.stages[i].name, i);
  for (std::size_t i = 0; i < model.stages.size(); ++i) {
    std::vector<int> rows(model.stages[i].space().rows.size());
    std::iota(rows.begin(), rows.end(), 0);
    add_rows(MeasureKind::utility, i, rows);
  }
  for (std::size_t i = 0; i < model.variables.size(); ++i)
    add(MeasureKind::variable, model.scenario.variables[i].name, i);
  return measures;
}

std::vector<Measure> details_of(const Model& model) {
  std::vector<Measure> measures;
  for (std::size_t i = 0; i < model.issues.size(); ++i)
    measures.push_back({.kind = MeasureKind::settled, .name = model.issues[i].name, .index = static_cast<int>(i)});
  for (std::size_t i = 0; i < model.inputs.size(); ++i)
    measures.push_back({.kind = MeasureKind::input, .name = model.inputs[i].address, .index = static_cast<int>(i)});
  for (std::size_t i = 0; i < model.chances.size(); ++i)
    measures.push_back({.kind = MeasureKind::chance, .name = model.chances[i], .index = static_cast<int>(i)});
  return measures;
}

TrialRecord::TrialRecord(std::vector<Measure> measures)
    : measures_(std::move(measures)),
      share_count_(static_cast<std::size_t>(std::count_if(
          measures_.begin(), measures_.end(), [](const Measure& measure) { return is_share(measure.kind); }))),
      played_(record_words),
      failed_(record_words),
      holds_(measures_.size() * record_words),
      numbers_((measures_.size() - share_count_) * block_trials) {}

void TrialRecord::clear() {
  for (std::vector<std::uint64_t>* words : {&played_, &failed_, &holds_}) std::fill(words->begin(), words->end(), 0);
}

template <class Real>
void TrialRecord::add(const Model& model, const State<Real>& state, std::uint64_t trial) {
  const std::uint64_t word = trial / 64, shift = trial % 64;
  const std::uint64_t active = bits(state.active), failed = bits(state.failed) & active, counted = active & ~failed;
  played_[word] |= counted << shift;
  failed_[word] |= failed << shift;
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    const std::uint64_t lanes = lanes_of(measures_[i], state) & counted;
    holds_[i * record_words + word] |= lanes << shift;
    if (i < share_count_ || !lanes) continue;
    const Real& number = number_of(measures_[i], model, state);
    double* numbers = &numbers_[(i - share_count_) * block_trials + trial];
    for (int l = 0; l < lane_count<Real>; ++l) numbers[l] = lane(number, l);
  }
}

#define DETENTE_RECORD(Real) template void TrialRecord::add(const Model&, const State<Real>&, std::uint64_t);
DETENTE_FOR_LANE_TYPES(DETENTE_RECORD)

}  // namespace detente
