// All of the protocol that an engine needs.
#pragma once

#include "sim/protocols/single_text/compile.h"
#include "sim/protocols/single_text/figures.h"
#include "sim/protocols/single_text/play.h"
#include "sim/protocols/single_text/told.h"
