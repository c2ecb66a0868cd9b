// The protocols that there are: the one place that names them all. What a protocol says of itself is in its room,
// sim/protocols/NAME.
#pragma once

#include <variant>

#include "sim/protocols/participation/room.h"
#include "sim/protocols/single_text/room.h"
#include "sim/protocols/wait/room.h"

namespace detente {

using Plan = std::variant<participation::Plan, single_text::Plan, wait::Plan>;
template <class Real>
using Work = std::variant<participation::Work<Real>, single_text::Work<Real>, wait::Work<Real>>;
template <class Real>
using Record = std::variant<participation::Record<Real>, single_text::Record<Real>, wait::Record<Real>>;
using RoomRound = std::variant<participation::RoundTold, single_text::RoundTold, wait::RoundTold>;
using RoomStage = std::variant<participation::StageTold, single_text::StageTold, wait::StageTold>;

// The place of a plan among the alternatives, which is that of its work and of its record.
template <class Room, class... Rooms>
constexpr std::size_t place_among(const std::variant<Rooms...>*) {
  std::size_t place = 0;
  (void)((std::is_same_v<Room, Rooms> || (++place, false)) || ...);
  return place;
}

// What all alternatives derive from.
template <class Base, class Variant>
const Base& common(const Variant& one) {
  return std::visit([](const auto& each) -> const Base& { return each; }, one);
}
template <class Base, class Variant>
Base& common(Variant& one) {
  return std::visit([](auto& each) -> Base& { return each; }, one);
}

// The same of one stage: its plan, what it works with, what it leaves behind.
template <class Works, class Records, class Then>
decltype(auto) with_room(const Plan& plan, Works& work, Records& record, const Then& then) {
  return std::visit(
      [&](const auto& planned) -> decltype(auto) {
        using Room = std::decay_t<decltype(planned)>;
        constexpr std::size_t room = place_among<Room>(static_cast<const Plan*>(nullptr));
        return then(planned, std::get<room>(work), std::get<room>(record));
      },
      plan);
}

}  // namespace detente
