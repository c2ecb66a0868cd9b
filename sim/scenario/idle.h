// Warnings about what has no effect: inputs that nothing reads, preconditions that are always met, outcomes that never
// come about, controllers, voters and veto holders that are never there. Each is said only where it is certain; parties
// marked `what-if` are taken as if they might sit anywhere.
#pragma once

#include "sim/rules/symbols.h"
#include "sim/scenario/document.h"
#include "sim/scenario/scenario.h"

namespace detente {

// scenario: read from `document` without a mistake, nothing in it left for later.
void warn_about_idle(const TomlNode& document, const Scenario& scenario, const Symbols& symbols, Findings& findings);

}  // namespace detente
