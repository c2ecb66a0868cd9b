#include "sim/rules/symbols.h"

namespace detente {

Slots::Slots(const Symbols& symbols)
    : issues_(static_cast<int>(symbols.issues.size())),
      parties_(static_cast<int>(symbols.parties.size())),
      stages_(static_cast<int>(symbols.stages.size())),
      parameters_(static_cast<int>(symbols.parameters.size())),
      variables_(static_cast<int>(symbols.variables.size())),
      shocks_(static_cast<int>(symbols.shocks.size())) {}

}  // namespace detente
