// How near a text comes to passing, and which of several is best.
#pragma once

#include <limits>

#include "sim/agents/lot.h"
#include "sim/agents/packages.h"
#include "sim/core/tolerance.h"
#include "sim/protocols/single_text/decision.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

// A party without influence may still refuse, so its shortfall must be visible: this much of 100 at the least.
constexpr double weight_min = 1e-3;

// So many weights less is a gap where a line is crossed or a `never` broken: further below 0 than any text without.
constexpr double line_depth = 4;

template <class Real>
Real nearness_weight(const Work<Real>& work, int row) {
  return select(work.consents[row], max(work.influence[row], Real(weight_min)), Real(0.0));
}

// Every refusal of a voter counts, so nearness is 0 if and only if nobody is short.
inline bool asks_everybody(const Decision& decision) {
  return decision.rule == DecisionRule::unanimity || (decision.rule == DecisionRule::consensus && decision.minus == 0);
}

// What a gap (weighted utility minus weighted target) lacks, not positive: a refusal over a line is a shortfall of 1.
template <class Real>
Real shortfall(const Work<Real>& work, const Real& gap, const Real& weight) {
  const Real lacking = min(gap, Real(0.0));
  return work.may_refuse ? max(lacking, Real(0.0) - weight) : lacking;
}

// Nearness of a package from gaps[judge], in multiples of 1e-9; 0 if and only if it would pass. moved(place): lanes in
// which it moves the issue.
template <class Real, class Moved>
Real nearness(const Plan& plan, Work<Real>& work, const Real* gaps, Moved moved) {
  Real short_of(0.0);
  for (int i = 0; i < work.judge_count; ++i) {
    const Real lacking = shortfall(work, gaps[i], work.weight[i]);
    short_of += work.outsiders ? select(has_a_say(plan, work, work.judges[i], moved), lacking, Real(0.0)) : lacking;
  }
  const Real near = to_multiple(Real(0.0) - short_of);
  if (asks_everybody(plan.decision)) return near;
  for (int i = 0; i < work.judge_count; ++i)
    work.content[work.judges[i]] = gaps[i] >= Real(-tolerance) * work.weight[i];
  return select(passes(plan, work, work.content, moved), Real(0.0), max(near, Real(1.0)));
}

// Lanes in which whatever passes is of use to somebody: who must be content asks for more than what holds.
template <class Real>
Mask<Real> passing_is_of_use(const Plan& plan, const Work<Real>& work) {
  Mask<Real> result = mask_of<Real>(false);
  for (int i = 0; i < work.judge_count && asks_everybody(plan.decision); ++i) {
    const int row = work.judges[i];
    const Real above = work.target[row] - work.held_utility[row] - Real(tolerance);
    result = result | (work.decides[row] & (above * work.weight[i] > Real(tolerance)));  // nearness is rounded
  }
  return result;
}

// Where the judges stand with a package of no issue at all.
template <class Real>
void start_gaps(Work<Real>& work, Real* gaps) {
  for (int i = 0; i < work.judge_count; ++i) {
    const int row = work.judges[i];
    gaps[i] = (work.table.base[row] - work.target[row]) * work.weight[i];
  }
}

// The judge's cell for each lane's own option.
template <class Real>
Real scaled_of(const Plan& plan, const Work<Real>& work, int place, const Real& option, int judge) {
  Real cell(0.0);
  for (int index = 0; index < plan.options_at(place); ++index)
    cell = select(option == whole<Real>(index),
                  work.scaled[(plan.option_begin[place] + index) * work.judge_count + judge], cell);
  return cell;
}

// Where they stand with each lane's own package.
template <class Real>
void package_gaps(const Plan& plan, Work<Real>& work, const Span<Real>& package, Real* gaps) {
  start_gaps(work, gaps);
  for (int place = 0; place < plan.place_count(); ++place)
    for (int i = 0; i < work.judge_count; ++i) gaps[i] += scaled_of(plan, work, place, package[place], i);
}

// Takes the gaps of those whose `never` the exclusion is, in lanes in which the package is in it, to where a line's
// are.
template <class Real>
void refuse_over_never(const Exclusion& exclusion, const Work<Real>& work, const Mask<Real>& lanes, Real* gaps) {
  for (int i = 0; i < work.judge_count; ++i)
    if (std::ranges::find(exclusion.rows, work.judges[i]) != exclusion.rows.end())
      gaps[i] = select(lanes, gaps[i] - Real(line_depth) * work.weight[i], gaps[i]);
}

// Lanes in which a controller refuses over a line or a `never` a text that moves its issue, which fails it.
template <class Real, class Moved>
Mask<Real> is_sunk_by_controller(const Plan& plan, const Work<Real>& work, const Real* gaps, const Moved& moved) {
  Mask<Real> result = mask_of<Real>(false);
  for (int i = 0; i < work.judge_count; ++i) {
    const int row = work.judges[i];
    if (!plan.controls[row]) continue;
    const Mask<Real> refuses = gaps[i] < Real(-line_depth / 2) * work.weight[i];
    if (any(refuses)) result = result | (refuses & moves_what_it_controls<Real>(plan, row, moved));
  }
  return result;
}

// The better of packages seen so far, in each lane: nearer, then the mediator's purpose, then fewer issues moved from
// what holds, then fewer changed from the last draft, then the lot.
template <class Real>
struct Best {
  Real near{std::numeric_limits<double>::infinity()};
  Real purpose{-std::numeric_limits<double>::infinity()};
  Real moves{};
  Mask<Real> drawn{};  // by the lot

  // changes(): of the candidate and of the best so far from the last draft. draw(lanes): of these lanes those in which
  // the candidate has the greater priority. Both are asked only where nothing before them decides.
  template <class Changes, class Draw>
  Mask<Real> admit(const Mask<Real>& lanes, const Real& candidate_near, const Real& candidate_purpose,
                   const Real& candidate_moves, const Changes& changes, const Draw& draw) {
    Mask<Real> better = lanes & ((candidate_near < near) | ((candidate_near == near) & (candidate_purpose > purpose)));
    const Mask<Real> equal = lanes & (candidate_near == near) & (candidate_purpose == purpose);
    Mask<Real> tied = mask_of<Real>(false);
    if (any(equal)) {
      const auto [own, best] = changes();
      better = better | (equal & ((candidate_moves < moves) | ((candidate_moves == moves) & (own < best))));
      tied = equal & (candidate_moves == moves) & (own == best);
    }
    drawn = (drawn & !better) | tied;
    if (any(tied)) better = better | draw(tied);
    near = select(better, candidate_near, near);
    purpose = select(better, candidate_purpose, purpose);
    moves = select(better, candidate_moves, moves);
    return better;
  }
};

}  // namespace detente::single_text
