// Walks a document against the table of keys. What is wrong is reported and marked broken, so that later readers may
// rely on the kind of whatever they find.
#pragma once

#include "sim/scenario/document.h"

namespace detente {

void check_keys(TomlNode& document, Findings& findings);

}  // namespace detente
