#include "sim/study/simulate.h"

#include <algorithm>

#include "sim/core/floating_point.h"
#include "sim/stats/proportion.h"
#include "sim/stats/stopping.h"
#include "sim/study/player.h"
#include "sim/study/queue.h"

namespace detente {

namespace {

class CountedBlock final : public BlockSum {
 public:
  CountedBlock(Result& result, Collector& collector, std::uint64_t index)
      : block(make_block(result.layout, index)), result_(result), collector_(collector) {
    if (keeps_outcomes()) outcomes = make_trial_outcomes();
  }
  void complete() override { detente::complete(result_.layout, block); }
  void merge() override {
    collector_.add(block, result_.total);
    detente::merge(result_.trial_outcomes, outcomes);
  }
  bool keeps_outcomes() const { return result_.plan.keeps_outcomes && block.index < outcome_blocks; }

  Block block;
  TrialOutcomes outcomes;  // of the block alone: it may be left

 private:
  Result& result_;
  Collector& collector_;
};

class Counter final : public BlockWorker {
 public:
  Counter(const Model& model, Result& result, Collector& collector)
      : result_(result), collector_(collector), player_(make_player(model, result.layout, result.plan.lanes)) {}

  std::unique_ptr<BlockSum> begin(const BlockRange& range) override {
    return std::make_unique<CountedBlock>(result_, collector_, range.index);
  }
  std::uint64_t portion() const override { return player_->lanes(); }
  bool play(const BlockRange& portion, const Leave& leave) override {
    return player_->play(result_.plan.seed, portion.first, portion.count, &leave);
  }
  void add(BlockSum& sum) override {
    CountedBlock& mine = static_cast<CountedBlock&>(sum);
    player_->add(mine.block, mine.keeps_outcomes() ? &mine.outcomes : nullptr, nullptr, 0);
  }

 private:
  Result& result_;
  Collector& collector_;
  std::unique_ptr<Player> player_;
};

}  // namespace

int Result::likeliest_outcome() const {
  const std::span<const std::uint64_t> outcomes = outcome_counts();
  return static_cast<int>(std::max_element(outcomes.begin(), outcomes.end()) - outcomes.begin());
}

std::span<const std::uint64_t> Result::outcome_counts() const {
  return std::span(total.counts).first(layout.figures->list.front().size);
}

double Result::widest_half_width() const {
  double widest = valid() > 0 ? 0 : 0.5;
  const double size = static_cast<double>(valid());
  for (const std::uint64_t count : outcome_counts())
    if (valid() > 0) widest = std::max(widest, half_width(static_cast<double>(count) / size, size));
  return widest;
}

Block play_block(const Model& model, const Layout& layout, std::uint64_t seed, std::uint64_t first, std::uint64_t count,
                 int lanes, TrialOutcomes& outcomes) {
  Block block = make_block(layout, first / block_trials);
  make_player(model, layout, lanes)->play_into(block, &outcomes, seed, first, count, nullptr);
  return block;
}

Result simulate(const Model& model, const RunPlan& plan) { return simulate(model, make_layout(model), plan); }

Result simulate(const Model& model, const Layout& layout, const RunPlan& plan) {
  const DefaultFloatingPoint floating_point;
  Result result;
  result.plan = plan;
  result.layout = layout;
  result.total = make_total(result.layout);
  Collector collector;
  StoppingRule rule(plan.precision);
  BlockQueue queue(result.plan, [&] {
    result.trials = queue.trials();
    return rule.enough(result.outcome_counts(), result.valid());
  });
  queue.play([&] { return std::make_unique<Counter>(model, result, collector); });
  result.trials = queue.trials();
  result.ending = queue.ending();
  result.seconds = queue.seconds();
  result.digest = collector.finish(result.total, model.canonical, plan.seed, result.trials);
  return result;
}

}  // namespace detente
