#include "sim/engine/state.h"

#include "sim/model/lane_types.h"

namespace detente {

template <class Real>
State<Real>::State(const Model& model) : Trial<Real>(model), events(model.events.size()), bin(model.issues.size()) {
  lay_out(model);
  kept_.allocate();
  shared_.allocate();
  lay_out(model);
}

// On arenas that measure, then for good.
template <class Real>
void State<Real>::lay_out(const Model& model) {
  records.clear();
  works.clear();
  closing_.clear();
  for (const PlannedStage& planned : model.stages)
    std::visit(
        [&](const auto& plan) {
          using Room = std::decay_t<decltype(plan)>;
          records.emplace_back(std::in_place_type<typename Room::template Record<Real>>, plan, kept_);
          shared_.rewind();
          works.emplace_back(std::in_place_type<typename Room::template Work<Real>>, plan, shared_);
        },
        planned.plan);
  if (!model.closing) return;
  shared_.rewind();
  closing_.emplace_back(*model.closing, shared_);
}

template <class Real>
void State<Real>::reset(const Model& model, std::uint64_t new_seed, std::uint64_t first_trial, int count) {
  Trial<Real>::reset(model, new_seed, first_trial, count);
  outcome = Real(0.0);
  kept_.clear();
  for (Record<Real>& record : records) std::visit([](auto& each) { each.clear(); }, record);
  paused = false;
  finished = false;
}

#define DETENTE_STATE(Real) template struct State<Real>;
DETENTE_FOR_LANE_TYPES(DETENTE_STATE)

}  // namespace detente
