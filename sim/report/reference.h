// The tables of keys and of words (meanings.h) for people: the reference page and `detente explain`.
#pragma once

#include <string>
#include <string_view>

#include "sim/report/json.h"

namespace detente {

// docs/reference.md
std::string reference_page();

// What is known about a key, named bare ("rounds"), by its path ("stages[].rounds") or by an address
// ("stages.talks.rounds"), with the words that it may hold, and about a word ("consensus", "accepts", "<="): all its
// meanings. "": all keys and words, one a line. Empty if there is no such key or word.
std::string explain_key(std::string_view key);
// Lists, documented in docs/json.md: of keys, and of words, those called so and those that such a key may hold.
Json explain_key_json(std::string_view key);
Json explain_words_json(std::string_view key);

std::string nearest_keys(std::string_view key);  // keys or words that may have been meant; "" if nothing is near

}  // namespace detente
