#include "sim/report/csv.h"

#include <fmt/format.h>

namespace detente {

namespace {

std::string number(double value) { return fmt::format("{}", value); }
std::string number(std::uint64_t value) { return fmt::format("{}", value); }

// Writes rows; where what a row is about has several figures, they share section, item and subitem.
class Figures {
 public:
  Figures(const Model& model, const Result& result, CsvStyle style)
      : model_(model), result_(result), style_(style), summary_(summarise(model, result)) {
    run_ = {model.scenario.name, number(result.plan.seed), number(result.trials), result.digest};
  }

  std::string write() {
    text_ = csv_line({"section", "item", "subitem", "figure", "value", "low", "high", "count", "of", "scenario", "seed",
                      "trials", "digest"});
    add_outcomes();
    add_scores();
    for (std::size_t stage = 0; stage < model_.stages.size(); ++stage)
      add_stage(model_.stages[stage], summary_.stages[stage]);
    add_settled();
    add_variables();
    add_drivers();
    add_choices();
    add_problems();
    return std::move(text_);
  }

 private:
  struct About {
    std::string_view section;
    std::string item, subitem = {};
  };

  void row(const About& about, std::string_view figure, std::vector<std::string> numbers) {
    std::vector<std::string> cells{std::string(about.section), about.item, about.subitem, std::string(figure)};
    cells.insert(cells.end(), numbers.begin(), numbers.end());
    cells.insert(cells.end(), run_.begin(), run_.end());
    text_ += csv_line(cells, style_);
  }
  void add(const About& about, std::string_view figure, const Share& share) {
    if (share.of == 0) return row(about, figure, {"", "", "", "0", "0"});
    row(about, figure,
        {number(share.value), number(share.low), number(share.high), number(share.count), number(share.of)});
  }
  void add(const About& about, std::string_view figure, const std::optional<bool>& fact) {
    if (fact) row(about, figure, {*fact ? "1" : "0", "", "", "", ""});
  }
  // A mean over `of` trials or events.
  void add(const About& about, std::string_view figure, double mean, std::uint64_t of) {
    row(about, figure, {of ? number(mean) : "", "", "", "", number(of)});
  }
  void add_count(const About& about, std::string_view figure, std::uint64_t count) {
    row(about, figure, {number(count), "", "", number(count), ""});
  }

  void add_outcomes() {
    for (std::size_t i = 0; i < summary_.outcomes.size(); ++i) {
      const About about{"outcome", model_.scenario.outcomes[i].name};
      add(about, "share", summary_.outcomes[i]);
      if (summary_.observed >= 0) add(about, "observed", static_cast<int>(i) == summary_.observed);
    }
    for (std::size_t i = 0; i < summary_.events.size(); ++i) {
      const About about{"event", model_.scenario.events[i].name};
      add(about, "share", summary_.events[i].share);
      add(about, "observed", summary_.events[i].observed);
      add(about, "status_quo", summary_.events[i].status_quo);
      add(about, "weighted_mean", summary_.events[i].weighted_mean);
    }
  }

  void add_score(const About& about, const Score& score) {
    if (score.events == 0) return;
    const auto events = static_cast<std::uint64_t>(score.events);
    add(about, "brier", score.brier, events);
    add(about, "log_score", score.log_score, events);
  }
  void add_scores() {
    add_score({"score", "model"}, summary_.model_score);
    add_score({"score", "status_quo"}, summary_.status_quo.score);
    add_score({"score", "status_quo", "model_on_same_events"}, summary_.status_quo.model_score);
    add_score({"score", "weighted_mean"}, summary_.weighted_mean.score);
    add_score({"score", "weighted_mean", "model_on_same_events"}, summary_.weighted_mean.model_score);
  }

  void add_stage(const PlannedStage& stage, const StageSummary& at) {
    const About about{"stage", stage.name};
    add(about, "reached", at.reached);
    add(about, "held", at.held);
    add(about, "agreed", at.agreed);
    add(about, "mean_rounds", at.mean_rounds, at.held.count);
    for (std::size_t rounds = 1; rounds < at.rounds.size(); ++rounds)
      add({"rounds", stage.name, std::to_string(rounds)}, "share", share_of(at.rounds[rounds], at.held.count));
    const auto* const convening = std::get_if<participation::Plan>(&stage.plan);
    for (const UtilitySummary& row : at.utilities) {
      const About party{"utility", party_at(stage, row.party)};
      add(party, "utility", row.utility, row.trials);
      const bool convenes = convening && convening->row_of[row.party] == convening->convenor;
      add(party, convening && !convenes ? "stay_out" : "reservation", row.threshold, row.trials);
      add(party, "surplus", row.utility - row.threshold, row.trials);
      if (!convenes) add(party, "accepted", row.accepted);
    }
    if (convening)
      add_attendance(stage, at);
    else
      add_disagreement(stage, at);
  }

  void add_attendance(const PlannedStage& stage, const StageSummary& at) {
    for (const GuestSummary& guest : at.guests) {
      add({"attendance", party_at(stage, guest.party)}, "share", guest.came);
      for (const ReasonSummary& reason : guest.reasons) {
        const std::string whose = reason.party == guest.party ? "" : model_.parties[reason.party].name + ".";
        const std::string which = reason.kind == AbsenceKind::unmet ? "." + reason.name : "";
        const About about{"absence", party_at(stage, guest.party), (whose + reason_name(reason.kind)).append(which)};
        add(about, "share", reason.share);
        add(about, "only", share_of(reason.only, reason.share.of));
      }
    }
  }

  void add_disagreement(const PlannedStage& stage, const StageSummary& at) {
    add({"blocked", stage.name}, "no_admissible_text", at.no_text);
    for (const BlockerSummary& blocker : at.blockers) {
      const std::string party = party_at(stage, blocker.party);
      add({"blocked", party}, "alone", blocker.alone);
      add({"blocked", party}, "among_several", blocker.among);
      for (int place = 0; place < stage.space().place_count(); ++place)
        add_count({"blocked", party, model_.issues[stage.space().issues[place]].name}, "loses_most_on",
                  blocker.lost_on[place]);
    }
    const ZoneSummary& zone = at.zone;
    add_count({"zone", stage.name}, "packages", static_cast<std::uint64_t>(stage.space().package_count));
    add({"zone", stage.name}, "mean", zone.mean, at.held.count);
    add({"zone", stage.name}, "empty", zone.empty);
    add({"zone", stage.name}, "single", zone.single);
    for (std::size_t bucket = 0; bucket < zone.buckets.size(); ++bucket)
      add({"zone", stage.name, zone_bucket_name(static_cast<int>(bucket))}, "share",
          share_of(zone.buckets[bucket], at.held.count));
  }

  void add_settled() {
    for (std::size_t issue = 0; issue < model_.issues.size(); ++issue) {
      const IssueModel& subject = model_.issues[issue];
      const SettledSummary& settled = summary_.settled[issue];
      for (std::size_t option = 0; option < subject.option_labels.size(); ++option)
        add({"settled", subject.name, subject.option_labels[option]}, "share", settled.options[option]);
      if (settled.below_floor) add({"settled", subject.name}, "below_norm_floor", *settled.below_floor);
    }
  }

  void add_variables() {
    for (std::size_t i = 0; i < summary_.variables.size(); ++i) {
      const About about{"variable", model_.variables[i].name};
      const VariableSummary& at = summary_.variables[i];
      add(about, "mean", at.mean, summary_.valid);
      add(about, "sd", at.sd, summary_.valid);
      add(about, "quantile_05", at.low, summary_.valid);
      add(about, "median", at.median, summary_.valid);
      add(about, "quantile_95", at.high, summary_.valid);
    }
    for (std::size_t i = 0; i < summary_.shocks.size(); ++i)
      add({"shock", model_.shocks[i].name}, "share", summary_.shocks[i]);
  }

  void add_drivers() {
    if (summary_.valid == 0) return;
    for (const Driver& at : summary_.drivers) {
      const About about{"driver", at.address, model_.scenario.outcomes[summary_.likeliest].name};
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
    add_count({"problem", "failed_trials"}, "count", result_.count(result_.layout.failed));
    add_count({"problem", "trials_with_clamped_numbers"}, "count", result_.count(result_.layout.clamped));
    add_count({"problem", "trials_with_divisions_by_zero"}, "count", result_.count(result_.layout.zero_divisions));
  }

  std::string party_at(const PlannedStage& stage, int party) const {
    return stage.name + "." + model_.parties[party].name;
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
  return Figures(model, result, style).write();
}

}  // namespace detente
