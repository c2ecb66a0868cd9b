#include "sim/study/tally.h"

#include <bit>

#include "sim/model/lane_types.h"
#include "sim/stats/buckets.h"
#include "sim/stats/exact_sum.h"

namespace detente {

namespace {

template <class Real>
struct Tally {
  const Model& model;
  const Layout& layout;
  const State<Real>& state;
  Block& block;
  unsigned counted;  // lanes

  void count(int index, unsigned lanes) { block.counts[index] += std::popcount(lanes & counted); }
  void sum(int index, const Real& values, unsigned lanes) {
    for (unsigned left = lanes & counted; left; left &= left - 1)
      block.sums[index] += lane(values, std::countr_zero(left));
  }
  // One count a lane, at `begin` plus the lane's own value.
  void histogram(int begin, const Real& values, unsigned lanes) {
    for (unsigned left = lanes & counted; left; left &= left - 1)
      ++block.counts[begin + static_cast<int>(lane(values, std::countr_zero(left)))];
  }
  void add_trials();
  void add_variables();
  void add_stage(const StageLayout& at, const Record<Real>& record);
  void add_room(const StageLayout& at, const participation::Record<Real>& record, unsigned held);
  void add_room(const StageLayout& at, const single_text::Record<Real>& record, unsigned held);
  void add_guest(const GuestLayout& guest, const participation::Record<Real>& record, unsigned held);
};

template <class Real>
void Tally<Real>::add_guest(const GuestLayout& guest, const participation::Record<Real>& record, unsigned held) {
  count(guest.came, held & bits(record.accepted[guest.row]));
  const unsigned away = held & ~bits(record.accepted[guest.row]);
  if (!(away & counted)) return;
  const auto lanes_of = [&](const ReasonLayout& reason) {
    switch (reason.kind) {
      case AbsenceKind::worse:
        return bits(record.worse[reason.row]);
      case AbsenceKind::crossed:
        return bits(record.crossed[reason.row]);
      case AbsenceKind::unmet:
        break;
    }
    return bits(record.unmet[reason.demand]);
  };
  unsigned once = 0, more = 0;
  for (const ReasonLayout& reason : guest.reasons) {
    const unsigned lanes = lanes_of(reason);
    more |= once & lanes;
    once |= lanes;
  }
  for (const ReasonLayout& reason : guest.reasons) {
    count(reason.total, away & lanes_of(reason));
    count(reason.only, away & lanes_of(reason) & ~more);
  }
}

template <class Real>
void Tally<Real>::add_room(const StageLayout& at, const participation::Record<Real>& record, unsigned held) {
  for (const GuestLayout& guest : at.guests) add_guest(guest, record, held);
}

template <class Real>
void Tally<Real>::add_room(const StageLayout& at, const single_text::Record<Real>& record, unsigned held) {
  count(at.no_text, held & bits(record.no_text));
  sum(at.zone_sum, record.zone, held);
  for (unsigned left = held & counted; left; left &= left - 1) {
    const auto packages = static_cast<std::uint64_t>(lane(record.zone, std::countr_zero(left)));
    ++block.counts[at.zone + std::min(static_cast<int>(std::bit_width(packages)), zone_bucket_count - 1)];
  }
  const int rows = static_cast<int>(record.utility.size()), places = static_cast<int>(record.option.size());
  for (int row = 0; row < rows; ++row) {
    const unsigned alone = held & bits(record.blocked_alone[row]), among = held & bits(record.blocked_among[row]);
    count(at.blocked_alone + row, alone);
    count(at.blocked_among + row, among);
    histogram(at.blocked_on + row * places, record.blocked_on[row], alone | among);
  }
}

template <class Real>
void Tally<Real>::add_stage(const StageLayout& at, const Record<Real>& record) {
  const StageEnd<Real>& end = common<StageEnd<Real>>(record);
  const unsigned held = bits(end.held);
  count(at.reached, bits(end.reached));
  count(at.held, held);
  count(at.agreed, bits(end.agreed));
  histogram(at.rounds, end.rounds, held);
  const int rows = static_cast<int>(end.utility.size());
  for (int row = 0; row < rows; ++row) {
    const unsigned took_part = held & bits(end.took_part[row]);
    count(at.took_part + row, took_part);
    count(at.accepted + row, took_part & bits(end.accepted[row]));
    sum(at.utility + row, end.utility[row], took_part);
    sum(at.threshold + row, end.threshold[row], took_part);
  }
  std::visit([&](const auto& room) { add_room(at, room, held); }, record);
}

template <class Real>
void Tally<Real>::add_variables() {
  for (std::size_t variable = 0; variable < model.variables.size(); ++variable) {
    const Real& value = state.numbers[model.slots.variable(static_cast<int>(variable))];
    double* next = &block.numbers[variable * block_trials + static_cast<std::size_t>(block.number_count)];
    for (unsigned left = counted; left; left &= left - 1) *next++ = lane(value, std::countr_zero(left));
  }
  block.number_count += std::popcount(counted);
  for (int shock = 0; shock < static_cast<int>(model.shocks.size()); ++shock)
    count(layout.shocks + shock, bits(state.flags[model.slots.shocked(shock)]));
}

template <class Real>
void Tally<Real>::add_trials() {
  histogram(layout.outcomes, state.outcome, ~0U);
  for (std::size_t event = 0; event < model.events.size(); ++event)
    count(layout.events + static_cast<int>(event), bits(state.events[event]));
  for (std::size_t issue = 0; issue < model.issues.size(); ++issue)
    histogram(layout.settled[issue], state.option[issue], ~0U);
  for (std::size_t stage = 0; stage < model.stages.size(); ++stage)
    add_stage(layout.stages[stage], state.records[stage]);
  add_variables();
}

}  // namespace

template <class Real>
void add(const Model& model, const Layout& layout, const State<Real>& state, Block& block, DrawCounts* draws) {
  constexpr int lanes = lane_count<Real>;
  const unsigned active = bits(state.active), failed = bits(state.failed) & active;
  Tally<Real> tally{model, layout, state, block, active & ~failed};
  tally.add_trials();
  block.counts[layout.failed] += std::popcount(failed);
  block.counts[layout.clamped] += std::popcount(bits(state.clamped) & active);
  block.counts[layout.zero_divisions] += std::popcount(bits(state.zero_division) & active);
  if (!draws) return;
  const std::size_t outcomes = model.outcomes.size();
  for (unsigned left = tally.counted; left; left &= left - 1) {
    const int l = std::countr_zero(left);
    auto at = static_cast<std::size_t>(lane(state.outcome, l));
    for (const auto* bins : {&state.input_bin, &state.chance_bin})
      for (std::size_t draw = l; draw < bins->size(); draw += lanes, at += draw_bin_count * outcomes)
        ++draws->counts[at + (*bins)[draw] * outcomes];
  }
}

void complete(const Layout& layout, Block& block) {
  if (block.numbers.empty()) return;
  for (std::size_t variable = 0; variable < layout.variables.size(); ++variable) {
    const VariableLayout& at = layout.variables[variable];
    const std::span<const double> numbers(&block.numbers[variable * block_trials],
                                          static_cast<std::size_t>(block.number_count));
    append_sums(numbers, at.sum, at.squares, block.sparse);
    append_buckets(numbers, at.buckets, block.sparse);
  }
  block.sparse.shrink_to_fit();  // many blocks may wait to be merged
  block.numbers = {};
  block.number_count = 0;
}

#define DETENTE_TALLY(Real) template void add(const Model&, const Layout&, const State<Real>&, Block&, DrawCounts*);
DETENTE_FOR_LANE_TYPES(DETENTE_TALLY)

}  // namespace detente
