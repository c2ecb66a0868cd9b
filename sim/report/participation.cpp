#include "sim/report/participation.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/tolerance.h"
#include "sim/protocols/participation/figures.h"
#include "sim/report/describe.h"
#include "sim/report/json.h"
#include "sim/report/model_summary.h"
#include "sim/report/teller.h"
#include "sim/report/text.h"

namespace detente::participation {

namespace {

GuestSummary summarise(const Plan& plan, const StageFigures& figures, const Guest& at) {
  GuestSummary guest{.party = plan.rows[at.row].party,
                     .wanted = std::ranges::find(plan.wanted, at.row) != plan.wanted.end(),
                     .came = figures.share(figures.at("attendance", at.row)),
                     .reasons = {}};
  for (const Reason& reason : at.reasons) {
    const std::string label = label_of(figures.model, plan, at, reason);
    ReasonSummary& added = guest.reasons.emplace_back();
    added.kind = reason.kind;
    added.party = plan.rows[reason.row].party;
    if (reason.precondition >= 0) {
      const PreconditionModel& stated = plan.stated(figures.model, plan.preconditions[reason.precondition]);
      added.name = stated.name;
      added.label = stated.label;
    }
    added.share = figures.share(figures.at("absence", at.row, label));
    added.alone = figures.share(figures.at("absence_alone", at.row, label));
  }
  return guest;
}

std::string reason_text(const Model& model, const GuestSummary& guest, const ReasonSummary& reason) {
  std::string text;
  switch (reason.kind) {
    case Reason::Kind::worse:
      text = "terms worth less than staying away";
      break;
    case Reason::Kind::crossed:
      text = "terms cross a red line";
      break;
    case Reason::Kind::unmet:
      text = "unmet: " + reason.label;
      break;
  }
  if (reason.party != guest.party) text += " (of " + model.parties[reason.party].name + ", who instructs it)";
  return text;
}

const std::vector<AnswerTold>& answers_of(const detente::RoundTold& round) {
  return std::get<RoundTold>(round.room).answers;
}

std::vector<int> guests_of(const detente::RoundTold& round) {
  std::vector<int> came;
  for (const AnswerTold& answer : answers_of(round))
    if (answer.came) came.push_back(answer.party);
  return came;
}

void tell_absence(Teller& teller, const AnswerTold& answer) {
  std::vector<std::string> reasons, bluffs;
  if (answer.worse) {
    reasons.push_back(answer.utility < answer.stay_out - tolerance
                          ? compared("the terms are worth", answer.utility, "staying away", answer.stay_out)
                          : std::string("whoever instructs it finds them worth less than staying away"));
  }
  for (const int at : answer.crossed)
    reasons.push_back(fmt::format("they cross its red line on \"{}\"", teller.issue(at)));
  for (const PreconditionTold& precondition : answer.unmet) {
    std::string text = "\"" + teller.model.parties[precondition.party].preconditions[precondition.index].label + "\"";
    if (precondition.party != answer.party) text += " of " + teller.party(precondition.party);
    if (precondition.meant)
      reasons.push_back("unmet precondition " + text);
    else
      bluffs.push_back(text);
  }
  teller.page.paragraph(fmt::format("- {} stays away: {}.", teller.party(answer.party),
                                    reasons.empty() ? "it wavers with the others" : join(reasons, "; ")),
                        4, 2);
  if (!bluffs.empty())
    teller.page.paragraph("It also asks for what it would come without: " + join(bluffs, "; ") + ".", 6);
}

}  // namespace

Summary summarise(const Plan& plan, const StageFigures& figures) {
  Summary summary;
  for (const Guest& guest : plan.guests) summary.guests.push_back(summarise(plan, figures, guest));
  summary.drawn = figures.share(figures.at("drawn_among_equals"));
  if (!plan.wanted.empty()) summary.succeeded = figures.share(figures.at("agreed"));
  return summary;
}

void print(Page& page, const Model& model, const PlannedStage& stage, const Plan&, const Summary& summary) {
  page.heading(fmt::format("WHO CAME: {}", stage.label));
  Grid grid{{"party; of its absences, because of", "share", "<95 % interval", "alone"}, {}};
  for (const GuestSummary& guest : summary.guests) {
    grid.add({model.parties[guest.party].label + (guest.wanted ? " (wanted)" : ""), share_cell(guest.came),
              interval_cell(guest.came), ""},
             guest.wanted ? Tone::strong : Tone::plain);
    std::vector<const ReasonSummary*> reasons;
    for (const ReasonSummary& reason : guest.reasons)
      if (reason.share.count) reasons.push_back(&reason);
    std::stable_sort(reasons.begin(), reasons.end(), [](const ReasonSummary* left, const ReasonSummary* right) {
      return left->share.count > right->share.count;
    });
    for (const ReasonSummary* reason : reasons)
      grid.add({"    " + reason_text(model, guest, *reason), share_cell(reason->share), interval_cell(reason->share),
                share_text(reason->alone)});
  }
  page.grid(grid);
  page.paragraph("Reasons overlap; alone: there was no other reason. A precondition counts only where it was meant.", 2,
                 0, Tone::quiet);
  if (summary.succeeded.of > 0 && summary.succeeded.count == 0)
    page.paragraph(fmt::format("The stage succeeded {}.", never_text(summary.succeeded.of)));
  if (summary.succeeded.of > 0 && summary.succeeded.count == summary.succeeded.of)
    page.paragraph(fmt::format("The stage failed {}.", never_text(summary.succeeded.of)));
  if (summary.drawn.count > 0) page.paragraph(drawn_text(summary.drawn, "terms equally good to the convenor"));
}

void add(Json& json, const Model& model, const PlannedStage&, const Plan&, const Summary& summary) {
  json["drawn_among_equals"] = to_json(summary.drawn);
  Json& attendance = json["attendance"] = Json::object();
  for (const GuestSummary& guest : summary.guests) {
    Json& entry = attendance[model.parties[guest.party].name] = to_json(guest.came);
    entry["wanted"] = guest.wanted;
    entry["absences"] = guest.came.of - guest.came.count;
    Json& reasons = entry["reasons"] = Json::array();
    for (const ReasonSummary& reason : guest.reasons) {
      Json added = object({{"kind", name_of(reason.kind)}, {"party", model.parties[reason.party].name}});
      if (reason.kind == Reason::Kind::unmet) {
        added["precondition"] = reason.name;
        added["label"] = reason.label;
      }
      added.update(to_json(reason.share));
      added["only"] = reason.alone.count;
      reasons.push_back(std::move(added));
    }
  }
}

void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told) {
  const std::string& convenor = teller.party(plan.rows[plan.convenor].party);
  for (std::size_t index = 0; index < told.rounds.size(); ++index) {
    const detente::RoundTold& round = told.rounds[index];
    teller.page.paragraph(
        index == 0 ? fmt::format("Round 1. {} offers: {}.", convenor, teller.package(plan, round, false))
        : round.same()
            ? fmt::format("Round {}. {} repeats its offer.", index + 1, convenor)
            : fmt::format("Round {}. {} moves: {}.", index + 1, convenor, teller.package(plan, round, true)));
    teller.tell_variables(round);
    const std::vector<int> came = guests_of(round);
    if (index == 0 || came != guests_of(told.rounds[index - 1]))
      teller.page.paragraph("+ Would come: " + teller.names(came) + ".", 4, 2);
    else
      teller.page.paragraph("+ The same would come.", 4, 2);
    for (const AnswerTold& answer : answers_of(round))
      if (!answer.came) tell_absence(teller, answer);
    teller.tell_shocks(round);
  }
  std::vector<int> wanted;
  for (const int row : plan.wanted) wanted.push_back(plan.rows[row].party);
  const std::string who = wanted.empty() ? "Nobody had to be won" : "Wanted: " + teller.names(wanted);
  teller.page.paragraph(fmt::format("{}. {} after {} of {} rounds.", who,
                                    told.agreed ? "All wanted came" : "Not all wanted came", told.rounds.size(),
                                    stage.rounds));
}

void add_round(Json& json, const Model& model, Json terms, const RoundTold& told) {
  json["offer"] = std::move(terms);
  Json& answers = json["answers"] = Json::object();
  for (const AnswerTold& at : told.answers) {
    Json& answer = answers[model.parties[at.party].name] =
        object({{"came", at.came}, {"utility", at.utility}, {"stay_out", at.stay_out}, {"worse", at.worse}});
    answer["red_lines_crossed"] = names_json(model.issues, at.crossed);
    Json& unmet = answer["unmet"] = Json::array();
    for (const PreconditionTold& precondition : at.unmet)
      unmet.push_back(
          object({{"party", model.parties[precondition.party].name},
                  {"precondition", model.parties[precondition.party].preconditions[precondition.index].name},
                  {"meant", precondition.meant}}));
  }
}

void print_settings(Page& page, const Scenario& scenario, const Stage& stage, const Plan& plan) {
  const auto& settings = std::get<Settings>(stage.settings);
  print_entry(page, "convenor", scenario.parties[settings.convenor].name);
  print_entry(page, "invited", names_of(scenario.parties, settings.invited));
  print_entry(page, "wanted",
              settings.wanted.empty() ? "nobody: the terms are fixed" : names_of(scenario.parties, settings.wanted));
  std::vector<int> kept;
  for (const int row : plan.keep) kept.push_back(plan.rows[row].party);
  print_entry(page, "keep",
              (kept.empty() ? "nobody" : names_of(scenario.parties, kept)) + (settings.keep ? "" : default_mark));
  std::vector<std::string> terms;
  for (std::size_t place = 0; place < stage.issues.size(); ++place) {
    const Issue& issue = scenario.issues[stage.issues[place]];
    terms.push_back(issue.name + ": " + issue.label_of(settings.offer[place]));
  }
  print_entry(page, "offer", join(terms, "; "));
}

const char* utilities_note(const Plan&) {
  return "Means over trials, 0..1: the last terms against staying away, the convenor's against its reservation. "
         "Surplus over it: agreed, in the trials in which the guest came; else, in the others.";
}

}  // namespace detente::participation
