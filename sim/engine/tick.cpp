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
Real draw(const Trial<Real>& trial, std::uint64_t hash, Quantile quantile) {
  constexpr int lanes = lane_count<Real>;
  std::uint32_t words[4][lanes];
  draw_blocks<lanes>(trial.seed, trial.trials, trial.ticks, hash, words);
  alignas(64) double drawn[lanes];
  for (int l = 0; l < lanes; ++l) drawn[l] = quantile(event_uniform(words[2][l], words[3][l]));
  return load<Real>(drawn);
}

template <class Real>
class Tick {
 public:
  Tick(const World& world, const TickLength& length, const PackageSpace& space, Trial<Real>& trial,
       const Mask<Real>& lanes)
      : world_(world), length_(length), space_(space), trial_(trial), lanes_(lanes) {}
  void run();

 private:
  Mask<Real> strikes(int shock);
  static Real changed(const Effect& effect, const Real& value);
  void take_effect(const Effect& effect, const Mask<Real>& struck);
  void move_issue(const Effect& effect, const Mask<Real>& struck);
  Real moved(int variable);
  Real cut(int variable, const Real& value);

  const World& world_;
  const TickLength& length_;
  const PackageSpace& space_;
  Trial<Real>& trial_;
  const Mask<Real> lanes_;
};

template <class Real>
Mask<Real> Tick<Real>::strikes(int index) {
  const ShockModel& shock = world_.shocks[index];
  Mask<Real> may = lanes_;
  if (shock.once) may = may & !trial_.flags[world_.slots.shocked(index)];
  if (shock.when_program >= 0) may = may & holds(world_, shock.when_program, trial_, may);
  const Real spared = Real(1.0) - evaluate(world_, shock.chance, trial_, may);
  const Real chance = Real(1.0) - pow(spared, Real(length_.shock_time[index]));
  return may & (draw(trial_, shock.hash, [](double uniform) { return uniform; }) < chance);
}

// Within the bounds; a trial in which a variable is no longer finite has failed, and 0 stands in.
template <class Real>
Real Tick<Real>::cut(int index, const Real& value) {
  const VariableModel& variable = world_.variables[index];
  const Mask<Real> finite = value - value == Real(0.0);
  fail(trial_, lanes_ & !finite, Fault::Kind::variable, index);
  return min(max(select(finite, value, Real(0.0)), Real(variable.min)), Real(variable.max));
}

template <class Real>
Real Tick<Real>::changed(const Effect& effect, const Real& value) {
  const Real number(effect.number);
  if (effect.kind == EffectKind::multiply) return value * number;
  return effect.kind == EffectKind::add ? value + number : number;
}

template <class Real>
void Tick<Real>::take_effect(const Effect& effect, const Mask<Real>& struck) {
  if (effect.issue >= 0) return move_issue(effect, struck);
  Real& value = trial_.moved[effect.variable];
  value = cut(effect.variable, select(struck, changed(effect, value), value));
}

// As Issue::nearest().
template <class Real>
Real nearest(const IssueModel& issue, int last, const Real& value) {
  const Real step_below = floor((value - Real(issue.low)) / Real(issue.step));
  const auto place = [&](int away) { return min(max(step_below + whole<Real>(away), Real(0.0)), whole<Real>(last)); };
  Real found = place(-1), gap = abs(scale_value(issue, found) - value);
  for (int away = 0; away <= 2; ++away) {
    const Real other = place(away), other_gap = abs(scale_value(issue, other) - value);
    const Mask<Real> nearer = other_gap < gap;
    found = select(nearer, other, found);
    gap = select(nearer, other_gap, gap);
  }
  return found;
}

// To the nearest value that may be in force; conditions and numbers read it once all has moved.
template <class Real>
void Tick<Real>::move_issue(const Effect& effect, const Mask<Real>& struck) {
  const IssueModel& issue = world_.issues[effect.issue];
  Real& option = trial_.option[effect.issue];
  const Real value = min(max(changed(effect, scale_value(issue, option)), Real(issue.low)), Real(issue.high));
  option = select(struck, nearest(issue, world_.scenario.issues[effect.issue].size() - 1, value), option);
}

template <class Real>
Real Tick<Real>::moved(int index) {
  const VariableModel& variable = world_.variables[index];
  const ProcessStep& step = length_.process_steps[index];
  const Real& value = trial_.moved[index];
  if (variable.kind == ProcessKind::none) return value;
  const Real noise =
      evaluate(world_, variable.sd, trial_, lanes_) * Real(step.noise) * draw(trial_, variable.hash, normal_quantile);
  if (variable.kind == ProcessKind::random_walk)
    return cut(index, value + evaluate(world_, variable.drift, trial_, lanes_) * Real(step.time) + noise);
  const Real mean = evaluate(world_, variable.mean, trial_, lanes_);
  return cut(index, mean + Real(step.keeps) * (value - mean) + noise);
}

template <class Real>
void Tick<Real>::run() {
  for (unsigned left = bits(lanes_), l = 0; left; left >>= 1, ++l) trial_.ticks[l] += left & 1;
  // Conditions read what is in force, not what is on offer.
  for (const int issue : space_.issues)
    trial_.numbers[world_.slots.in_force(issue)] = scale_value(world_.issues[issue], trial_.option[issue]);
  const int variables = static_cast<int>(world_.variables.size()), shocks = static_cast<int>(world_.shocks.size());
  for (int shock = 0; shock < shocks; ++shock) trial_.struck[shock] = strikes(shock);
  for (int variable = 0; variable < variables; ++variable)
    trial_.moved[variable] = trial_.numbers[world_.slots.variable(variable)];
  for (int shock = 0; shock < shocks; ++shock) {
    if (!any(trial_.struck[shock])) continue;
    for (const Effect& effect : world_.shocks[shock].effects) take_effect(effect, trial_.struck[shock]);
  }
  for (int variable = 0; variable < variables; ++variable) trial_.moved[variable] = moved(variable);
  for (int variable = 0; variable < variables; ++variable) {
    Real& value = trial_.numbers[world_.slots.variable(variable)];
    value = select(lanes_, trial_.moved[variable], value);
  }
  for (int shock = 0; shock < shocks; ++shock) {
    for (const Effect& effect : world_.shocks[shock].effects)
      if (effect.issue >= 0)
        trial_.numbers[world_.slots.in_force(effect.issue)] =
            scale_value(world_.issues[effect.issue], trial_.option[effect.issue]);
    Mask<Real>& shocked = trial_.flags[world_.slots.shocked(shock)];
    shocked = shocked | trial_.struck[shock];
  }
}

}  // namespace

template <class Real>
void tick(const World& world, const TickLength& length, const PackageSpace& space, Trial<Real>& trial,
          const Mask<Real>& lanes) {
  if (world.variables.empty() && world.shocks.empty()) return;
  Tick<Real>(world, length, space, trial, lanes).run();
}

#define DETENTE_TICK(Real) \
  template void tick(const World&, const TickLength&, const PackageSpace&, Trial<Real>&, const Mask<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_TICK)

}  // namespace detente
