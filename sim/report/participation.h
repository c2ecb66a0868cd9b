// What reports say of a participation stage: who came, and why the others did not.
#pragma once

#include <string>
#include <vector>

#include "sim/engine/replay.h"
#include "sim/report/json_name.h"
#include "sim/report/page.h"
#include "sim/report/stage_figures.h"
#include "sim/report/teller.h"

namespace detente::participation {

struct ReasonSummary {
  Reason::Kind kind = Reason::Kind::worse;
  int party = 0;            // whose reason: the guest's or of who instructs it
  std::string name, label;  // unmet: the precondition
  Share share, alone;       // of the guest's absences; those with no other reason
};

struct GuestSummary {
  int party = 0;
  bool wanted = false;
  Share came;  // of the trials in which the stage was held
  std::vector<ReasonSummary> reasons;
};

struct Summary {
  std::vector<GuestSummary> guests;
  Share drawn;      // of the trials in which it was held, terms by the lot
  Share succeeded;  // likewise, all who were wanted came; of none where nobody is
};

Summary summarise(const Plan& plan, const StageFigures& figures);
void print(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary);
void add(Json& json, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary);

// Of what a file says of it, for `check`.
void print_settings(Page& page, const Scenario& scenario, const Stage& stage, const Plan& plan);

// Of a story: a stage that was held; a round's terms and the answers to them.
void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told);
void add_round(Json& json, const Model& model, Json terms, const RoundTold& told);
inline void add(Json&, const Model&, const StageTold&) {}

// Others than in stage_figures.h.
inline bool proposes(const Plan& plan, int row) { return row == plan.convenor; }
inline const char* threshold_key(const Plan& plan, int row) { return proposes(plan, row) ? "reservation" : "stay_out"; }
inline const char* threshold_title(const Plan&) { return "staying away"; }
const char* utilities_note(const Plan& plan);

}  // namespace detente::participation
