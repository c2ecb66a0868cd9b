#include "sim/report/stage_summary.h"

#include <algorithm>

#include "sim/protocols/participation/figures.h"
#include "sim/study/figures.h"

namespace detente {

namespace {

// The figures of one stage, by kind.
struct StageFigures {
  const Model& model;
  const Result& result;
  const PlannedStage& stage;

  // "convening.donor"
  std::string name(int row) const { return stage.name + "." + model.parties[stage.space().rows[row].party].name; }
  const Figure& at(const char* kind) const { return figure_of(result.layout, kind, stage.name); }
  const Figure& at(const char* kind, int row) const { return figure_of(result.layout, kind, name(row)); }
  Share share(const Figure& figure) const { return share_of(count_of(result, figure), count_of(result, figure.of)); }
  double mean(const Figure& figure) const {
    return result.total.sums[figure.sum] / static_cast<double>(count_of(result, figure.of));
  }
  std::vector<std::uint64_t> counts(const Figure& figure) const {
    const auto first = result.total.counts.begin() + figure.first;
    return {first, first + figure.size};
  }
};

GuestSummary summarise_guest(const participation::Plan& plan, const StageFigures& figures,
                             const participation::Guest& at) {
  GuestSummary guest;
  guest.party = plan.rows[at.row].party;
  guest.wanted = std::find(plan.wanted.begin(), plan.wanted.end(), at.row) != plan.wanted.end();
  guest.came = figures.share(figures.at("attendance", at.row));
  const std::string name = figures.name(at.row);
  for (const participation::Reason& reason : at.reasons) {
    const std::string label = participation::label_of(figures.model, plan, at, reason);
    ReasonSummary& added = guest.reasons.emplace_back();
    added.kind = reason.kind;
    added.party = plan.rows[reason.row].party;
    if (reason.demand >= 0) {
      added.name = plan.demands[reason.demand].precondition->name;
      added.label = plan.demands[reason.demand].precondition->label;
    }
    added.share = share_of(figures.result, "absence", name, label);
    added.only = count_of(figures.result, figure_of(figures.result.layout, "absence_alone", name, label));
  }
  return guest;
}

std::vector<BlockerSummary> summarise_blockers(const StageFigures& figures) {
  std::vector<BlockerSummary> blockers;
  for (int row = 0; row < figures.stage.space().row_count(); ++row) {
    const Share alone = figures.share(figures.at("blocked_alone", row));
    const Share among = figures.share(figures.at("blocked_among_several", row));
    if (alone.count + among.count == 0) continue;
    blockers.push_back({.party = figures.stage.space().rows[row].party,
                        .alone = alone,
                        .among = among,
                        .lost_on = figures.counts(figures.at("loses_most_on", row))});
  }
  std::stable_sort(blockers.begin(), blockers.end(), [](const BlockerSummary& left, const BlockerSummary& right) {
    return left.alone.count + left.among.count > right.alone.count + right.among.count;
  });
  return blockers;
}

ZoneSummary summarise_zone(const StageFigures& figures, std::uint64_t held) {
  const Figure& at = figures.at("zone");
  ZoneSummary zone;
  zone.buckets = figures.counts(at);
  std::uint64_t below = 0;
  for (int bucket = 0; bucket < at.size; ++bucket) {
    below += zone.buckets[bucket];
    if (below * 2 < held) zone.median_bucket = bucket + 1;
  }
  zone.empty = share_of(zone.buckets[0], held);
  zone.single = share_of(zone.buckets[1], held);
  if (held) zone.mean = figures.mean(at);
  return zone;
}

void summarise_room(const participation::Plan& plan, const StageFigures& figures, StageSummary& summary) {
  for (const participation::Guest& guest : plan.guests) summary.guests.push_back(summarise_guest(plan, figures, guest));
}

void summarise_room(const single_text::Plan&, const StageFigures& figures, StageSummary& summary) {
  summary.disagreed = summary.held.count - summary.agreed.count;
  summary.no_text = figures.share(figures.at("no_admissible_text"));
  summary.blockers = summarise_blockers(figures);
  summary.zone = summarise_zone(figures, summary.held.count);
}

}  // namespace

StageSummary summarise_stage(const Model& model, const Result& result, int index) {
  const PlannedStage& stage = model.stages[index];
  const StageFigures figures{model, result, stage};
  StageSummary summary;
  summary.reached = figures.share(figures.at("reached"));
  summary.held = figures.share(figures.at("held"));
  summary.agreed = figures.share(figures.at("agreed"));
  summary.rounds = figures.counts(figures.at("rounds"));
  double rounds = 0;
  for (std::size_t used = 0; used < summary.rounds.size(); ++used)
    rounds += static_cast<double>(summary.rounds[used]) * static_cast<double>(used);
  if (summary.held.count) summary.mean_rounds = rounds / static_cast<double>(summary.held.count);
  for (int row = 0; row < stage.space().row_count(); ++row) {
    const std::uint64_t trials = count_of(result, figures.at("took_part", row));
    if (trials == 0) continue;
    summary.utilities.push_back({.party = stage.space().rows[row].party,
                                 .trials = trials,
                                 .utility = figures.mean(figures.at("utility", row)),
                                 .threshold = figures.mean(figures.at("threshold", row)),
                                 .accepted = figures.share(figures.at("accepted", row))});
  }
  std::visit([&](const auto& plan) { summarise_room(plan, figures, summary); }, stage.plan);
  return summary;
}

}  // namespace detente
