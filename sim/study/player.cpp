#include "sim/study/player.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/check.h"
#include "sim/engine/step.h"

namespace detente {

namespace {

template <class Real>
class LanePlayer final : public Player {
 public:
  LanePlayer(const Model& model, const Layout& layout) : model_(model), layout_(layout), state_(model) {}
  std::uint64_t lanes() const override { return lane_count<Real>; }
  bool play(std::uint64_t seed, std::uint64_t first, std::uint64_t count, const Leave* leave) override {
    return detente::play(model_, state_, seed, first, static_cast<int>(count), leave);
  }
  void add(Block& block, TrialOutcomes* outcomes, TrialRecord* record, std::uint64_t place) const override {
    detente::add(model_, state_, block, block.index < outcome_blocks ? outcomes : nullptr);
    if (record) record->add(model_, state_, place);
  }
  void complete(Block& block) const override { detente::complete(layout_, block); }

 private:
  const Model& model_;
  const Layout& layout_;
  State<Real> state_;
};

}  // namespace

bool Player::play_into(Block& block, TrialOutcomes* outcomes, std::uint64_t seed, std::uint64_t first,
                       std::uint64_t count, TrialRecord* record, const Leave* leave) {
  check(count <= block_trials, "a block has no more trials");
  for (std::uint64_t done = 0; done < count; done += lanes()) {
    if (!play(seed, first + done, std::min(lanes(), count - done), leave)) return false;
    add(block, outcomes, record, done);
  }
  complete(block);
  return true;
}

Block make_block(const Layout& layout, std::uint64_t index) {
  Block block = make_total(layout);
  block.index = index;
  block.numbers.resize(layout.values.size() * block_trials);
  return block;
}

Block make_total(const Layout& layout) {
  return {0, std::vector<std::uint64_t>(layout.count_size), std::vector<double>(layout.sum_size),
          std::vector<double>(layout.maximum_size)};
}

TrialOutcomes make_trial_outcomes() {
  TrialOutcomes outcomes;
  outcomes.reserve(block_trials);
  return outcomes;
}

void merge(TrialOutcomes& total, const TrialOutcomes& next) { total.insert(total.end(), next.begin(), next.end()); }

std::unique_ptr<Player> make_player(const Model& model, const Layout& layout, int lanes) {
  switch (lanes) {
    case 1:
      return std::make_unique<LanePlayer<double>>(model, layout);
    case 4:
      return std::make_unique<LanePlayer<Pack<4>>>(model, layout);
    case 8:
      return std::make_unique<LanePlayer<Pack<8>>>(model, layout);
    case 16:
      return std::make_unique<LanePlayer<Pack<16>>>(model, layout);
    default:
      fail_check(fmt::format("lanes are 1, 4, 8 or 16, not {}", lanes), std::source_location::current());
  }
}

}  // namespace detente
