// What is counted of a single-text stage.
#pragma once

#include "sim/model/figures.h"
#include "sim/protocols/single_text/reasons.h"

namespace detente::single_text {

template <class See>
void figures(See& see, const StageFrame& stage, const Plan& plan) {
  using Record = typename See::Record;
  const auto end = end_figures(see, stage);
  surplus_figures(see, end.took_part, see.shares(end.agreed, {"signed"}, &Record::accepted));
  if (!plan.listed.empty()) see.shares(end.held, {"listed_but_away"}, &Record::away);
  if (std::ranges::find(plan.vetoes, 1) != plan.vetoes.end())
    see.shares(end.held, {"veto_without_seat"}, &Record::without_seat);
  const auto disagreed = see.rest(end.held, end.agreed);
  see.share(end.held, {"drawn_among_equals"}, &Record::drawn);
  see.share(disagreed, {"no_admissible_text"}, &Record::no_text);
  see.share(disagreed, {"every_text_refused"}, &Record::all_refused);
  see.size(end.held, {"zone"}, plan.package_count, &Record::zone);
  const auto refused = see.shares(disagreed, {"refused"}, &Record::refused);
  see.shares(disagreed, {"pivotal"}, &Record::pivotal);
  const auto reason = [&](const World& world, int code) { return label_of(world, plan, code); };
  see.choices(refused, {"refused_because_of"}, Labels{reason_count(plan), reason}, &Record::reason);
  const auto possible = see.share(disagreed, {"possible_deal"}, &Record::possible);
  see.number(possible, {"had_to_give_in_all"}, 0, plan.row_count(), &Record::givers);
  const auto gives = see.shares(possible, {"had_to_give"}, &Record::gives);
  see.shares(gives, {"had_to_give_alone"}, &Record::gives_alone);
  see.choices(gives, {"had_to_give_because_of"}, Labels{reason_count(plan), reason}, &Record::gives_over);
  for (int place = 0; place < plan.place_count(); ++place) {
    const int issue = plan.issues[place];
    const auto option = [issue](const World& world, int index) { return world.label_of(issue, index); };
    see.choice(possible, {.kind = "nearest_deal", .place = place}, Labels{plan.options_at(place), option},
               &Record::deal, place);
  }
}

}  // namespace detente::single_text
