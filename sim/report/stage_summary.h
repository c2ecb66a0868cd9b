// What a result says of one stage, whatever its protocol, and of its protocol's own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/protocols.h"

namespace detente {

// Participation: the last terms against staying out. Single text: what is in force after the stage against the
// reservation, of those whose consent counts.
struct UtilitySummary {
  int row = 0, party = 0;
  std::uint64_t trials = 0;           // in which it took part
  double utility = 0, threshold = 0;  // means over them
  double utility_sd = 0;
  Share accepted;  // came; accepted the last text
  // Over the threshold, of trials in which it came, or agreed to what came into force; of the others.
  std::uint64_t agreed_trials = 0;
  double surplus_agreed = 0, surplus_otherwise = 0;
};

// As dates of the calendar, where the scenario says when it starts.
struct BeginDates {
  std::string earliest, median, latest;
};

struct StageSummary {
  Share reached, held;                // of valid trials
  Share agreed;                       // of those held; of none where there is nothing to agree on
  std::vector<std::uint64_t> rounds;  // by rounds used
  double mean_rounds = 0;
  std::optional<BeginDates> begins;  // of the trials held
  std::vector<UtilitySummary> utilities;
  RoomSummary room;
};

StageSummary summarise_stage(const Document& document, std::size_t stage);

// then(plan, its summary)
template <class Then>
decltype(auto) with_summary(const PlannedStage& stage, const StageSummary& summary, const Then& then) {
  return std::visit(
      [&](const auto& plan) -> decltype(auto) {
        using Room = std::decay_t<decltype(plan)>;
        return then(plan, std::get<place_among<Room>(static_cast<const Plan*>(nullptr))>(summary.room));
      },
      stage.plan);
}

}  // namespace detente
