// What a result says, worked out once for every form of report: counts as shares with intervals, sums as means.
// Indices are the model's; nothing here is formatted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/report/share.h"
#include "sim/report/stage_summary.h"
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
