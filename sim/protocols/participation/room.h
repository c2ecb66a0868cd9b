// All of the protocol that an engine needs.
#pragma once

#include "sim/protocols/participation/compile.h"
#include "sim/protocols/participation/figures.h"
#include "sim/protocols/participation/play.h"
#include "sim/protocols/participation/told.h"
