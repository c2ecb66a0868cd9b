// Parts of a scenario in words, close to how a file writes them.
#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/scenario.h"

namespace detente {

std::string_view describe(Role role);
std::string_view describe(Voice voice);
std::string describe(const Distribution& distribution);  // "pert [60, 80, 95]"
std::string describe(const Number& number);              // that, a plain number, or the expression
std::string describe(const Tactic& tactic);
std::string describe(const Decision& decision, const Scenario& scenario);

}  // namespace detente
