#include "sim/report/table_stages.h"

#include <fmt/format.h>

#include "sim/report/stage_summary.h"
#include "sim/report/text.h"
#include "sim/scenario/calendar.h"

namespace detente {

namespace {

template <class Plan>
void print_utilities(Page& page, const Model& model, const PlannedStage& stage, const Plan& plan,
                     const StageSummary& summary) {
  if (summary.utilities.empty()) return;
  page.heading(fmt::format("UTILITIES: {}", stage.label));
  Grid grid{{"party", "trials", "utility", threshold_title(plan), "agreed", "else"}, {}};
  for (const UtilitySummary& at : summary.utilities) {
    const auto surplus = [](std::uint64_t trials, double mean) {
      return trials ? fmt::format("{:+.3f}", mean) : "none";
    };
    grid.add({model.parties[at.party].label, grouped(at.trials), fmt::format("{:.3f}", at.utility),
              fmt::format("{:.3f}", at.threshold), surplus(at.agreed_trials, at.surplus_agreed),
              surplus(at.trials - at.agreed_trials, at.surplus_otherwise)});
  }
  page.grid(grid);
  page.paragraph(utilities_note(plan), 2, 0, Tone::quiet);
}

void print_funnel(Page& page, const Model& model, const std::vector<StageSummary>& summaries) {
  page.heading("FUNNEL: what became of each stage");
  Grid grid{{"stage", "reached", "held", "agreed", "<of those held", "rounds"}, {}};
  for (std::size_t index = 0; index < model.stages.size(); ++index) {
    const PlannedStage& stage = model.stages[index];
    const StageSummary& at = summaries[index];
    const bool asked = with_summary(stage, at, [](const auto& plan, const auto&) { return may_agree(plan); });
    grid.add({stage.label, grouped(at.reached.count), grouped(at.held.count), asked ? share_cell(at.agreed) : "n/a",
              asked ? interval_cell(at.agreed) : "",
              at.held.count ? fmt::format("{:.1f} of {}", at.mean_rounds, stage.rounds) : "none"});
  }
  page.grid(grid);
  page.paragraph(
      "reached, held: trials; rounds: mean number used. Agreed: a text was adopted, or all who were wanted came.", 2, 0,
      Tone::quiet);
}

void print_dates(Page& page, const Model& model, const std::vector<StageSummary>& summaries) {
  if (model.scenario.start.empty()) return;
  Grid grid{{"stage", "<earliest", "<median", "<latest"}, {}};
  bool uncounted = false;
  for (std::size_t index = 0; index < model.stages.size(); ++index) {
    const std::string& label = model.stages[index].label;
    uncounted |= model.stages[index].begins.empty();
    if (const auto& begins = summaries[index].begins)
      grid.add({label, spelt_out(begins->earliest), spelt_out(begins->median), spelt_out(begins->latest)});
    else
      grid.add({label, model.stages[index].begins.empty() ? "n/a" : "never held", "", ""});
  }
  page.heading("DATES: when each stage begins, where it is held");
  page.grid(grid);
  if (uncounted)
    page.paragraph(
        fmt::format("n/a: it may begin on more than {} days, or after too many rounds.", StageFrame::begins_most), 2, 0,
        Tone::quiet);
}

}  // namespace

void print_stages(Page& page, const Document& document) {
  const Model& model = document.model;
  std::vector<StageSummary> summaries;
  for (std::size_t index = 0; index < model.stages.size(); ++index)
    summaries.push_back(summarise_stage(document, index));
  print_funnel(page, model, summaries);
  print_dates(page, model, summaries);
  for (std::size_t index = 0; index < model.stages.size(); ++index) {
    const PlannedStage& stage = model.stages[index];
    with_summary(stage, summaries[index], [&](const auto& plan, const auto& room) {
      print(page, model, stage, plan, room);
      print_utilities(page, model, stage, plan, summaries[index]);
    });
  }
}

}  // namespace detente
