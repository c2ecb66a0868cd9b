// The table of keys for people: the reference page and `detente explain`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace detente {

// docs/reference.md
std::string reference_page();

// What is known about a key, named bare ("rounds"), by its path ("stages[].rounds") or by an address
// ("stages.talks.rounds"). "": all keys, one a line. Nothing if there is no such key.
std::optional<std::string> explain_key(std::string_view key);

std::string nearest_keys(std::string_view key);  // what may have been meant; "" if nothing is near

}  // namespace detente
