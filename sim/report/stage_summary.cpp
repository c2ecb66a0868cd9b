#include "sim/report/stage_summary.h"

namespace detente {

StageSummary summarise_stage(const Document& document, std::size_t index) {
  const PlannedStage& stage = document.model.stages[index];
  const Result& result = document.result;
  const StageFigures figures{document.model, result, stage};
  StageSummary summary;
  summary.reached = figures.share(figures.at("reached"));
  summary.held = figures.share(figures.at("held"));
  if (std::visit([](const auto& plan) { return may_agree(plan); }, stage.plan))
    summary.agreed = figures.share(figures.at("agreed"));
  summary.rounds = figures.counts(figures.at("rounds"));
  summary.mean_rounds = moments_of_number(result, figures.at("rounds")).mean;
  for (int row = 0; row < stage.space().row_count(); ++row) {
    const std::uint64_t trials = count_of(result, figures.at("took_part", row));
    if (trials == 0) continue;
    summary.utilities.push_back({.row = row,
                                 .party = stage.space().rows[row].party,
                                 .trials = trials,
                                 .utility = figures.mean(figures.at("utility", row)),
                                 .threshold = figures.mean(figures.at("threshold", row)),
                                 .utility_sd = moments_of_sums(result, figures.at("utility", row)).sd,
                                 .accepted = figures.share(figures.at("accepted", row)),
                                 .agreed_trials = count_of(result, figures.at("surplus_agreed", row).of),
                                 .surplus_agreed = figures.mean(figures.at("surplus_agreed", row)),
                                 .surplus_otherwise = figures.mean(figures.at("surplus_otherwise", row))});
  }
  if (!document.model.scenario.start.empty() && !stage.begins.empty()) {
    const Figure& begins = figures.at("begins");
    const auto date = [&](double p) { return begins.labels[*day_at_quantile(result, begins, p)]; };
    if (summary.held.count > 0) summary.begins = {date(0), date(.5), date(1)};
  }
  std::visit([&](const auto& plan) { summary.room = summarise(plan, figures); }, stage.plan);
  return summary;
}

}  // namespace detente
