#include <fmt/format.h>

#include <algorithm>

#include "sim/protocols/single_text/reasons.h"
#include "sim/report/describe.h"
#include "sim/report/json.h"
#include "sim/report/single_text.h"
#include "sim/report/teller.h"
#include "sim/report/text.h"

namespace detente::single_text {

namespace {

const RoundTold& room_of(const detente::RoundTold& round) { return std::get<RoundTold>(round.room); }

std::string told_reason(const Teller& teller, const JudgementTold& at) {
  return reason_text(*at.reason,
                     at.reason_issue < 0 ? std::string() : fmt::format("\"{}\"", teller.issue(at.reason_issue)));
}

void tell_objections(Teller& teller, const RoundTold& round) {
  std::vector<int> content;
  for (const JudgementTold& at : round.judgements) {
    if (at.accepts) {
      content.push_back(at.party);
      continue;
    }
    if (!at.reason) continue;
    const std::string reason = told_reason(teller, at);
    const bool over_line = *at.reason == Reason::red_line || *at.reason == Reason::never;
    teller.page.paragraph(over_line ? fmt::format("- {} refuses: the text crosses {}.", teller.party(at.party), reason)
                                    : fmt::format("- {} refuses: {}; {}.", teller.party(at.party),
                                                  compared("worth", at.utility, "it asks", at.aspiration), reason),
                          4, 2);
  }
  teller.page.paragraph("+ Would sign: " + teller.names(content) + ".", 4, 2);
}

// From the first round to the last, and how far each could still have gone.
void tell_concessions(Teller& teller, const detente::StageTold& told) {
  Grid grid{{"what each conceded", "first ask", "last ask", "least", "text", "conceded"}, {}};
  const std::vector<JudgementTold>&first = room_of(told.rounds.front()).judgements,
        &last = room_of(told.rounds.back()).judgements;
  for (std::size_t row = 0; row < last.size(); ++row)
    if (last[row].bargains)
      grid.add({teller.party(last[row].party), fmt::format("{:.2f}", first[row].aspiration),
                fmt::format("{:.2f}", last[row].aspiration), fmt::format("{:.2f}", last[row].reservation),
                room_of(told.rounds.back()).has_terms ? fmt::format("{:.2f}", last[row].utility) : "",
                fmt::format("{:.0f} %", 100 * last[row].conceded)});
  teller.page.grid(grid);
}

void tell_deal(Teller& teller, const StageTold& room) {
  if (room.deal.empty()) return;
  std::vector<std::string> terms, givers;
  for (const auto& [issue, option] : room.deal)
    terms.push_back(fmt::format("{}: {}", teller.issue(issue), teller.model.label_of(issue, option)));
  for (const JudgementTold& at : room.givers)
    givers.push_back(fmt::format("{} ({})", teller.party(at.party), told_reason(teller, at)));
  teller.page.paragraph("The nearest deal: " + join(terms, "; ") + ".");
  teller.page.paragraph(givers.empty() ? "Nobody would have had to give for it: it was not tabled."
                                       : "What would have had to give: " + join(givers, "; ") + ".");
}

// "red-line.aid"
Json reason_json(const Model& model, const JudgementTold& at) {
  if (!at.reason) return nullptr;
  const std::string name = name_of(*at.reason);
  return at.reason_issue < 0 ? name : name + "." + model.issues[at.reason_issue].name;
}
Json deal_json(const Model& model, const StageTold& told) {
  if (told.deal.empty()) return nullptr;
  Json json = object({{"terms", Json::object()}, {"had_to_give", Json::object()}});
  for (const auto& [issue, option] : told.deal)
    json["terms"][model.issues[issue].name] = level_json(model.scenario.issues[issue], option);
  for (const JudgementTold& at : told.givers)
    json["had_to_give"][model.parties[at.party].name] = reason_json(model, at);
  return json;
}

}  // namespace

std::string reason_text(Reason kind, const std::string& issue) {
  switch (kind) {
    case Reason::red_line:
      return "its red line on " + issue;
    case Reason::loss:
      return "a loss on " + issue;
    case Reason::too_little:
      return "too little on " + issue;
    case Reason::never:
      return "its never";
    case Reason::unattainable:
      return "asking more than any text gives";
  }
  return "";
}

void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told) {
  const StageTold& room = std::get<StageTold>(told.room);
  teller.page.paragraph("In the room: " + teller.names(room.present) + ".");
  for (const int index : room.off_the_table)
    teller.page.paragraph(fmt::format("\"{}\" is not on the table.", teller.issue(index)));
  for (std::size_t index = 0; index < told.rounds.size(); ++index) {
    const detente::RoundTold& round = told.rounds[index];
    if (!room_of(round).has_terms) {
      teller.page.paragraph(
          fmt::format("Round {}. Every text{} is forbidden by a link, the mediator's lines or an absent controller, or "
                      "of use to nobody.",
                      index + 1, looked_at(plan)));
      teller.tell_variables(round);
      teller.tell_shocks(round);
      continue;
    }
    const bool first = index == 0 || !room_of(told.rounds[index - 1]).has_terms;
    teller.page.paragraph(
        first          ? fmt::format("Round {}. First draft: {}.", index + 1, teller.package(plan, round, false))
        : round.same() ? fmt::format("Round {}. The draft stands.", index + 1)
                       : fmt::format("Round {}. The draft moves: {}.", index + 1, teller.package(plan, round, true)));
    teller.tell_variables(round);
    tell_objections(teller, room_of(round));
    teller.tell_shocks(round);
  }
  teller.page.paragraph(
      fmt::format("Decision by {}: the text {} after {} of {} rounds. Acceptable packages there were: {}.",
                  describe(plan.decision, teller.model.scenario), told.agreed ? "is adopted" : "fails",
                  told.rounds.size(), stage.rounds, static_cast<std::uint64_t>(room.zone)));
  tell_concessions(teller, told);
  tell_deal(teller, room);
}

void add_round(Json& json, const Model& model, Json terms, const RoundTold& told) {
  json["draft"] = told.has_terms ? std::move(terms) : Json(nullptr);
  Json& judgements = json["judgements"] = Json::object();
  for (const JudgementTold& at : told.judgements)
    judgements[model.parties[at.party].name] = object({{"accepts", at.accepts},
                                                       {"votes", at.votes},
                                                       {"utility", at.utility},
                                                       {"aspiration", at.aspiration},
                                                       {"reservation", at.reservation},
                                                       {"conceded", at.bargains ? Json(at.conceded) : Json(nullptr)},
                                                       {"reason", reason_json(model, at)}});
}

void add(Json& json, const Model& model, const StageTold& told) {
  json["present"] = names_json(model.parties, told.present);
  json["off_the_table"] = names_json(model.issues, told.off_the_table);
  json["acceptable_packages"] = told.zone;
  json["nearest_deal"] = deal_json(model, told);
}
}  // namespace detente::single_text
