// Choices that can decide a result although nothing about them is uncertain in the file, whether it states them or
// leaves them to a default: a default is a finding in disguise, and so is a number nobody varies.
#pragma once

#include <string>
#include <vector>

#include "sim/model/model.h"

namespace detente {

// One sentence without full stop each, in a fixed order; an asterisk marks what is so by default.
std::vector<std::string> fixed_choices(const Model& model);

}  // namespace detente
