// What a single-text stage tells of one trial: how everybody whose consent counts answered each draft.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "sim/protocols/single_text/reasons.h"
#include "sim/protocols/single_text/work.h"

namespace detente::single_text {

struct JudgementTold {
  int party = 0;
  bool accepts = false, votes = false;
  bool bargains = false;  // it votes or holds a veto: its aspiration falls from round to round
  double utility = 0, aspiration = 0, reservation = 0;
  double conceded = 0;  // share of the way from 1 to the reservation, 0..1; of who bargains
  // Why it refuses a text; the reason's issue, -1 of a `never`.
  std::optional<Reason> reason = {};
  int reason_issue = -1;
};

struct RoundTold {
  bool has_terms = true;  // a draft was tabled
  std::vector<JudgementTold> judgements;
};

struct StageTold {
  std::vector<int> present;               // parties
  std::vector<int> off_the_table;         // issues
  double zone = 0;                        // acceptable packages
  std::vector<std::pair<int, int>> deal;  // the nearest, issues with their options; empty if there is none
  std::vector<JudgementTold> givers;      // who would have had to give for it, with why they refuse it
};

RoundTold tell_round(const World& world, const Plan& plan, const Work<double>& work);
StageTold tell_stage(const Plan& plan, const Work<double>& work, const Record<double>& record);

}  // namespace detente::single_text
