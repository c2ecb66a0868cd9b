// All that a result says, made once: every form of report is a view of it. Nothing here is formatted, and nothing is
// played.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/stats/proportion.h"
#include "sim/study/drivers.h"
#include "sim/study/figures.h"
#include "sim/study/simulate.h"

namespace detente {

struct EventAccount {
  Share share;
  std::optional<bool> observed, status_quo, weighted_mean;  // the baselines say nothing about some
};

// Mean scores over the `events` that were observed and that the forecast speaks about.
struct Score {
  int events = 0;
  double brier = 0, log_score = 0;
};

struct BaselineAccount {
  int outcome = -1;  // -1 where it names none
  Score score;
  Score model_score;  // of the model on the events the baseline speaks about: like with like
};

// A number at the end of the trial.
struct ValueAccount {
  double mean = 0, sd = 0;
  double low = 0, median = 0, high = 0;  // quantiles 5, 50 and 95 %, as quantile_at_end() has them
};

struct SettledAccount {
  std::vector<std::string> labels;    // options; of a range bins
  std::vector<Share> shares;          // of each
  std::optional<ValueAccount> value;  // of a range
  std::optional<Share> below_floor;
};

// Indices are the model's, shares of the trials that did not fail.
struct Document {
  const Model& model;  // must outlive the document
  Result result;
  std::uint64_t valid = 0;  // trials that did not fail
  std::vector<Share> outcomes;
  int likeliest = 0;
  int observed = -1;
  std::vector<EventAccount> events;
  Score model_score;
  BaselineAccount status_quo, weighted_mean;
  std::vector<SettledAccount> settled;  // by issue
  std::vector<ValueAccount> variables;
  std::vector<Share> shocks;    // struck at least once
  std::vector<Driver> drivers;  // of the likeliest outcome

  // What was measured for it; none: it was not, or there was no time for it.
  const ChoiceEffects* choices() const;
  const Failure* failure() const;
};

Document document_of(const Model& model, Result result);

// What stands in it beside named_shares() and named_means(): one row a figure, those about one thing together.
struct Finding {
  RowName about;
  const char* figure;
  std::optional<double> value, low, high;  // low, high: 95 % interval
  std::optional<std::uint64_t> count, of;  // a count is its value, too
};
std::vector<Finding> findings(const Document& document);

// A figure that is a share. It must exist.
Share share_of(const Result& result, std::string_view kind, std::string_view name, std::string_view item = {});

}  // namespace detente
