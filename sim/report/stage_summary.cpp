#include "sim/report/stage_summary.h"

#include <algorithm>
#include <numeric>

namespace detente {

namespace {

GuestSummary summarise_guest(const participation::Plan& plan, const Result& result, const GuestLayout& at,
                             std::uint64_t held) {
  GuestSummary guest;
  guest.party = plan.rows[at.row].party;
  guest.wanted = std::find(plan.wanted.begin(), plan.wanted.end(), at.row) != plan.wanted.end();
  guest.came = share_of(result.count(at.came), held);
  const std::uint64_t away = held - guest.came.count;
  for (const ReasonLayout& reason : at.reasons) {
    ReasonSummary& added = guest.reasons.emplace_back();
    added.kind = reason.kind;
    added.party = plan.rows[reason.row].party;
    if (reason.demand >= 0) {
      added.name = plan.demands[reason.demand].precondition->name;
      added.label = plan.demands[reason.demand].precondition->label;
    }
    added.share = share_of(result.count(reason.total), away);
    added.only = result.count(reason.only);
  }
  return guest;
}

std::vector<BlockerSummary> summarise_blockers(const PackageSpace& space, const Result& result, const StageLayout& at,
                                               std::uint64_t disagreed) {
  std::vector<BlockerSummary> blockers;
  for (int row = 0; row < space.row_count(); ++row) {
    const std::uint64_t alone = result.count(at.blocked_alone + row), among = result.count(at.blocked_among + row);
    if (alone + among == 0) continue;
    BlockerSummary& added = blockers.emplace_back();
    added.party = space.rows[row].party;
    added.alone = share_of(alone, disagreed);
    added.among = share_of(among, disagreed);
    for (int place = 0; place < space.place_count(); ++place)
      added.lost_on.push_back(result.count(at.blocked_on + row * space.place_count() + place));
  }
  std::stable_sort(blockers.begin(), blockers.end(), [](const BlockerSummary& left, const BlockerSummary& right) {
    return left.alone.count + left.among.count > right.alone.count + right.among.count;
  });
  return blockers;
}

ZoneSummary summarise_zone(const Result& result, const StageLayout& at, std::uint64_t held) {
  ZoneSummary zone;
  std::uint64_t below = 0;
  for (int bucket = 0; bucket < zone_bucket_count; ++bucket) {
    zone.buckets.push_back(result.count(at.zone + bucket));
    below += zone.buckets.back();
    if (below * 2 < held) zone.median_bucket = bucket + 1;
  }
  zone.empty = share_of(zone.buckets[0], held);
  zone.single = share_of(zone.buckets[1], held);
  if (held) zone.mean = result.total.sums[at.zone_sum] / static_cast<double>(held);
  return zone;
}

void summarise_room(const participation::Plan& plan, const Result& result, const StageLayout& at, std::uint64_t held,
                    StageSummary& summary) {
  for (const GuestLayout& guest : at.guests) summary.guests.push_back(summarise_guest(plan, result, guest, held));
}

void summarise_room(const single_text::Plan& plan, const Result& result, const StageLayout& at, std::uint64_t held,
                    StageSummary& summary) {
  summary.disagreed = held - summary.agreed.count;
  summary.no_text = share_of(result.count(at.no_text), summary.disagreed);
  summary.blockers = summarise_blockers(plan, result, at, summary.disagreed);
  summary.zone = summarise_zone(result, at, held);
}

}  // namespace

StageSummary summarise_stage(const Model& model, const Result& result, int index) {
  const PlannedStage& stage = model.stages[index];
  const PackageSpace& space = stage.space();
  const StageLayout& at = result.layout.stages[index];
  StageSummary summary;
  const std::uint64_t held = result.count(at.held);
  summary.reached = share_of(result.count(at.reached), result.valid());
  summary.held = share_of(held, result.valid());
  summary.agreed = share_of(result.count(at.agreed), held);
  double rounds = 0;
  for (int used = 0; used <= stage.rounds; ++used) {
    summary.rounds.push_back(result.count(at.rounds + used));
    rounds += static_cast<double>(summary.rounds.back()) * used;
  }
  if (held) summary.mean_rounds = rounds / static_cast<double>(held);
  for (int row = 0; row < space.row_count(); ++row) {
    const std::uint64_t trials = result.count(at.took_part + row);
    if (trials == 0) continue;
    const auto mean = [&](int sum) { return result.total.sums[sum + row] / static_cast<double>(trials); };
    summary.utilities.push_back({.party = space.rows[row].party,
                                 .trials = trials,
                                 .utility = mean(at.utility),
                                 .threshold = mean(at.threshold),
                                 .accepted = share_of(result.count(at.accepted + row), trials)});
  }
  std::visit([&](const auto& plan) { summarise_room(plan, result, at, held, summary); }, stage.plan);
  return summary;
}

std::string zone_bucket_name(int bucket) {
  if (bucket < 2) return std::to_string(bucket);
  const std::uint64_t first = std::uint64_t{1} << (bucket - 1);
  if (bucket == zone_bucket_count - 1) return std::to_string(first) + " or more";
  return std::to_string(first) + "-" + std::to_string(2 * first - 1);
}

}  // namespace detente
