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
  Share alone, among;                  // of the trials held without agreement
  std::vector<std::uint64_t> lost_on;  // by place
};

struct ZoneSummary {
  Share empty, single;                 // of the trials held
  double mean = 0;                     // packages
  std::vector<std::uint64_t> buckets;  // by power of two
  int median_bucket = 0;
};

struct Summary {
  std::uint64_t held = 0, disagreed = 0;  // trials; of them without agreement
  Share no_text;                          // of these
  std::vector<BlockerSummary> blockers;   // those who ever blocked, most often first
  ZoneSummary zone;
};

Summary summarise(const Plan& plan, const StageFigures& figures);
void print(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary);
void add(Json& json, const Model& model, const PlannedStage& stage, const Plan& plan, const Summary& summary);

// Of a story: a stage that was held; a round's answers. What its terms and these are called in JSON.
void tell(Teller& teller, const PlannedStage& stage, const Plan& plan, const detente::StageTold& told);
Json round_json(const Model& model, const RoundTold& told);
inline const char* terms_key(const RoundTold&) { return "draft"; }
inline const char* said_key(const RoundTold&) { return "judgements"; }
void add(Json& json, const Model& model, const StageTold& told);

inline bool searches_all(const Plan& plan) { return plan.whole_space; }
// What a row is held against; whether it proposes, and so accepts nothing.
inline bool proposes(const Plan&, int) { return false; }
inline const char* threshold_key(const Plan&, int) { return "reservation"; }
inline const char* threshold_title(const Plan&) { return "reservation"; }
const char* utilities_note(const Plan& plan);

}  // namespace detente::single_text
