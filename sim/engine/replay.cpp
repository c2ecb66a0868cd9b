#include "sim/engine/replay.h"

#include <algorithm>

#include "sim/core/floating_point.h"
#include "sim/engine/step.h"

namespace detente {

namespace {

class Recorder {
 public:
  Recorder(const Model& model, const State<double>& state) : model_(model), state_(state) {}

  void open(StageTold& told) const {
    told.days = state_.days;
    told.before.clear();
    for (const int issue : model_.stages[told.stage].space().issues)
      told.before.push_back(static_cast<int>(state_.option[issue]));
  }

  RoundTold round(const StageTold& told) const {
    const PackageSpace& space = model_.stages[told.stage].space();
    const SpaceWork<double>& work = state_.space_of(told.stage);
    RoundTold round;
    for (int place = 0; place < space.place_count(); ++place) {
      round.options.push_back(static_cast<int>(work.draft[place]));
      const int last = told.rounds.empty() ? told.before[place] : told.rounds.back().options[place];
      round.moved.push_back(round.options.back() != last);
    }
    in_room(told.stage,
            [&](const auto& plan, const auto& room, const auto&) { round.room = tell_round(model_, plan, room); });
    return round;
  }

  void finish(StageTold& told) const {
    const StageEnd<double>& end = state_.end_of(told.stage);
    told.reached = end.reached;
    told.held = end.held;
    told.agreed = end.agreed;
    in_room(told.stage, [&](const auto& plan, const auto& work, const auto& record) {
      told.room = tell_stage(plan, work, record);
    });
  }

  std::vector<double> variables() const {
    std::vector<double> values;
    for (int variable = 0; variable < static_cast<int>(model_.variables.size()); ++variable)
      values.push_back(state_.numbers[model_.slots.variable(variable)]);
    return values;
  }

  // Of issues with a range.
  std::vector<int> in_force() const {
    std::vector<int> indices;
    for (const int issue : model_.ranges) indices.push_back(static_cast<int>(state_.option[issue]));
    return indices;
  }

  // before: in_force() as it began.
  void tell_tick(TickTold& tick, const std::vector<int>& before) const {
    tick.struck = shocks([&](int shock) { return state_.struck[shock]; });
    const std::vector<int> after = in_force();
    for (std::size_t i = 0; i < after.size(); ++i)
      if (after[i] != before[i]) tick.shifted.emplace_back(model_.ranges[i], after[i]);
  }

  // struck(shock): whether it has.
  template <class Struck>
  std::vector<int> shocks(const Struck& struck) const {
    std::vector<int> list;
    for (int shock = 0; shock < static_cast<int>(model_.shocks.size()); ++shock)
      if (struck(shock)) list.push_back(shock);
    return list;
  }

 private:
  template <class Then>
  void in_room(int stage, const Then& then) const {
    with_room(model_.stages[stage].plan, state_.works[stage], state_.records[stage], then);
  }

  const Model& model_;
  const State<double>& state_;
};

}  // namespace

bool RoundTold::same() const { return std::find(moved.begin(), moved.end(), true) == moved.end(); }

Story replay(const Model& model, std::uint64_t seed, std::uint64_t trial) {
  const DefaultFloatingPoint floating_point;
  State<double> state(model);
  const Recorder recorder(model, state);
  Story story{.seed = seed, .trial = trial};
  start(model, state, seed, trial, 1);
  const int stages = static_cast<int>(model.stages.size());
  while (!state.finished) {
    const int index = state.stage;
    if (index < stages && state.round == 0) {
      if (!state.paused) story.stages.push_back({.stage = index});
      recorder.open(story.stages.back());
    }
    std::vector<double> variables = recorder.variables();
    const auto ticks = state.ticks[0];
    const std::vector<int> in_force = recorder.in_force();
    step(model, state);
    if (index == stages) break;
    StageTold& told = story.stages.back();
    const bool goes_on = state.stage == index;
    if (goes_on && state.round == 0) {
      recorder.tell_tick(told.pause.emplace(), in_force);
      continue;
    }
    if (goes_on || state.end_of(index).held) {
      told.rounds.push_back(recorder.round(told));
      told.rounds.back().variables = std::move(variables);
      if (state.ticks[0] != ticks) recorder.tell_tick(told.rounds.back(), in_force);
    }
    if (!goes_on) recorder.finish(told);
  }
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    story.settled.push_back(static_cast<int>(state.option[issue]));
  story.outcome = static_cast<int>(state.outcome);
  for (std::size_t event = 0; event < model.events.size(); ++event) story.events.push_back(state.events[event]);
  if (state.failed) story.failed = state.fault;
  story.variables = recorder.variables();
  story.struck = recorder.shocks([&](int shock) { return state.flags[model.slots.shocked(shock)]; });
  return story;
}

}  // namespace detente
