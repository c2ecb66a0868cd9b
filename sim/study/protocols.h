// What studies make of each protocol: the one place that names them all.
#pragma once

#include "sim/study/participation.h"
#include "sim/study/single_text.h"
#include "sim/study/wait.h"
