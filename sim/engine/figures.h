// All that is counted of every trial: the list of sim/model/figures.h, from outcomes to shocks.
#pragma once

#include "sim/engine/range_bins.h"
#include "sim/engine/state.h"

namespace detente {

inline const char* clamped_kind(const Bound& bound) { return bound.is_weight ? "clamped_weight" : "clamped"; }

// Beside what sim/model/figures.h says, `see` has
//   problems()                      what is counted of the trials that failed, too
//   value(of, name, slot[, range])  of a number of the trial, at its end; an issue's, if it has a range
//   below(of, name, count, &Record::reals, index)   the index is below it
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
    const FigureName below{.kind = "below_norm_floor", .name = issue.name};
    if (issue.step > 0) {
      const auto bin = [i](const World& world, int index) {
        return range_bins_of(world.scenario.issues[i]).label(index);
      };
      const int bins = range_bins_of(model.scenario.issues[i]).count;
      see.choice(whole, {.kind = "settled", .name = issue.name}, Labels{bins, bin}, &Record::bin, i);
      see.value(whole, {.kind = "settled_value", .name = issue.name}, model.slots.in_force(static_cast<int>(i)),
                &model.scenario.issues[i]);
      if (issue.norm_floor >= 0) see.below(whole, below, issue.norm_floor, &Record::option, i);
      continue;
    }
    const auto option = [i](const World& world, int index) { return world.label_of(static_cast<int>(i), index); };
    const auto settled = see.choice(whole, {.kind = "settled", .name = issue.name},
                                    Labels{static_cast<int>(issue.option_values.size()), option}, &Record::option, i);
    if (issue.norm_floor >= 0) see.first_of(whole, below, issue.norm_floor, settled, &Record::option, i);
  }
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    std::visit(
        [&](const auto& plan) {
          auto&& stage = see.stage(i, model.stages[i], plan);
          figures(stage, model.stages[i], plan);
        },
        model.stages[i].plan);
  for (std::size_t i = 0; i < model.variables.size(); ++i)
    see.value(whole, {.kind = "variable", .name = model.variables[i].name}, model.slots.variable(static_cast<int>(i)));
  for (std::size_t i = 0; i < model.shocks.size(); ++i)
    see.share(whole, {.kind = "shock", .name = model.shocks[i].name}, &Record::flags,
              model.slots.shocked(static_cast<int>(i)));
  for (std::size_t i = 0; i < model.bounds.size(); ++i)
    see.most(whole, {.kind = clamped_kind(model.bounds[i]), .name = model.bounds[i].address}, &Record::beyond,
             &Record::farthest, i);
}

}  // namespace detente
