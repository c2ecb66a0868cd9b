// How a party concedes: its aspiration falls from near 1 to its reservation,
//   aspiration = reservation + (1 - reservation) (1 - a(t)),  t = round / rounds.
// Time-dependent a(t) of Faratin, Sierra & Jennings 1998, Robotics and Autonomous Systems 24:159-182:
//   polynomial   a = k + (1 - k) t^(1/beta)
//   exponential  a = exp((1 - t)^beta ln k)
// beta < 1 is Boulware, > 1 conceder; k is the share conceded at once. `fixed` keeps a = 0. In the last round everybody
// is at its reservation, whatever its tactic: nothing is left to wait for.
#pragma once

#include "sim/agents/values.h"
#include "sim/math/elementary.h"
#include "sim/model/stage_frame.h"

namespace detente {

// A party's tactic as drawn for each trial.
template <class Real>
struct DrawnTactic {
  Real beta{}, start{};
};

template <class Real>
DrawnTactic<Real> draw_tactic(const World& world, const TacticModel& tactic, Trial<Real>& trial,
                              const Mask<Real>& lanes) {
  return {evaluate(world, tactic.beta, trial, lanes), evaluate(world, tactic.start, trial, lanes)};
}

// The share a(t) of the way conceded in `round`, 0..1.
template <class Real>
Real conceded(const StageFrame& stage, const TacticModel& tactic, const DrawnTactic<Real>& drawn, int round) {
  if (round == stage.rounds) return Real(1.0);
  if (tactic.kind == TacticKind::fixed) return drawn.start;
  if (tactic.curve == TacticCurve::polynomial)
    return drawn.start + (Real(1.0) - drawn.start) * exp(Real(stage.log_time[round]) / drawn.beta);
  const Real left = exp(Real(stage.log_time_left[round]) * drawn.beta);
  return exp(left * log(max(drawn.start, Real(1e-9))));
}

template <class Real>
Real aspiration(const StageFrame& stage, const TacticModel& tactic, const DrawnTactic<Real>& drawn,
                const Real& reservation, int round) {
  if (round == stage.rounds) return reservation;
  return reservation + (Real(1.0) - reservation) * (Real(1.0) - conceded(stage, tactic, drawn, round));
}

}  // namespace detente
