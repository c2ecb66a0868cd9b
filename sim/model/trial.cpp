#include "sim/model/trial.h"

#include "sim/model/lane_types.h"

namespace detente {

template <class Real>
Trial<Real>::Trial(const World& world) {
  inputs.resize(world.inputs.size());
  chances.resize(world.chances.size());
  numbers.resize(world.slots.number_count());
  flags.resize(world.slots.flag_count());
  option.resize(world.issues.size());
  moved.resize(world.variables.size());
  struck.resize(world.shocks.size());
  beyond.resize(world.bounds.size());
  farthest.resize(world.bounds.size());
}

template <class Real>
void Trial<Real>::reset(const World& world, std::uint64_t new_seed, std::uint64_t first_trial, int count) {
  seed = new_seed;
  unsigned held = 0;
  for (int lane = 0; lane < lane_count<Real>; ++lane) {
    trials[lane] = first_trial + static_cast<std::uint64_t>(std::min(lane, count - 1));
    held |= static_cast<unsigned>(lane < count) << lane;
  }
  active = mask_from_bits<Real>(held);
  failed = clamped = zero_division = Mask<Real>{};
  fault = {};
  numbers.fill(Real(0.0));
  flags.fill(Mask<Real>{});
  for (std::size_t issue = 0; issue < world.issues.size(); ++issue) {
    const IssueModel& subject = world.issues[issue];
    const int index = static_cast<int>(issue);
    option[issue] = whole<Real>(subject.reversion);
    for (const int slot : {world.slots.in_force(index), world.slots.text(index), world.slots.offered(index)})
      numbers[slot] = Real(world.scenario.issues[issue].value(subject.reversion));
  }
  for (std::size_t party = 0; party < world.parties.size(); ++party)
    flags[world.slots.attends(static_cast<int>(party))] =
        world.parties[party].attends_from_start ? !Mask<Real>{} : Mask<Real>{};
  for (int at = 0; at < static_cast<int>(world.scenario.stages.size()); ++at) numbers[world.slots.gap(at)] = Real(1.0);
  days = Real(0.0);
  std::fill(std::begin(ticks), std::end(ticks), std::uint16_t{0});
  struck.fill(Mask<Real>{});
  beyond.fill(Mask<Real>{});
  farthest.fill(Real(0.0));
  stage = round = 0;
}

#define DETENTE_TRIAL(Real) template struct Trial<Real>;
DETENTE_FOR_LANE_TYPES(DETENTE_TRIAL)

}  // namespace detente
