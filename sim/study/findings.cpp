#include <fmt/format.h>

#include "sim/study/document.h"
#include "sim/study/together.h"

namespace detente {

namespace {

class FindingCollector {
 public:
  explicit FindingCollector(const Document& document) : document_(document), model_(document.model) {}

  std::vector<Finding> run() {
    add_quantiles();
    add_claims();
    add_scores();
    for (const PlannedStage& stage : model_.stages)
      if (!stage.space().issues.empty())
        add_count({"packages", stage.name, ""}, static_cast<std::uint64_t>(stage.space().package_count));
    add_begins();
    add_drivers();
    add_choices();
    add_problems();
    return std::move(found_);
  }

 private:
  // Over `of` trials or events; none of none.
  void add(const RowName& about, const char* figure, double value, std::uint64_t of) {
    Finding& added = found_.emplace_back(Finding{.about = about, .figure = figure});
    if (of > 0) added.value = value;
    added.of = of;
  }
  void add(const RowName& about, const char* figure, const std::optional<bool>& fact) {
    if (fact) found_.push_back({.about = about, .figure = figure, .value = *fact ? 1 : 0});
  }
  void add_count(const RowName& about, std::uint64_t count) {
    found_.push_back({.about = about, .figure = "count", .value = static_cast<double>(count), .count = count});
  }

  void add_quantiles() {
    for (std::size_t i = 0; i < model_.issues.size(); ++i)
      if (const auto& value = document_.settled[i].value) add_quantiles("settled_value", model_.issues[i].name, *value);
    for (std::size_t i = 0; i < model_.variables.size(); ++i)
      add_quantiles("variable", model_.variables[i].name, document_.variables[i]);
  }
  void add_quantiles(const char* kind, const std::string& name, const ValueAccount& at) {
    const RowName about{kind, name, ""};
    add(about, "quantile_05", at.low, document_.valid);
    add(about, "median", at.median, document_.valid);
    add(about, "quantile_95", at.high, document_.valid);
  }

  // What happened, and what the baselines say of it.
  void add_claims() {
    if (document_.observed >= 0)
      for (std::size_t i = 0; i < document_.outcomes.size(); ++i)
        add({"outcome", model_.scenario.outcomes[i].name, ""}, "observed", static_cast<int>(i) == document_.observed);
    for (std::size_t i = 0; i < document_.events.size(); ++i) {
      const RowName about{"event", model_.scenario.events[i].name, ""};
      add(about, "observed", document_.events[i].observed);
      add(about, "status_quo", document_.events[i].status_quo);
      add(about, "weighted_mean", document_.events[i].weighted_mean);
    }
  }

  void add_score(const RowName& about, const Score& score) {
    if (score.events == 0) return;
    const auto events = static_cast<std::uint64_t>(score.events);
    add(about, "brier", score.brier, events);
    add(about, "log_score", score.log_score, events);
  }
  void add_scores() {
    add_score({"score", "model", ""}, document_.model_score);
    add_score({"score", "status_quo", ""}, document_.status_quo.score);
    add_score({"score", "status_quo", "model_on_same_events"}, document_.status_quo.model_score);
    add_score({"score", "weighted_mean", ""}, document_.weighted_mean.score);
    add_score({"score", "weighted_mean", "model_on_same_events"}, document_.weighted_mean.model_score);
  }

  // In days from `time.start`.
  void add_begins() {
    for (const PlannedStage& stage : model_.stages) {
      if (stage.begins.empty()) continue;
      const Figure& figure = figure_of(document_.result.layout, "begins", stage.name);
      const std::uint64_t of = count_of(document_.result, figure.of);
      for (const auto& [name, p] : {std::pair{"earliest", 0.0}, {"median", .5}, {"latest", 1.0}}) {
        const auto day = day_at_quantile(document_.result, figure, p);
        add({"begins", stage.name, ""}, name, day ? figure.days[*day] : 0, of);
      }
    }
  }

  void add_drivers() {
    if (document_.valid == 0) return;
    for (const Driver& at : document_.drivers) {
      const RowName about{"driver", at.address, model_.scenario.outcomes[document_.likeliest].name};
      add(about, "index", at.index, document_.valid);
      add(about, "noise", at.noise, document_.valid);
      add(about, "determined", at.determined());
      add(about, "share_in_lowest_quarter", at.low_share, document_.valid);
      add(about, "share_in_highest_quarter", at.high_share, document_.valid);
    }
    for (const NotAlone& several : not_alone(model_))
      for (const std::string& address : several.inputs)
        add({"driver", address, model_.scenario.outcomes[document_.likeliest].name}, "drawn_together", true);
  }

  void add_choices() {
    if (!document_.choices()) return;
    for (const ChoiceEffect& effect : document_.choices()->effects)
      found_.push_back({.about = {"choice", effect.choice.kind + ": " + effect.choice.who, effect.choice.otherwise},
                        .figure = "change",
                        .value = effect.change,
                        .low = effect.low,
                        .high = effect.high,
                        .of = document_.choices()->trials});
  }

  void add_problems() {
    const Result& result = document_.result;
    add_count({"problem", "failed_trials", ""}, result.count(result.layout.failed));
    add_count({"problem", "trials_with_clamped_numbers", ""}, result.count(result.layout.clamped));
    for (const ClampedNumber& number : clamped_numbers(model_, result)) {
      const Bound& bound = model_.bounds[number.bound];
      add({clamped_kind(bound), bound.address, ""}, "widest", number.widest, number.trials);
    }
    add_count({"problem", "trials_with_divisions_by_zero", ""}, result.count(result.layout.zero_divisions));
  }

  const Document& document_;
  const Model& model_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> findings(const Document& document) { return FindingCollector(document).run(); }

}  // namespace detente
