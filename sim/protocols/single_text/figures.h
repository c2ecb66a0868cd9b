// What is counted of a single-text stage.
#pragma once

#include "sim/model/figures.h"
#include "sim/protocols/single_text/reasons.h"

namespace detente::single_text {

template <class See>
void figures(See& see, const StageFrame& stage, const Plan& plan) {
  using Record = typename See::Record;
  const auto end = end_figures(see, stage);
  const auto disagreed = see.rest(end.held, end.agreed);
  see.share(end.held, {"drawn_among_equals"}, &Record::drawn);
  see.share(disagreed, {"no_admissible_text"}, &Record::no_text);
  see.share(disagreed, {"every_text_refused"}, &Record::all_refused);
  see.size(end.held, {"zone"}, plan.package_count, &Record::zone);
  const auto refused = see.shares(disagreed, {"refused"}, &Record::refused);
  see.shares(disagreed, {"pivotal"}, &Record::pivotal);
  const auto reason = [&](const World& world, int code) { return label_of(world, plan, code); };
  see.choices(refused, {"refused_because_of"}, Labels{reason_count(plan), reason}, &Record::reason);
}

}  // namespace detente::single_text
