// What becomes of a trial, in the names and values of its scenario, so that two ways of telling one story can be
// compared: who came, what was tabled, who agreed and why not, what is in force.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <string>

#include "tests/support/play.h"
#include "tests/support/rooms.h"

namespace detente {

using Trials = State<Pack<8>>;
using Tale = std::map<std::string, double>;  // "talks text i0" = 50

// What only one protocol tells of a stage.
inline void tell_room(const Model&, const StageEnd<Pack<8>>&, const wait::Plan&, int, const std::string&, Tale&) {}

inline void tell_room(const Model& model, const participation::Record<Pack<8>>& record, const participation::Plan& plan,
                      int l, const std::string& stage, Tale& tale) {
  tale[stage + " drawn"] = is<Pack<8>>(record.drawn, l);
  for (int row = 0; row < plan.row_count(); ++row) {
    const std::string& party = model.parties[plan.rows[row].party].name;
    tale[stage + " worse " + party] = is<Pack<8>>(record.worse[row], l);
    tale[stage + " crossed " + party] = is<Pack<8>>(record.crossed[row], l);
  }
  for (std::size_t d = 0; d < plan.preconditions.size(); ++d) {
    const participation::Precondition& demand = plan.preconditions[d];
    tale[fmt::format("{} unmet {} {}", stage, model.parties[plan.rows[demand.row].party].name,
                     plan.stated(model, demand).name)] = is<Pack<8>>(record.unmet[d], l);
  }
}

inline void tell_room(const Model& model, const single_text::Record<Pack<8>>& record, const single_text::Plan& plan,
                      int l, const std::string& stage, Tale& tale) {
  tale[stage + " drawn"] = is<Pack<8>>(record.drawn, l);
  tale[stage + " zone"] = lane(record.zone, l);
  tale[stage + " no text"] = is<Pack<8>>(record.no_text, l);
  tale[stage + " all refused"] = is<Pack<8>>(record.all_refused, l);
  for (int row = 0; row < plan.row_count(); ++row) {
    const std::string& party = model.parties[plan.rows[row].party].name;
    tale[stage + " pivotal " + party] = is<Pack<8>>(record.pivotal[row], l);
    tale[stage + " refused " + party] = is<Pack<8>>(record.refused[row], l);
    if (is<Pack<8>>(record.refused[row], l))
      tale[fmt::format("{} because {} {}", stage, party,
                       single_text::label_of(model, plan, static_cast<int>(lane(record.reason[row], l))))] = 1;
  }
}

inline void tell_stage(const Model& model, const Trials& state, int l, int s, Tale& tale) {
  const StageEnd<Pack<8>>& end = state.end_of(s);
  const PackageSpace& space = model.stages[s].space();
  const std::string& stage = model.stages[s].name;
  tale[stage + " held"] = is<Pack<8>>(end.held, l);
  tale[stage + " agreed"] = is<Pack<8>>(end.agreed, l);
  if (!is<Pack<8>>(end.held, l)) return;
  tale[stage + " rounds"] = lane(end.rounds, l);
  for (int place = 0; place < space.place_count(); ++place) {
    const IssueModel& issue = model.issues[space.issues[place]];
    tale[stage + " text " + issue.name] = issue.option_values[static_cast<int>(lane(end.option[place], l))];
  }
  for (int row = 0; row < space.row_count(); ++row) {
    const std::string& party = model.parties[space.rows[row].party].name;
    tale[stage + " utility " + party] = lane(end.utility[row], l);
    tale[stage + " threshold " + party] = lane(end.threshold[row], l);
    tale[stage + " asked " + party] = is<Pack<8>>(end.took_part[row], l);
    tale[stage + " accepted " + party] = is<Pack<8>>(end.accepted[row], l);
  }
  const auto tell = [&]<class Room>(const Room& plan) {
    tell_room(model, record_of<Room>(state, s), plan, l, stage, tale);
  };
  std::visit(tell, model.stages[s].plan);
}

inline Tale tale_of(const Model& model, const Trials& state, int l) {
  Tale tale{{"outcome", lane(state.outcome, l)},
            {"failed", is<Pack<8>>(state.failed, l)},
            {"clamped", is<Pack<8>>(state.clamped, l)}};
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    tale["in force " + model.issues[issue].name] =
        model.issues[issue].option_values[static_cast<int>(lane(state.option[issue], l))];
  for (int s = 0; s < static_cast<int>(model.stages.size()); ++s) tell_stage(model, state, l, s, tale);
  return tale;
}

inline std::vector<Tale> tales_of(const std::string& text, std::uint64_t trials) {
  const Model model = model_of(text);
  std::vector<Tale> tales;
  for_each_trial(model, 7, trials,
                 [&](const Trials& state, int l, std::uint64_t) { tales.push_back(tale_of(model, state, l)); });
  return tales;
}

// Whether the lot chose among equals in some stage.
inline bool is_drawn(const Tale& tale) {
  for (const auto& [what, value] : tale)
    if (what.ends_with(" drawn") && value != 0) return true;
  return false;
}

// What the one says otherwise than the other; "" if nothing.
inline std::string differences(const Tale& one, const Tale& other, double slack) {
  std::string result;
  for (const auto& [what, value] : one) {
    const auto found = other.find(what);
    if (found == other.end())
      result += what + " is not told; ";
    else if (!(std::abs(found->second - value) <= slack))
      result += fmt::format("{} {} not {}; ", what, found->second, value);
  }
  for (const auto& [what, value] : other)
    if (!one.contains(what)) result += fmt::format("{} {} is told; ", what, value);
  return result;
}

}  // namespace detente
