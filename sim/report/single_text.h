// What reports say of a single-text stage: who blocked, and how much room there was.
#pragma once

#include <vector>

#include "sim/engine/replay.h"
#include "sim/report/json_name.h"
#include "sim/report/page.h"
#include "sim/report/stage_figures.h"
#include "sim/report/teller.h"

namespace detente::single_text {

struct BlockerSummary {
  int party = 0;
  Share refused, pivotal;              // of the trials held without agreement
  std::vector<std::uint64_t> reasons;  // by code (sim/protocols/single_text/reasons.h)
};

struct GiverSummary {
  int party = 0;
  Share gives, alone;                  // of the trials with a nearest deal; of these, it and nobody else
  std::vector<std::uint64_t> reasons;  // why it refuses that deal, by code
};

// What would have had to give (sim/protocols/single_text/nearest_deal.h).
struct DealSummary {
  Share possible;                                 // of the trials held without agreement: there is a nearest deal
  std::vector<std::uint64_t> in_all;              // by how many would have had to give
  double mean = 0;                                // of how many
  std::vector<GiverSummary> givers;               // those who ever would have had to, most often first
  std::vector<std::vector<std::uint64_t>> terms;  // [place], by option
};

struct ZoneSummary {
  Share empty, single;              // of the trials held
  double mean = 0;                  // packages
  std::vector<std::uint64_t> bins;  // by power of two
  int median_bin = 0;
};

struct Summary {
  std::uint64_t held = 0, disagreed = 0;  // trials; of them without agreement
  Share no_text, all_refused;             // of these
  Share drawn;                            // of those held, a text by the lot
  std::vector<BlockerSummary> blockers;   // those who ever blocked, most often first
  DealSummary deal;
  // By party, those that ever were: of the trials held, listed and away; without the veto that it had with a seat.
  std::vector<std::pair<int, Share>> away, without_seat;
  ZoneSummary zone;
};

Summary summarise(const Plan& plan, const StageFigures& figures);
void print(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary);
void add(Json& json, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary);

// Of what a file says of it, for `check`.
void print_settings(Page& page, const Scenario& scenario, const Stage& stage, const Plan& plan);

// Of a story: a stage that was held; a round's terms and the answers to them.
void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told);
void add_round(Json& json, const Model& model, Json terms, const RoundTold& told);
void add(Json& json, const Model& model, const StageTold& told);

std::string reason_text(Reason kind, const std::string& issue);  // "its red line on aid"
// After "every text", where not all are searched.
inline const char* looked_at(const Plan& plan) { return plan.whole_space ? "" : " within two issues of the draft"; }

// Others than in stage_figures.h.
inline bool searches_all(const Plan& plan) { return plan.whole_space; }
const char* utilities_note(const Plan& plan);

}  // namespace detente::single_text
