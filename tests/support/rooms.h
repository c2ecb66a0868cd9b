// A stage whose protocol a test knows: Room is the protocol's plan, say single_text::Plan.
#pragma once

#include "sim/engine/state.h"

namespace detente {

template <class Room>
const Room& plan_of(const Model& model, int stage = 0) {
  return std::get<Room>(model.stages[stage].plan);
}

template <class Room, class Real>
const typename Room::template Work<Real>& work_of(const State<Real>& state, int stage = 0) {
  return std::get<typename Room::template Work<Real>>(state.works[stage]);
}

template <class Room, class Real>
const typename Room::template Record<Real>& record_of(const State<Real>& state, int stage = 0) {
  return std::get<typename Room::template Record<Real>>(state.records[stage]);
}

}  // namespace detente
