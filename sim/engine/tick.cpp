#include "sim/engine/tick.h"

#include "sim/agents/values.h"
#include "sim/math/elementary.h"
#include "sim/math/quantile.h"
#include "sim/model/lane_types.h"
#include "sim/random/philox.h"

namespace detente {

namespace {

// A function of a uniform number for each lane, drawn for the tick that its trial is at.
template <class Real, class Quantile>
Real draw(const State<Real>& state, std::uint64_t hash, Quantile quantile) {
  constexpr int lanes = lane_count<Real>;
  std::uint32_t words[4][lanes];
  draw_blocks<lanes>(state.seed, state.trials, state.ticks, hash, words);
  alignas(64) double drawn[lanes];
  for (int l = 0; l < lanes; ++l) drawn[l] = quantile(event_uniform(words[2][l], words[3][l]));
  return load<Real>(drawn);
}

template <class Real>
class Tick {
 public:
  Tick(const Model& model, const StageModel& stage, State<Real>& state, const Mask<Real>& lanes)
      : model_(model), stage_(stage), state_(state), lanes_(lanes) {}
  void run();

 private:
  Mask<Real> strikes(int shock);
  void take_effect(const Effect& effect, const Mask<Real>& struck);
  Real moved(int variable);
  Real cut(int variable, const Real& value);

  const Model& model_;
  const StageModel& stage_;
  State<Real>& state_;
  const Mask<Real> lanes_;
};

template <class Real>
Mask<Real> Tick<Real>::strikes(int index) {
  const ShockModel& shock = model_.shocks[index];
  Mask<Real> may = lanes_;
  if (shock.once) may = may & !state_.flags[model_.slots.shocked(index)];
  if (shock.when_program >= 0) may = may & holds(model_, shock.when_program, state_, may);
  const Real spared = Real(1.0) - evaluate(model_, shock.chance, state_, may);
  const Real chance = Real(1.0) - pow(spared, Real(stage_.shock_time[index]));
  return may & (draw(state_, shock.hash, [](double uniform) { return uniform; }) < chance);
}

// Within the bounds; a trial in which a variable is no longer finite has failed, and 0 stands in.
template <class Real>
Real Tick<Real>::cut(int index, const Real& value) {
  const VariableModel& variable = model_.variables[index];
  const Mask<Real> finite = value - value == Real(0.0);
  fail(state_, lanes_ & !finite, Fault::Kind::variable, index);
  return min(max(select(finite, value, Real(0.0)), Real(variable.min)), Real(variable.max));
}

template <class Real>
void Tick<Real>::take_effect(const Effect& effect, const Mask<Real>& struck) {
  Real& value = state_.moved[effect.variable];
  const Real number(effect.number);
  Real changed = number;
  if (effect.kind == EffectKind::multiply) changed = value * number;
  if (effect.kind == EffectKind::add) changed = value + number;
  value = cut(effect.variable, select(struck, changed, value));
}

template <class Real>
Real Tick<Real>::moved(int index) {
  const VariableModel& variable = model_.variables[index];
  const ProcessStep& step = stage_.process_steps[index];
  const Real& value = state_.moved[index];
  if (variable.kind == ProcessKind::none) return value;
  const Real noise =
      evaluate(model_, variable.sd, state_, lanes_) * Real(step.noise) * draw(state_, variable.hash, normal_quantile);
  if (variable.kind == ProcessKind::random_walk)
    return cut(index, value + evaluate(model_, variable.drift, state_, lanes_) * Real(step.time) + noise);
  const Real mean = evaluate(model_, variable.mean, state_, lanes_);
  return cut(index, mean + Real(step.keeps) * (value - mean) + noise);
}

template <class Real>
void Tick<Real>::run() {
  for (unsigned left = bits(lanes_), l = 0; left; left >>= 1, ++l) state_.ticks[l] += left & 1;
  // Conditions read what is in force, not what is on offer.
  for (const int issue : stage_.issues)
    state_.numbers[model_.slots.in_force(issue)] = scale_value(model_.issues[issue], state_.option[issue]);
  const int variables = static_cast<int>(model_.variables.size()), shocks = static_cast<int>(model_.shocks.size());
  for (int shock = 0; shock < shocks; ++shock) state_.struck[shock] = strikes(shock);
  for (int variable = 0; variable < variables; ++variable)
    state_.moved[variable] = state_.numbers[model_.slots.variable(variable)];
  for (int shock = 0; shock < shocks; ++shock) {
    if (!any(state_.struck[shock])) continue;
    for (const Effect& effect : model_.shocks[shock].effects) take_effect(effect, state_.struck[shock]);
  }
  for (int variable = 0; variable < variables; ++variable) state_.moved[variable] = moved(variable);
  for (int variable = 0; variable < variables; ++variable) {
    Real& value = state_.numbers[model_.slots.variable(variable)];
    value = select(lanes_, state_.moved[variable], value);
  }
  for (int shock = 0; shock < shocks; ++shock) {
    Mask<Real>& shocked = state_.flags[model_.slots.shocked(shock)];
    shocked = shocked | state_.struck[shock];
  }
}

}  // namespace

template <class Real>
void tick(const Model& model, const StageModel& stage, State<Real>& state, const Mask<Real>& lanes) {
  if (model.variables.empty() && model.shocks.empty()) return;
  Tick<Real>(model, stage, state, lanes).run();
}

#define DETENTE_TICK(Real) template void tick(const Model&, const StageModel&, State<Real>&, const Mask<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TICK)

}  // namespace detente
