// One trial played again with everything written down that a reader needs to follow it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/engine/model.h"
#include "sim/report/json.h"
#include "sim/report/page.h"
#include "sim/study/failure.h"

namespace detente {

// A demand the terms left unmet, by whoever makes it.
struct DemandTold {
  int party = 0;
  std::string name, label;
  bool meant = false;
};

// How a guest answered the terms.
struct AnswerTold {
  int party = 0;
  bool came = false;
  double utility = 0, stay_out = 0;
  bool worse = false;        // the terms are worth less than staying away, to it or who instructs it
  std::vector<int> crossed;  // issues on which they cross a line it or its principal means
  std::vector<DemandTold> unmet;
};

// How somebody whose consent counts answered a draft.
struct JudgementTold {
  int party = 0;
  bool accepts = false, votes = false;
  double utility = 0, aspiration = 0, reservation = 0;
  double conceded = 0;  // share of the way from 1 to the reservation, 0..1
  int loses_on = -1;    // issue, -1 where it has no position
};

struct RoundTold {
  std::vector<int> options;               // [place], of the terms or the draft
  std::vector<bool> moved;                // [place], since the round before; in round 1 since what held
  bool has_draft = true;                  // single text: a draft was tabled
  std::vector<AnswerTold> answers;        // participation
  std::vector<JudgementTold> judgements;  // single text
  std::vector<double> variables;          // during the round
  std::vector<int> struck;                // shocks at its end
};

struct StageTold {
  int stage = 0;
  bool reached = false, held = false, agreed = false;
  std::vector<int> before{};         // [place], option in force as the stage begins
  std::vector<int> present{};        // parties, single text
  std::vector<int> off_the_table{};  // issues, single text
  double zone = 0;                   // acceptable packages
  std::vector<RoundTold> rounds{};
};

struct Story {
  std::uint64_t seed = 0, trial = 0;
  std::vector<StageTold> stages{};
  std::vector<int> settled{};  // option by issue
  int outcome = 0;
  std::vector<bool> events{};
  std::vector<double> variables{};  // at the end
  std::vector<int> struck{};        // shocks that have struck
  std::optional<Failure> failed;
};

Story replay(const Model& model, std::uint64_t seed, std::uint64_t trial);

std::string story_text(const Model& model, const Story& story, PageStyle style);
Json story_json(const Model& model, const Story& story);

}  // namespace detente
