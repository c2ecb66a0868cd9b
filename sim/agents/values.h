// A number of the scenario as it stands in each lane's trial.
#pragma once

#include "sim/core/tolerance.h"
#include "sim/model/trial.h"

namespace detente {

// lanes: trials that fail here, if any.
template <class Real>
void fail(Trial<Real>& trial, const Mask<Real>& lanes, Fault::Kind kind, int index) {
  if (!any(lanes)) return;
  if (trial.fault.kind == Fault::Kind::none) trial.fault = {kind, index, trial.stage, trial.round};
  trial.failed = trial.failed | lanes;
}

// A trial has failed where an operation of the program gave no finite number.
template <class Real>
void record(const Faults<Real>& faults, int program, Trial<Real>& trial, const Mask<Real>& lanes) {
  fail(trial, lanes & faults.not_finite, Fault::Kind::expression, program);
  trial.zero_division = trial.zero_division | (lanes & faults.zero_division);
}

// A program's number; 0 in trials that fail by it.
template <class Real>
Real evaluate_program(const World& world, int program, Trial<Real>& trial, const Mask<Real>& lanes) {
  Faults<Real> faults;
  const Real number = evaluate_number<Real>(world.programs[program], trial.numbers.data(), trial.flags.data(), faults);
  record(faults, program, trial, lanes);
  return select(faults.not_finite, Real(0.0), number);
}

// Notes that a number was out of its range in these lanes, and by how much.
template <class Real>
void note_beyond(Trial<Real>& trial, int bound, const Mask<Real>& lanes, const Real& excess) {
  if (!any(lanes)) return;
  trial.clamped = trial.clamped | lanes;
  trial.beyond[bound] = trial.beyond[bound] | lanes;
  trial.farthest[bound] = select(lanes, max(trial.farthest[bound], excess), trial.farthest[bound]);
}

// Weights below 0 count as 0; where all do, the first value stands. Both are noted as what is out of range is. Weights
// are read twice, so that there is no bound on how many there are.
template <class Real>
Real evaluate_choice(const World& world, const ChoiceModel& choice, Trial<Real>& trial, const Mask<Real>& lanes) {
  Real total(0.0), below(0.0), chosen(choice.values[0]);
  Real least(0.0);
  for (const int program : choice.weights) {
    const Real weight = evaluate_program(world, program, trial, lanes);
    least = min(least, weight);
    total += max(weight, Real(0.0));
  }
  const Real at = trial.inputs[choice.input] * total;
  for (std::size_t i = 0; i < choice.values.size(); ++i) {
    const Real weight = max(evaluate_program(world, choice.weights[i], trial, lanes), Real(0.0));
    chosen = select((weight > Real(0.0)) & (below <= at), Real(choice.values[i]), chosen);
    below += weight;
  }
  note_beyond(trial, choice.bound, lanes & ((least < Real(-tolerance) * total) | !(total > Real(0.0))), -least);
  return chosen;
}

// What may be out of range, or an expression.
template <class Real>
Real evaluate_with_care(const World& world, const Value& value, Trial<Real>& trial, const Mask<Real>& lanes) {
  const Real number = value.kind == Value::Kind::input ? trial.inputs[value.index]
                      : value.kind == Value::Kind::choice
                          ? evaluate_choice(world, world.choices[value.index], trial, lanes)
                          : evaluate_program(world, value.index, trial, lanes);
  const Real clamped = min(max(number, Real(value.low)), Real(value.high));
  const Real excess = abs(number - clamped);
  if (value.bound >= 0) note_beyond(trial, value.bound, lanes & (excess > Real(tolerance)), excess);  // not of rounding
  return clamped;
}

// lanes: the trials that ask. Out of range: clamped and noted; in a trial that has failed 0 stands in.
template <class Real>
DETENTE_INLINE Real evaluate(const World& world, const Value& value, Trial<Real>& trial, const Mask<Real>& lanes) {
  if (value.kind == Value::Kind::constant) return Real(value.constant);
  if (value.kind == Value::Kind::input && value.bound < 0) return trial.inputs[value.index];
  return evaluate_with_care(world, value, trial, lanes);
}

// Whether a condition holds; lanes: the trials that ask.
template <class Real>
Mask<Real> holds(const World& world, int program, Trial<Real>& trial, const Mask<Real>& lanes) {
  Faults<Real> faults;
  const Mask<Real> truth =
      evaluate_flag<Real>(world.programs[program], trial.numbers.data(), trial.flags.data(), faults);
  record(faults, program, trial, lanes);
  return truth;
}

// The place on the issue's scale of each lane's option or step.
template <class Real>
Real scale_value(const IssueModel& issue, const Real& option) {
  if (issue.step > 0)
    return select(option == whole<Real>(issue.reversion), Real(issue.held),
                  Real(issue.low) + option * Real(issue.step));
  Real value(issue.option_values[0]);
  for (std::size_t index = 1; index < issue.option_values.size(); ++index)
    value = select(option == whole<Real>(index), Real(issue.option_values[index]), value);
  return value;
}

// Whether a precondition or line is meant in this trial: always, or if its chance falls below its firmness.
template <class Real>
Mask<Real> is_meant(const World& world, const Value& firmness, int chance, Trial<Real>& trial,
                    const Mask<Real>& lanes) {
  if (chance < 0) return Real(0.0) <= Real(0.0);
  return trial.chances[chance] < evaluate(world, firmness, trial, lanes);
}

}  // namespace detente
