// What reports say of each protocol: the one place that names them all.
#pragma once

#include <variant>

#include "sim/report/participation.h"
#include "sim/report/single_text.h"
#include "sim/report/wait.h"

namespace detente {

using RoomSummary = std::variant<participation::Summary, single_text::Summary, wait::Summary>;  // in the order of Plan

}  // namespace detente
