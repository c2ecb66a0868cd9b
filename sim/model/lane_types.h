// The lane types the engine is built for: one trial at a time (replay), and packs.
#pragma once

#include "sim/math/lanes.h"

#define DETENTE_FOR_LANE_TYPES(instantiate) \
  instantiate(double) instantiate(Pack<4>) instantiate(Pack<8>) instantiate(Pack<16>)
