// All that is counted of every trial: the list of sim/model/figures.h, from outcomes to shocks.
#pragma once

#include "sim/engine/state.h"

namespace detente {

// Beside what sim/model/figures.h says, `see` has
//   problems()                      what is counted of the trials that failed, too
//   variable(of, name, variable)    its value at the end of the trial
//   stage(index, frame, plan)       what goes through the figures of that stage's record
template <class See>
void figures(See& see, const Model& model) {
  using Record = typename See::Record;
  const auto whole = see.whole();
  const auto outcome = [](const World& world, int index) { return world.scenario.outcomes[index].name; };
  see.choice(whole, {"outcome"}, Labels{static_cast<int>(model.outcomes.size()), outcome}, &Record::outcome);
  for (std::size_t i = 0; i < model.events.size(); ++i)
    see.share(whole, {.kind = "event", .name = model.scenario.events[i].name}, &Record::events, i);
  see.problems();
  for (std::size_t i = 0; i < model.issues.size(); ++i) {
    const IssueModel& issue = model.issues[i];
    const auto option = [i](const World& world, int index) { return world.issues[i].option_labels[index]; };
    const auto settled = see.choice(whole, {.kind = "settled", .name = issue.name},
                                    Labels{static_cast<int>(issue.option_values.size()), option}, &Record::option, i);
    if (issue.norm_floor >= 0)
      see.first_of(whole, {.kind = "below_norm_floor", .name = issue.name}, issue.norm_floor, settled, &Record::option,
                   i);
  }
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    std::visit(
        [&](const auto& plan) {
          auto&& stage = see.stage(i, model.stages[i], plan);
          figures(stage, model.stages[i], plan);
        },
        model.stages[i].plan);
  for (std::size_t i = 0; i < model.variables.size(); ++i)
    see.variable(whole, {.kind = "variable", .name = model.variables[i].name}, static_cast<int>(i));
  for (std::size_t i = 0; i < model.shocks.size(); ++i)
    see.share(whole, {.kind = "shock", .name = model.shocks[i].name}, &Record::flags,
              model.slots.shocked(static_cast<int>(i)));
}

}  // namespace detente
