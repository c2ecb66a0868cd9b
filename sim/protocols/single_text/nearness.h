// How near a text comes to passing, and which of several is best.
#pragma once

#include <limits>

#include "sim/agents/packages.h"
#include "sim/core/tolerance.h"
#include "sim/protocols/single_text/decision.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

// A party without influence may still refuse, so its shortfall must be visible: this much of 100 at the least.
constexpr double weight_min = 1e-3;

template <class Real>
Real nearness_weight(const Work<Real>& work, int row) {
  return select(work.consents[row], max(work.influence[row], Real(weight_min)), Real(0.0));
}

// The better of packages seen so far, in each lane.
template <class Real>
struct Best {
  Real near{std::numeric_limits<double>::infinity()};
  Real purpose{-std::numeric_limits<double>::infinity()};

  Mask<Real> admit(const Mask<Real>& lanes, const Real& candidate_near, const Real& candidate_purpose) {
    const Mask<Real> better =
        lanes & ((candidate_near < near) | ((candidate_near == near) & (candidate_purpose > purpose)));
    near = select(better, candidate_near, near);
    purpose = select(better, candidate_purpose, purpose);
    return better;
  }
};

// Every refusal of a voter counts, so nearness is 0 if and only if nobody is short.
inline bool asks_everybody(const Decision& decision) {
  return decision.rule == DecisionRule::unanimity || (decision.rule == DecisionRule::consensus && decision.minus == 0);
}

// Nearness of a package from gaps[judge] = weighted utility minus weighted target (negative: short), in multiples of
// 1e-9; 0 if and only if it would pass. moved(place): lanes in which it moves the issue.
template <class Real, class Moved>
Real nearness(const Plan& plan, Work<Real>& work, const Real* gaps, Moved moved) {
  Real short_of(0.0);
  if (work.outsiders) {
    for (int i = 0; i < work.judge_count; ++i)
      short_of += select(has_a_say(plan, work, work.judges[i], moved), min(gaps[i], Real(0.0)), Real(0.0));
  } else {
    for (int i = 0; i < work.judge_count; ++i) short_of += min(gaps[i], Real(0.0));
  }
  const Real near = to_multiple(Real(0.0) - short_of);
  if (asks_everybody(plan.decision)) return near;
  for (int i = 0; i < work.judge_count; ++i) {
    const int row = work.judges[i];
    work.content[row] = gaps[i] >= Real(-tolerance) * nearness_weight(work, row);
  }
  return select(passes(plan, work, work.content, moved), Real(0.0), max(near, Real(1.0)));
}

// Where the judges stand with a package of no issue at all.
template <class Real>
void start_gaps(Work<Real>& work, Real* gaps) {
  for (int i = 0; i < work.judge_count; ++i) {
    const int row = work.judges[i];
    gaps[i] = (work.table.base[row] - work.target[row]) * nearness_weight(work, row);
  }
}

}  // namespace detente::single_text
