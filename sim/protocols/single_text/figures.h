// What is counted of a single-text stage.
#pragma once

#include "sim/model/figures.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

template <class See>
void figures(See& see, const StageFrame& stage, const Plan& plan) {
  using Record = typename See::Record;
  const auto end = end_figures(see, stage);
  const auto disagreed = see.rest(end.held, end.agreed);
  see.share(disagreed, {"no_admissible_text"}, &Record::no_text);
  see.size(end.held, {"zone"}, plan.package_count, &Record::zone);
  const auto alone = see.shares(disagreed, {"blocked_alone"}, &Record::blocked_alone);
  const auto among = see.shares(disagreed, {"blocked_among_several"}, &Record::blocked_among);
  const auto issue = [&](const World& world, int place) { return world.issues[plan.issues[place]].name; };
  see.choices(see.either(alone, among), {"loses_most_on"}, Labels{plan.place_count(), issue}, &Record::blocked_on);
}

}  // namespace detente::single_text
