#include "sim/report/participation.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/protocols/participation/figures.h"
#include "sim/report/json.h"
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
    if (reason.demand >= 0) {
      added.name = plan.demands[reason.demand].precondition->name;
      added.label = plan.demands[reason.demand].precondition->label;
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
      text = "demand: " + reason.label;
      break;
  }
  if (reason.party != guest.party) text += " (of " + model.parties[reason.party].name + ", who instructs it)";
  return text;
}

}  // namespace

Summary summarise(const Plan& plan, const StageFigures& figures) {
  Summary summary;
  for (const Guest& guest : plan.guests) summary.guests.push_back(summarise(plan, figures, guest));
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
  page.paragraph("Reasons overlap; alone: there was no other reason. A demand counts only where it was meant.", 2, 0,
                 Tone::quiet);
}

void add(Json& json, const Model& model, const PlannedStage&, const Plan&, const Summary& summary) {
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

const char* utilities_note(const Plan&) {
  return "Means over trials, 0..1: the last terms against staying away, the convenor's against its reservation.";
}

}  // namespace detente::participation
