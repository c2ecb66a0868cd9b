// What reports say of each protocol: the one place that names them all.
#pragma once

#include <variant>

#include "sim/report/participation.h"
#include "sim/report/single_text.h"

namespace detente {

using RoomSummary = std::variant<participation::Summary, single_text::Summary>;  // in the order of Plan

}  // namespace detente
