// Walks a document against the table of keys. What is wrong is reported and marked broken, so that later readers may
// rely on the kind of whatever they find. A list longer than its limit is cut there, so that a mistake in it hides no
// other and yet there is no more to read than the limits allow.
#pragma once

#include <set>
#include <string>

#include "sim/scenario/document.h"

namespace detente {

// The names that were cut off: whoever comes upon one need not know it.
std::set<std::string> check_keys(TomlNode& document, Findings& findings);

}  // namespace detente
