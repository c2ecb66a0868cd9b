#include "sim/engine/step.h"

#include <algorithm>

#include "sim/agents/packages.h"
#include "sim/agents/preferences.h"
#include "sim/agents/values.h"
#include "sim/core/tolerance.h"
#include "sim/engine/joint_draws.h"
#include "sim/engine/range_bins.h"
#include "sim/engine/tick.h"
#include "sim/model/lane_types.h"
#include "sim/random/philox.h"

namespace detente {

namespace {

template <class Real>
void draw(const Model& model, State<Real>& state) {
  constexpr int lanes = lane_count<Real>;
  std::uint32_t words[4][lanes];
  const auto take = [&](int input, const std::uint32_t* own) {  // one word a lane
    state.inputs[input] = draw_values<Real>(model.distributions[input], own);
  };
  for (const DrawPlan& plan : model.draws) {
    draw_blocks<lanes>(state.seed, state.trials, 0, plan.hash, words);
    for (int word = 0; word < 4; ++word)
      if (plan.inputs[word] >= 0) take(plan.inputs[word], words[word]);
    if (plan.chance < 0) continue;
    alignas(64) double uniform[lanes];
    for (int lane = 0; lane < lanes; ++lane) uniform[lane] = event_uniform(words[2][lane], words[3][lane]);
    state.chances[plan.chance] = load<Real>(uniform);
  }
  for (const SampleRows& table : model.sample_rows) draw_row<lanes>(table, state.seed, state.trials, take);
  for (const CorrelatedInputs& group : model.correlated) draw_correlated<lanes>(group, state.seed, state.trials, take);
  for (std::size_t parameter = 0; parameter < model.parameters.size(); ++parameter)
    state.numbers[model.slots.parameter(static_cast<int>(parameter))] =
        evaluate(model, model.parameters[parameter], state, state.active);
  for (std::size_t variable = 0; variable < model.variables.size(); ++variable)
    state.numbers[model.slots.variable(static_cast<int>(variable))] =
        evaluate(model, model.variables[variable].initial, state, state.active);
}

// A trial has failed where a utility is out of its range, by more than rounding explains, or is not a number.
template <class Real>
void check_utilities(const PackageSpace& space, State<Real>& state, const Mask<Real>& lanes,
                     const StageEnd<Real>& end) {
  for (int row = 0; row < space.row_count(); ++row) {
    const Real& utility = end.utility[row];
    const Mask<Real> inside = (utility >= Real(-tolerance)) & (utility <= Real(1 + tolerance));
    fail(state, lanes & !inside, Fault::Kind::utility, row);
  }
}

// Writes what later stages, outcomes and events read of the stage.
template <class Real>
void tell_end(const Model& model, const PackageSpace& space, State<Real>& state, const Mask<Real>& lanes,
              const StageEnd<Real>& end) {
  check_utilities(space, state, lanes, end);
  state.flags[model.slots.held(state.stage)] = end.held;
  state.flags[model.slots.agreed(state.stage)] = end.agreed;
  state.numbers[model.slots.rounds_used(state.stage)] = end.rounds;
  for (const int issue : space.issues)
    state.numbers[model.slots.in_force(issue)] = scale_value(model.issues[issue], state.option[issue]);
  for (int row = 0; row < space.row_count(); ++row) {
    Real& utility = state.numbers[model.slots.utility(space.rows[row].party)];
    utility = select(lanes, end.utility[row], utility);
  }
}

// Which of these days it is: the nearest, since sums in another order may differ.
template <class Real>
Real place_among(const std::vector<double>& days, const Real& day) {
  alignas(64) double places[lane_count<Real>];
  for (int l = 0; l < lane_count<Real>; ++l) {
    const double own = lane(day, l);
    auto found = std::ranges::lower_bound(days, own);
    if (found == days.end() || (found != days.begin() && own - found[-1] < *found - own)) --found;
    places[l] = static_cast<double>(found - days.begin());
  }
  return load<Real>(places);
}

// One round of a stage, or the pause before it; false if it goes on.
template <class Real, class Plan, class Work, class Record>
bool play_round(const Model& model, const StageFrame& stage, const Plan& plan, Work& work, State<Real>& state,
                Record& record) {
  Trial<Real>& trial = state;
  if (state.round == 0 && !state.paused) {
    record.reached = stage.requires_program < 0
                         ? state.active
                         : state.active & holds(model, stage.requires_program, state, state.active);
    if (!any(record.reached)) return true;
    if (stage.pause) {
      trial.days += select(record.reached, Real(stage.pause_days), Real(0.0));
      tick(model, *stage.pause, plan, trial, record.reached);
      state.paused = true;
      return false;
    }
  }
  if (state.round == 0) {
    begin(model, stage, plan, work, trial, record.reached);
    if (!stage.begins.empty()) record.begun = place_among(stage.begins, trial.days);
  }
  if (!any(work.open)) return true;
  ++state.round;
  play(model, stage, plan, work, trial, record);
  if (any(work.open) && state.round < stage.rounds) {
    tick(model, stage.round_length, plan, trial, work.open);
    return false;
  }
  end(model, stage, plan, work, trial, record);
  tell_end(model, plan, state, work.lanes, record);
  state.numbers[model.slots.round()] = record.rounds;
  trial.days += select(work.lanes, record.rounds * Real(stage.round_days), Real(0.0));
  tick(model, stage.round_length, plan, trial, work.lanes);
  return true;
}

template <class Real>
void finish(const Model& model, State<Real>& state) {
  if (SpaceWork<Real>* const work = state.closing()) {
    const PackageSpace& closing = *model.closing;
    work->tabled.fill(everywhere<Real>());
    for (int place = 0; place < closing.place_count(); ++place) work->current[place] = state.option[place];
    tabulate(model, closing, state, work->current, work->tabled, state.active, work->table);
    utilities(closing, work->table, work->current, work->utility);
    add_untabulated(model, closing, state, work->current, state.active, work->table, work->utility);
    for (int row = 0; row < closing.row_count(); ++row)
      state.numbers[model.slots.utility(closing.rows[row].party)] = work->utility[row];
  }
  Mask<Real> decided = mask_of<Real>(false);
  for (std::size_t outcome = 0; outcome < model.outcomes.size(); ++outcome) {
    const Mask<Real> here = !decided & holds(model, model.outcomes[outcome], state, state.active & !decided);
    state.outcome = select(here, whole<Real>(outcome), state.outcome);
    decided = decided | here;
  }
  for (std::size_t event = 0; event < model.events.size(); ++event)
    state.events[event] = holds(model, model.events[event], state, state.active);
  for (const int issue : model.ranges)
    state.bin[issue] = floor(state.option[issue] / whole<Real>(range_bins_of(model.scenario.issues[issue]).width));
  state.finished = true;
}

}  // namespace

template <class Real>
void start(const Model& model, State<Real>& state, std::uint64_t seed, std::uint64_t first_trial, int count) {
  state.reset(model, seed, first_trial, count);
  draw(model, state);
}

template <class Real>
void step(const Model& model, State<Real>& state) {
  const int index = state.stage;
  if (index == static_cast<int>(model.stages.size())) return finish(model, state);
  const PlannedStage& stage = model.stages[index];
  state.numbers[model.slots.round()] = whole<Real>(state.round + 1);
  const bool is_over = with_room(
      stage.plan, state.works[index], state.records[index],
      [&](const auto& plan, auto& work, auto& record) { return play_round(model, stage, plan, work, state, record); });
  if (!is_over) return;
  ++state.stage;
  state.round = 0;
  state.paused = false;
}

#define DETENTE_STEP(Real)                                                            \
  template void start(const Model&, State<Real>&, std::uint64_t, std::uint64_t, int); \
  template void step(const Model&, State<Real>&);
DETENTE_FOR_LANE_TYPES(DETENTE_STEP)

}  // namespace detente
