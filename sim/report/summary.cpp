#include "sim/report/summary.h"

#include <algorithm>

#include "sim/stats/proportion.h"
#include "sim/stats/scores.h"
#include "sim/study/figures.h"

namespace detente {

namespace {

// Adds one forecast, made as `yes` trials out of `trials`.
void add_forecast(Score& score, std::uint64_t yes, std::uint64_t trials, bool happened) {
  ++score.events;
  score.brier += brier(trials ? static_cast<double>(yes) / static_cast<double>(trials) : 0.5, happened);
  score.log_score += log_score(yes, trials, happened);
}

// A baseline is as sure as the same number of trials could make it.
void add_forecast(BaselineSummary& baseline, const std::optional<bool>& says, const Share& model, bool happened) {
  if (!says) return;
  add_forecast(baseline.score, *says ? model.of : 0, model.of, happened);
  add_forecast(baseline.model_score, model.count, model.of, happened);
}

void finish(Score& score) {
  if (score.events == 0) return;
  score.brier /= score.events;
  score.log_score /= score.events;
}

void add_events(const Model& model, const Result& result, Summary& summary) {
  const Baseline quo = status_quo(model), mean = weighted_mean(model);
  summary.status_quo.outcome = quo.outcome;
  summary.weighted_mean.outcome = mean.outcome;
  const std::vector<std::optional<bool>>& observed = model.scenario.observed.events;
  for (std::size_t event = 0; event < model.events.size(); ++event) {
    EventSummary& added = summary.events.emplace_back();
    added.share = share_of(result, "event", model.scenario.events[event].name);
    added.status_quo = quo.events[event];
    added.weighted_mean = mean.events[event];
    if (event < observed.size()) added.observed = observed[event];
    if (!added.observed) continue;
    add_forecast(summary.model_score, added.share.count, summary.valid, *added.observed);
    add_forecast(summary.status_quo, added.status_quo, added.share, *added.observed);
    add_forecast(summary.weighted_mean, added.weighted_mean, added.share, *added.observed);
  }
  finish(summary.model_score);
  for (BaselineSummary* baseline : {&summary.status_quo, &summary.weighted_mean}) {
    finish(baseline->score);
    finish(baseline->model_score);
  }
}

SettledSummary summarise_settled(const IssueModel& issue, const Result& result) {
  SettledSummary settled;
  const int begin = figure_of(result.layout, "settled", issue.name).first;
  for (int option = 0; option < static_cast<int>(issue.option_values.size()); ++option)
    settled.options.push_back(share_of(result.count(begin + option), result.valid()));
  if (issue.norm_floor >= 0) settled.below_floor = share_of(result, "below_norm_floor", issue.name);
  return settled;
}

VariableSummary summarise_variable(const Result& result, std::size_t variable) {
  if (result.valid() == 0) return {};
  const Moments moments = moments_at_end(result, variable);
  const auto quantile = [&](double p) { return quantile_at_end(result, variable, p); };
  return {moments.mean, moments.sd, quantile(0.05), quantile(0.5), quantile(0.95)};
}

// What is played for the report alone is left where the run is to stop, soon after its budget, and after seconds where
// the run was somebody else's.
Leave leave_of(const Result& result) {
  if (result.plan.budget <= 0 && !result.stored) return Leave(result.plan.stop);
  const std::chrono::duration<double> rest(result.stored ? 3
                                                         : std::max(0.0, result.plan.budget - result.seconds) + 0.5);
  return Leave(result.plan.stop, Leave::Clock::now() + std::chrono::duration_cast<Leave::Clock::duration>(rest));
}

}  // namespace

Share share_of(std::uint64_t count, std::uint64_t of) {
  if (of == 0) return {};
  const Interval interval = wilson(count, of);
  return {count, of, static_cast<double>(count) / static_cast<double>(of), interval.low, interval.high};
}

Share share_of(const Result& result, std::string_view kind, std::string_view name, std::string_view item) {
  const Figure& figure = figure_of(result.layout, kind, name, item);
  return share_of(count_of(result, figure), count_of(result, figure.of));
}

Summary summarise(const Model& model, const Result& result) {
  Summary summary;
  const Leave leave = leave_of(result);
  summary.valid = result.valid();
  if (summary.valid < result.trials) summary.failure = first_failure(model, result.plan.seed, result.trials, leave);
  for (std::size_t outcome = 0; outcome < model.outcomes.size(); ++outcome)
    summary.outcomes.push_back(share_of(result.outcome_counts()[outcome], summary.valid));
  summary.likeliest = result.likeliest_outcome();
  summary.observed = model.scenario.observed.outcome;
  add_events(model, result, summary);
  for (std::size_t stage = 0; stage < model.stages.size(); ++stage)
    summary.stages.push_back(summarise_stage(model, result, static_cast<int>(stage)));
  for (const IssueModel& issue : model.issues) summary.settled.push_back(summarise_settled(issue, result));
  for (std::size_t variable = 0; variable < model.variables.size(); ++variable)
    summary.variables.push_back(summarise_variable(result, variable));
  for (const ShockModel& shock : model.shocks) summary.shocks.push_back(share_of(result, "shock", shock.name));
  summary.drivers = drivers(model, result, summary.likeliest);
  summary.choices = measure_choices(model, result, leave);
  return summary;
}

}  // namespace detente
