// What a result says, worked out once for every form of report: counts as shares with intervals, sums as means.
// Indices are the model's; nothing here is formatted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/share.h"
#include "sim/study/baseline.h"
#include "sim/study/choices.h"
#include "sim/study/drivers.h"
#include "sim/study/failure.h"
#include "sim/study/simulate.h"

namespace detente {

struct EventSummary {
  Share share;
  std::optional<bool> observed, status_quo, weighted_mean;  // the baselines say nothing about some
};

// Mean scores over the `events` that were observed and that the forecast speaks about.
struct Score {
  int events = 0;
  double brier = 0, log_score = 0;
};

struct BaselineSummary {
  int outcome = -1;  // -1 where it names none
  Score score;
  Score model_score;  // of the model on the events the baseline speaks about: like with like
};

struct ReasonSummary {
  participation::Reason::Kind kind = participation::Reason::Kind::worse;
  int party = 0;            // whose reason: the guest's or of who instructs it
  std::string name, label;  // unmet: the precondition
  Share share;              // of the guest's absences
  std::uint64_t only = 0;   // absences with no other reason
};

struct GuestSummary {
  int party = 0;
  bool wanted = false;
  Share came;  // of the trials in which the stage was held
  std::vector<ReasonSummary> reasons;
};

// Participation: the last terms against staying out. Single text: what is in force after the stage against the
// reservation, of those whose consent counts.
struct UtilitySummary {
  int party = 0;
  std::uint64_t trials = 0;           // in which it took part
  double utility = 0, threshold = 0;  // means over them
  Share accepted;                     // came; accepted the last text
};

struct BlockerSummary {
  int party = 0;
  Share alone, among;                  // of the trials held without agreement
  std::vector<std::uint64_t> lost_on;  // by place
};

struct ZoneSummary {
  Share empty, single;                 // of the trials held
  double mean = 0;                     // packages
  std::vector<std::uint64_t> buckets;  // 0, 1, 2-3, 4-7, ... packages
  int median_bucket = 0;
};

struct StageSummary {
  Share reached, held;                // of valid trials
  Share agreed;                       // of those held
  std::vector<std::uint64_t> rounds;  // by rounds used
  double mean_rounds = 0;
  std::vector<UtilitySummary> utilities;
  std::vector<GuestSummary> guests;      // participation
  std::uint64_t disagreed = 0;           // single text: held without agreement
  Share no_text;                         // of these
  std::vector<BlockerSummary> blockers;  // those who ever blocked, most often first
  ZoneSummary zone;
};

struct SettledSummary {
  std::vector<Share> options;
  std::optional<Share> below_floor;
};

// A variable at the end of the trial.
struct VariableSummary {
  double mean = 0, sd = 0;
  double low = 0, median = 0, high = 0;  // quantiles 5, 50 and 95 %, within 1.6 % of their size
};

struct Summary {
  std::uint64_t valid = 0;         // trials that did not fail; what shares are of
  std::optional<Failure> failure;  // the first of those that did, where it is among the first 65,536
  std::vector<Share> outcomes;
  int likeliest = 0;
  int observed = -1;
  std::vector<EventSummary> events;
  Score model_score;
  BaselineSummary status_quo, weighted_mean;
  std::vector<StageSummary> stages;
  std::vector<SettledSummary> settled;  // by issue
  std::vector<VariableSummary> variables;
  std::vector<Share> shocks;    // struck at least once
  std::vector<Driver> drivers;  // of the likeliest outcome
  ChoiceEffects choices;        // on the likeliest outcome
};

Summary summarise(const Model& model, const Result& result);

// A figure that is a share. It must exist.
Share share_of(const Result& result, std::string_view kind, std::string_view name, std::string_view item = {});

}  // namespace detente
