// The scenario format as a JSON Schema (draft 07), made from the table of keys, for editors that check and complete
// TOML. Conditions are text to it: only the program checks them.
#pragma once

#include <optional>

#include "sim/report/json.h"
#include "sim/scenario/names.h"

namespace detente {

// names: those of one scenario file, so that an editor completes them; without, those of no file in particular.
Json format_schema(const std::optional<Names>& names);

}  // namespace detente
