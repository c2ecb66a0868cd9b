// The table of keys for people: the reference page and `detente explain`.
#pragma once

#include <string>
#include <string_view>

#include "sim/report/json.h"

namespace detente {

// docs/reference.md
std::string reference_page();

// What is known about a key, named bare ("rounds"), by its path ("stages[].rounds"), by an address
// ("stages.talks.rounds") or by a word that it may hold ("single-text"). "": all keys, one a line. Empty if there is no
// such key.
std::string explain_key(std::string_view key);
Json explain_key_json(std::string_view key);  // a list, documented in docs/json.md

std::string nearest_keys(std::string_view key);  // what may have been meant; "" if nothing is near

}  // namespace detente
