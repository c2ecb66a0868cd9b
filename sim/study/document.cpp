#include "sim/study/document.h"

#include <algorithm>

#include "sim/stats/proportion.h"
#include "sim/stats/scores.h"
#include "sim/study/baseline.h"

namespace detente {

namespace {

// Adds one forecast, made as `yes` trials out of `trials`.
void add_forecast(Score& score, std::uint64_t yes, std::uint64_t trials, bool happened) {
  ++score.events;
  score.brier += brier(trials ? static_cast<double>(yes) / static_cast<double>(trials) : 0.5, happened);
  score.log_score += log_score(yes, trials, happened);
}

// A baseline is as sure as the same number of trials could make it.
void add_forecast(BaselineAccount& baseline, const std::optional<bool>& says, const Share& model, bool happened) {
  if (!says) return;
  add_forecast(baseline.score, *says ? model.of : 0, model.of, happened);
  add_forecast(baseline.model_score, model.count, model.of, happened);
}

void finish(Score& score) {
  if (score.events == 0) return;
  score.brier /= score.events;
  score.log_score /= score.events;
}

void add_events(Document& document) {
  const Model& model = document.model;
  const Baseline quo = status_quo(model), mean = weighted_mean(model);
  document.status_quo.outcome = quo.outcome;
  document.weighted_mean.outcome = mean.outcome;
  const std::vector<std::optional<bool>>& observed = model.scenario.observed.events;
  for (std::size_t event = 0; event < model.events.size(); ++event) {
    EventAccount& added = document.events.emplace_back();
    added.share = share_of(document.result, "event", model.scenario.events[event].name);
    added.status_quo = quo.events[event];
    added.weighted_mean = mean.events[event];
    if (event < observed.size()) added.observed = observed[event];
    if (!added.observed) continue;
    add_forecast(document.model_score, added.share.count, document.valid, *added.observed);
    add_forecast(document.status_quo, added.status_quo, added.share, *added.observed);
    add_forecast(document.weighted_mean, added.weighted_mean, added.share, *added.observed);
  }
  finish(document.model_score);
  for (BaselineAccount* baseline : {&document.status_quo, &document.weighted_mean}) {
    finish(baseline->score);
    finish(baseline->model_score);
  }
}

ValueAccount value_of(const Result& result, const Figure& figure) {
  if (result.valid() == 0) return {};
  const std::size_t value = figure.first;
  const Moments moments = moments_at_end(result, value);
  const auto quantile = [&](double p) { return quantile_at_end(result, value, p); };
  return {moments.mean, moments.sd, quantile(0.05), quantile(0.5), quantile(0.95)};
}

SettledAccount settled_of(const IssueModel& issue, const Result& result) {
  SettledAccount settled;
  const Figure& at = figure_of(result.layout, "settled", issue.name);
  settled.labels = at.labels;
  for (int place = 0; place < at.size; ++place)
    settled.shares.push_back(share_of(result.count(at.first + place), result.valid()));
  if (issue.step > 0) settled.value = value_of(result, figure_of(result.layout, "settled_value", issue.name));
  if (issue.norm_floor >= 0) settled.below_floor = share_of(result, "below_norm_floor", issue.name);
  return settled;
}

}  // namespace

Share share_of(const Result& result, std::string_view kind, std::string_view name, std::string_view item) {
  const Figure& figure = figure_of(result.layout, kind, name, item);
  return share_of(count_of(result, figure), count_of(result, figure.of));
}

const ChoiceEffects* Document::choices() const {
  return result.measured && !result.measured->choices.left ? &result.measured->choices : nullptr;
}

const Failure* Document::failure() const {
  return result.measured && result.measured->failure ? &*result.measured->failure : nullptr;
}

Document document_of(const Model& model, Result given) {
  Document document{.model = model, .result = std::move(given)};
  const Result& result = document.result;
  document.valid = result.valid();
  for (std::size_t outcome = 0; outcome < model.outcomes.size(); ++outcome)
    document.outcomes.push_back(share_of(result.outcome_counts()[outcome], document.valid));
  document.likeliest = result.likeliest_outcome();
  document.observed = model.scenario.observed.outcome;
  add_events(document);
  for (const IssueModel& issue : model.issues) document.settled.push_back(settled_of(issue, result));
  for (const VariableModel& variable : model.variables)
    document.variables.push_back(value_of(result, figure_of(result.layout, "variable", variable.name)));
  for (const ShockModel& shock : model.shocks) document.shocks.push_back(share_of(result, "shock", shock.name));
  document.drivers = drivers(model, result, document.likeliest);
  return document;
}

}  // namespace detente
