// Defaults that can decide a result without anybody having chosen them (docs: a default is a finding in disguise).
#pragma once

#include <string>
#include <vector>

#include "sim/model/model.h"

namespace detente {

// One sentence without full stop each, in a fixed order: which parties rest on which default.
std::vector<std::string> defaults_that_count(const Model& model);

}  // namespace detente
