#include "sim/report/table_stages.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/text.h"

namespace detente {

namespace {

std::string reason_text(const Model& model, const GuestSummary& guest, const ReasonSummary& reason) {
  std::string text;
  switch (reason.kind) {
    case participation::Reason::Kind::worse:
      text = "terms worth less than staying away";
      break;
    case participation::Reason::Kind::crossed:
      text = "terms cross a red line";
      break;
    case participation::Reason::Kind::unmet:
      text = "demand: " + reason.label;
      break;
  }
  if (reason.party != guest.party) text += " (of " + model.parties[reason.party].name + ", who instructs it)";
  return text;
}

// The places the blocker most often loses most on, at most two.
std::string losses(const Model& model, const PackageSpace& space, const BlockerSummary& blocker) {
  const std::uint64_t blocked = blocker.alone.count + blocker.among.count;
  std::vector<int> order;
  for (int place = 0; place < space.place_count(); ++place)
    if (blocker.lost_on[place]) order.push_back(place);
  std::stable_sort(order.begin(), order.end(),
                   [&](int left, int right) { return blocker.lost_on[left] > blocker.lost_on[right]; });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min<std::size_t>(2, order.size()); ++i)
    parts.push_back(fmt::format("{} {:.0f} %", model.issues[space.issues[order[i]]].name,
                                100.0 * static_cast<double>(blocker.lost_on[order[i]]) / static_cast<double>(blocked)));
  return cut(join(parts), 30);
}

void print_attendance(Page& page, const Model& model, const PlannedStage& stage, const StageSummary& summary) {
  page.heading(fmt::format("WHO CAME: {}", stage.label));
  Grid grid{{"party; of its absences, because of", "share", "<95 % interval", "alone"}, {}};
  for (const GuestSummary& guest : summary.guests) {
    grid.add({model.parties[guest.party].label + (guest.wanted ? " (wanted)" : ""), share_cell(guest.came),
              interval_cell(guest.came), ""},
             guest.wanted ? Tone::strong : Tone::plain);
    std::vector<const ReasonSummary*> reasons;
    for (const ReasonSummary& reason : guest.reasons)
      if (reason.share.count) reasons.push_back(&reason);
    std::stable_sort(reasons.begin(), reasons.end(), [](const ReasonSummary* left, const ReasonSummary* right) {
      return left->share.count > right->share.count;
    });
    for (const ReasonSummary* reason : reasons)
      grid.add({"    " + reason_text(model, guest, *reason), share_cell(reason->share), interval_cell(reason->share),
                share_text(share_of(reason->only, reason->share.of))});
  }
  page.grid(grid);
  page.paragraph("Reasons overlap; alone: there was no other reason. A demand counts only where it was meant.", 2, 0,
                 Tone::quiet);
}

void print_blockers(Page& page, const Model& model, const PlannedStage& stage, const StageSummary& summary) {
  page.heading(fmt::format("WHO BLOCKED: {}", stage.label));
  if (summary.held.count == 0) return page.paragraph("The stage was never held.");
  if (summary.disagreed == 0) return page.paragraph("Nobody: every text was adopted.");
  page.paragraph(fmt::format("Of {} without agreement; in {} of them no text was admissible.",
                             counted(summary.disagreed, "trial"), grouped(summary.no_text.count)));
  if (summary.blockers.empty()) return;
  Grid grid{{"party", "alone", "<95 % interval", "with others", "<loses most on"}, {}};
  for (const BlockerSummary& blocker : summary.blockers)
    grid.add({model.parties[blocker.party].label, share_cell(blocker.alone), interval_cell(blocker.alone),
              share_text(blocker.among), losses(model, stage.space(), blocker)});
  page.grid(grid);
}

void print_utilities(Page& page, const Model& model, const PlannedStage& stage, const StageSummary& summary) {
  if (summary.utilities.empty()) return;
  const bool invited = std::holds_alternative<participation::Plan>(stage.plan);
  page.heading(fmt::format("UTILITIES: {}", stage.label));
  Grid grid{{"party", "trials", "utility", invited ? "staying away" : "reservation", "surplus"}, {}};
  for (const UtilitySummary& at : summary.utilities)
    grid.add({model.parties[at.party].label, grouped(at.trials), fmt::format("{:.3f}", at.utility),
              fmt::format("{:.3f}", at.threshold), fmt::format("{:+.3f}", at.utility - at.threshold)});
  page.grid(grid);
  page.paragraph(
      invited ? "Means over trials, 0..1: the last terms against staying away, the convenor's against its reservation."
              : "Means over trials, 0..1: what is in force after the stage against the reservation, of "
                "those whose consent counts.",
      2, 0, Tone::quiet);
}

void print_zone(Page& page, const PlannedStage& stage, const single_text::Plan& plan, const StageSummary& summary) {
  const ZoneSummary& zone = summary.zone;
  page.heading(fmt::format("ZONE OF AGREEMENT: {}", stage.label));
  if (summary.held.count == 0) return page.paragraph("The stage was never held.");
  page.paragraph(fmt::format(
      "{:.1f} acceptable packages on average of {}, {} in the median trial; no package in {}, just one in {}.",
      zone.mean, grouped(static_cast<std::uint64_t>(plan.package_count)), size_bucket_name(zone.median_bucket),
      share_and_interval(zone.empty), share_and_interval(zone.single)));
  if (!plan.whole_space)
    page.paragraph("Counted among changes of up to two issues from the draft: a lower bound.", 2, 0, Tone::quiet);
}

void print_room(Page& page, const Model& model, const PlannedStage& stage, const participation::Plan&,
                const StageSummary& summary) {
  print_attendance(page, model, stage, summary);
}

void print_room(Page& page, const Model& model, const PlannedStage& stage, const single_text::Plan& plan,
                const StageSummary& summary) {
  print_blockers(page, model, stage, summary);
  print_zone(page, stage, plan, summary);
}

}  // namespace

void print_funnel(Page& page, const Model& model, const Summary& summary) {
  page.heading("FUNNEL: what became of each stage");
  Grid grid{{"stage", "reached", "held", "agreed", "<of those held", "rounds"}, {}};
  for (std::size_t index = 0; index < model.stages.size(); ++index) {
    const PlannedStage& stage = model.stages[index];
    const StageSummary& at = summary.stages[index];
    grid.add({stage.label, grouped(at.reached.count), grouped(at.held.count), share_cell(at.agreed),
              interval_cell(at.agreed),
              at.held.count ? fmt::format("{:.1f} of {}", at.mean_rounds, stage.rounds) : "none"});
  }
  page.grid(grid);
  page.paragraph(
      "reached, held: trials; rounds: mean number used. Agreed: a text was adopted, or all who were wanted came.", 2, 0,
      Tone::quiet);
}

void print_stage(Page& page, const Model& model, const PlannedStage& stage, const StageSummary& summary) {
  std::visit([&](const auto& plan) { print_room(page, model, stage, plan, summary); }, stage.plan);
  print_utilities(page, model, stage, summary);
}

}  // namespace detente
