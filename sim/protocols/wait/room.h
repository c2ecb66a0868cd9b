// All of the protocol that an engine needs.
#pragma once

#include "sim/protocols/wait/compile.h"
#include "sim/protocols/wait/figures.h"
#include "sim/protocols/wait/play.h"
#include "sim/protocols/wait/told.h"
