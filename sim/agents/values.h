// A number of the scenario as it stands in each lane's trial.
#pragma once

#include "sim/model/state.h"

namespace detente {

// lanes: trials that fail here, if any.
template <class Real>
void fail(State<Real>& state, const Mask<Real>& lanes, Fault::Kind kind, int index) {
  if (!any(lanes)) return;
  if (state.fault.kind == Fault::Kind::none) state.fault = {kind, index, state.stage, state.round};
  state.failed = state.failed | lanes;
}

// A trial has failed where an operation of the program gave no finite number.
template <class Real>
void record(const Faults<Real>& faults, int program, State<Real>& state, const Mask<Real>& lanes) {
  fail(state, lanes & faults.not_finite, Fault::Kind::expression, program);
  state.zero_division = state.zero_division | (lanes & faults.zero_division);
}

// What may be out of range, or an expression.
template <class Real>
Real evaluate_with_care(const Model& model, const Value& value, State<Real>& state, const Mask<Real>& lanes) {
  Real number(0.0);
  if (value.kind == Value::Kind::input) {
    number = state.inputs[value.index];
  } else {
    Faults<Real> faults;
    number = evaluate_number<Real>(model.programs[value.index], state.numbers.data(), state.flags.data(), faults);
    number = select(faults.not_finite, Real(0.0), number);
    record(faults, value.index, state, lanes);
  }
  const Mask<Real> inside = (number >= Real(value.low)) & (number <= Real(value.high));
  state.clamped = state.clamped | (lanes & !inside);
  return min(max(number, Real(value.low)), Real(value.high));
}

// lanes: the trials that ask. Out of range: clamped and noted; in a trial that has failed 0 stands in.
template <class Real>
DETENTE_INLINE Real evaluate(const Model& model, const Value& value, State<Real>& state, const Mask<Real>& lanes) {
  if (value.kind == Value::Kind::constant) return Real(value.constant);
  if (value.kind == Value::Kind::input && !value.clamps) return state.inputs[value.index];
  return evaluate_with_care(model, value, state, lanes);
}

// Whether a value of the stage is to be read again in a later round: if it reads a variable or the number of the round,
// or what the reversion is worth where that moves.
inline bool is_reread(const Model& model, const StageModel& stage, const Value& value) {
  if (value.moves || value.kind != Value::Kind::expression || !stage.table_moves) return value.moves;
  const std::vector<int>& slots = model.programs[value.index].number_slots;
  return std::binary_search(slots.begin(), slots.end(), model.slots.status_quo());
}

// Whether a condition holds; lanes: the trials that ask.
template <class Real>
Mask<Real> holds(const Model& model, int program, State<Real>& state, const Mask<Real>& lanes) {
  Faults<Real> faults;
  const Mask<Real> truth =
      evaluate_flag<Real>(model.programs[program], state.numbers.data(), state.flags.data(), faults);
  record(faults, program, state, lanes);
  return truth;
}

// The place on the issue's scale of each lane's option.
template <class Real>
Real scale_value(const IssueModel& issue, const Real& option) {
  Real value(issue.option_values[0]);
  for (std::size_t index = 1; index < issue.option_values.size(); ++index)
    value = select(option == Real(static_cast<double>(index)), Real(issue.option_values[index]), value);
  return value;
}

// Whether a demand or line is meant in this trial: always, or if its chance falls below its firmness.
template <class Real>
Mask<Real> is_meant(const Model& model, const Value& firmness, int chance, State<Real>& state,
                    const Mask<Real>& lanes) {
  if (chance < 0) return Real(0.0) <= Real(0.0);
  return state.chances[chance] < evaluate(model, firmness, state, lanes);
}

}  // namespace detente
