#include "sim/report/csv.h"

#include <fmt/format.h>

#include "sim/study/figures.h"

namespace detente {

namespace {

std::string number(double value) { return fmt::format("{}", value); }
std::string number(std::uint64_t value) { return fmt::format("{}", value); }

// Writes rows; where what a row is about has several figures, they share kind, name and item.
class CsvReport {
 public:
  CsvReport(const Model& model, const Result& result, CsvStyle style)
      : model_(model), result_(result), style_(style), summary_(summarise(model, result)) {
    run_ = {model.scenario.name, number(result.plan.seed), number(result.trials), result.digest};
  }

  std::string write() {
    text_ = csv_line({"kind", "name", "item", "figure", "value", "low", "high", "count", "of", "scenario", "seed",
                      "trials", "digest"});
    for (const NamedShare& share : named_shares(result_)) add(*share.row, "share", share_of(share.count, share.of));
    for (const NamedMean& mean : named_means(result_)) add(mean);
    add_quantiles();
    add_claims();
    add_scores();
    for (const PlannedStage& stage : model_.stages)
      add_count({"packages", stage.name, ""}, "count", static_cast<std::uint64_t>(stage.space().package_count));
    add_drivers();
    add_choices();
    add_problems();
    return std::move(text_);
  }

 private:
  void row(const RowName& about, std::string_view figure, std::vector<std::string> numbers) {
    std::vector<std::string> cells{about.kind, about.name, about.item, std::string(figure)};
    cells.insert(cells.end(), numbers.begin(), numbers.end());
    cells.insert(cells.end(), run_.begin(), run_.end());
    text_ += csv_line(cells, style_);
  }
  void add(const RowName& about, std::string_view figure, const Share& share) {
    if (share.of == 0) return row(about, figure, {"", "", "", "0", "0"});
    row(about, figure,
        {number(share.value), number(share.low), number(share.high), number(share.count), number(share.of)});
  }
  void add(const RowName& about, std::string_view figure, const std::optional<bool>& fact) {
    if (fact) row(about, figure, {*fact ? "1" : "0", "", "", "", ""});
  }
  // A mean over `of` trials or events.
  void add(const RowName& about, std::string_view figure, double mean, std::uint64_t of) {
    row(about, figure, {of ? number(mean) : "", "", "", "", number(of)});
  }
  void add_count(const RowName& about, std::string_view figure, std::uint64_t count) {
    row(about, figure, {number(count), "", "", number(count), ""});
  }

  void add(const NamedMean& mean) {
    const auto [value, sd, low, high] = mean.figures();
    const auto known = [](const std::optional<double>& figure) { return figure ? number(*figure) : ""; };
    row(*mean.row, "mean", {known(value), known(low), known(high), "", number(mean.of)});
    if (sd) add(*mean.row, "sd", *sd, mean.of);
  }

  void add_quantiles() {
    for (std::size_t i = 0; i < summary_.variables.size(); ++i) {
      const RowName about{"variable", model_.variables[i].name, ""};
      const VariableSummary& at = summary_.variables[i];
      add(about, "quantile_05", at.low, summary_.valid);
      add(about, "median", at.median, summary_.valid);
      add(about, "quantile_95", at.high, summary_.valid);
    }
  }

  // What happened, and what the baselines say of it.
  void add_claims() {
    if (summary_.observed >= 0)
      for (std::size_t i = 0; i < summary_.outcomes.size(); ++i)
        add({"outcome", model_.scenario.outcomes[i].name, ""}, "observed", static_cast<int>(i) == summary_.observed);
    for (std::size_t i = 0; i < summary_.events.size(); ++i) {
      const RowName about{"event", model_.scenario.events[i].name, ""};
      add(about, "observed", summary_.events[i].observed);
      add(about, "status_quo", summary_.events[i].status_quo);
      add(about, "weighted_mean", summary_.events[i].weighted_mean);
    }
  }

  void add_score(const RowName& about, const Score& score) {
    if (score.events == 0) return;
    const auto events = static_cast<std::uint64_t>(score.events);
    add(about, "brier", score.brier, events);
    add(about, "log_score", score.log_score, events);
  }
  void add_scores() {
    add_score({"score", "model", ""}, summary_.model_score);
    add_score({"score", "status_quo", ""}, summary_.status_quo.score);
    add_score({"score", "status_quo", "model_on_same_events"}, summary_.status_quo.model_score);
    add_score({"score", "weighted_mean", ""}, summary_.weighted_mean.score);
    add_score({"score", "weighted_mean", "model_on_same_events"}, summary_.weighted_mean.model_score);
  }

  void add_drivers() {
    if (summary_.valid == 0) return;
    for (const Driver& at : summary_.drivers) {
      const RowName about{"driver", at.address, model_.scenario.outcomes[summary_.likeliest].name};
      add(about, "index", at.index, summary_.valid);
      add(about, "noise", at.noise, summary_.valid);
      add(about, "determined", at.determined());
      add(about, "share_in_lowest_quarter", at.low_share, summary_.valid);
      add(about, "share_in_highest_quarter", at.high_share, summary_.valid);
    }
  }

  void add_choices() {
    for (const ChoiceEffect& effect : summary_.choices.effects)
      row({"choice", effect.choice.kind + ": " + effect.choice.who, effect.choice.otherwise}, "change",
          {number(effect.change), number(effect.low), number(effect.high), "", number(summary_.choices.trials)});
  }

  void add_problems() {
    add_count({"problem", "failed_trials", ""}, "count", result_.count(result_.layout.failed));
    add_count({"problem", "trials_with_clamped_numbers", ""}, "count", result_.count(result_.layout.clamped));
    add_count({"problem", "trials_with_divisions_by_zero", ""}, "count", result_.count(result_.layout.zero_divisions));
  }

  const Model& model_;
  const Result& result_;
  CsvStyle style_;
  Summary summary_;
  std::vector<std::string> run_;  // the same in every row
  std::string text_;
};

}  // namespace

std::string csv_report(const Model& model, const Result& result, CsvStyle style) {
  return CsvReport(model, result, style).write();
}

}  // namespace detente
