#include "sim/store/part_player.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/store/packing.h"

namespace detente {

PartPlayer::PartPlayer(const StoredStudy& study, const PointList& points, const RunPlan& how, const Model* model)
    : study_(study), how_(how), models_(points, study.plan, model) {}

void PartPlayer::turn_to(std::uint64_t run) {
  if (run_ == run) return;
  run_.reset();
  player_.reset();
  model_ = &models_.at(run / study_.replications());
  plan_ = study_.plan_of(run);
  plan_.threads = how_.threads;
  plan_.lanes = how_.lanes;
  plan_.stop = how_.stop;
  run_ = run;
}

bool PartPlayer::keeps_outcomes(Level level, std::uint64_t index) const {
  return plan_.keeps_outcomes && study_.first_trial(level, index) < outcome_blocks * block_trials;
}

Kept PartPlayer::pack(Level level, std::uint64_t index, std::uint64_t trials, const Counted& counted,
                      const std::string& hash) const {
  Kept kept{level, index, trials, hash, pack_counts(counted.sum), pack_sums(counted.sum)};
  if (keeps_outcomes(level, index)) kept.outcomes = pack_outcomes(counted.outcomes, outcome_count());
  kept.seal = seal_of(study_, kept);
  return kept;
}

std::optional<PartPlayer::Counted> PartPlayer::unpack(const Kept& kept) const {
  const std::uint64_t trials = keeps_outcomes(kept.level, kept.index) ? kept.trials : 0;
  auto outcomes = unpack_outcomes(kept.outcomes, trials, outcome_count());
  Counted counted;
  counted.sum.index = kept.index % study_.per_run(kept.level);
  if (!unpack_counts(kept.counts, static_cast<std::size_t>(layout().count_size), counted.sum) ||
      !unpack_sums(kept.sums, layout(), counted.sum) || !outcomes)
    return {};
  counted.outcomes = std::move(*outcomes);
  return counted;
}

// Whether each of so many trials has ended in one way, and nothing was counted more often.
bool PartPlayer::can_be(const Counted& block, std::uint64_t trials) const {
  const std::vector<std::uint64_t>& counts = block.sum.counts;
  std::uint64_t ended = counts[layout().failed];
  const Figure& outcomes = layout().figures->list.front();
  for (int outcome = 0; outcome < outcomes.size; ++outcome) ended += counts[outcomes.first + outcome];
  const auto finite = [](double number) { return std::isfinite(number); };
  return ended == trials && std::ranges::all_of(counts, [&](std::uint64_t count) { return count <= trials; }) &&
         std::ranges::all_of(block.sum.sums, finite) && std::ranges::all_of(block.sum.maxima, finite);
}

std::optional<Kept> PartPlayer::play_whole(std::uint64_t run) {
  Result result = simulate(*model_, layout(), plan_);
  if (result.ending == Ending::interrupt) return {};
  return pack(Level::part, run, result.trials, {std::move(result.total), std::move(result.trial_outcomes)},
              result.digest);
}

std::optional<PartPlayer::Counted> PartPlayer::count_block(std::uint64_t block, const Leave& leave) {
  const std::uint64_t first = study_.first_trial(Level::block, block);
  Counted counted{make_block(layout(), first / block_trials), {}};
  if (!player_) player_ = make_player(*model_, layout(), plan_.lanes);
  if (!player_->play_into(counted.sum, plan_.keeps_outcomes ? &counted.outcomes : nullptr, plan_.seed, first,
                          study_.trials_of(Level::block, block), nullptr, &leave))
    return {};
  return counted;
}

std::optional<Kept> PartPlayer::play(std::uint64_t part, const BlockKeeper& keeper) {
  turn_to(study_.run_of(Level::part, part));
  if (study_.is_precise()) return play_whole(part);
  const Leave leave(plan_.stop);
  Counted counted;
  StretchSum sum;
  for (std::uint64_t index = part * stretch_blocks; index < (part + 1) * stretch_blocks; ++index) {
    const std::uint64_t trials = study_.trials_of(Level::block, index);
    if (trials == 0) break;
    const std::optional<Kept> kept = keeper.kept(index);
    std::optional<Counted> block = kept ? unpack(*kept) : std::nullopt;
    if (!block || !can_be(*block, trials)) {
      const Leave begun(nullptr);
      block = count_block(index, leave);
      if (!block) return {};
      if (begun.impatient()) keeper.keep(pack(Level::block, index, trials, *block, ""));
    }
    sum.add(block->sum);
    merge(counted.outcomes, block->outcomes);
  }
  Stretch stretch = sum.finish();
  counted.sum = std::move(stretch.sum);
  return pack(Level::part, part, study_.trials_of(Level::part, part), counted, stretch.hash);
}

std::optional<Kept> PartPlayer::play_block(std::uint64_t block) {
  turn_to(study_.run_of(Level::block, block));
  const std::optional<Counted> counted = count_block(block, Leave(plan_.stop));
  if (!counted) return {};
  return pack(Level::block, block, study_.trials_of(Level::block, block), *counted, "");
}

std::optional<Result> PartPlayer::result_of(std::uint64_t run, const Read& read) {
  turn_to(run);
  Result result;
  result.plan = plan_;
  result.layout = layout();
  result.total = make_total(layout());
  Collector collector;
  const std::uint64_t per_run = study_.per_run(Level::part);
  for (std::uint64_t part = run * per_run; part < (run + 1) * per_run; ++part) {
    const std::optional<Kept> kept = read(part);
    std::optional<Counted> counted = kept ? unpack(*kept) : std::nullopt;
    if (!counted) return {};
    collector.add(Stretch{std::move(counted->sum), kept->hash}, result.total);
    merge(result.trial_outcomes, counted->outcomes);
    result.trials += kept->trials;
    result.digest = kept->hash;
  }
  if (!study_.is_precise())
    result.digest = collector.finish(result.total, model_->canonical, plan_.seed, result.trials);
  return result;
}

std::optional<SweepRun> PartPlayer::told_of(std::uint64_t run, const Read& read) {
  const std::optional<Result> result = result_of(run, read);
  if (!result) return {};
  return summarise(*result, study_.plan, run);
}

}  // namespace detente
