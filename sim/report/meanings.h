// What the words of the format mean: those a key may hold, the functions and operators of conditions, the forms of a
// number. The one table of them; `detente explain` and the reference page tell it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/report/json.h"
#include "sim/scenario/keys.h"

namespace detente {

struct WordMeaning {
  std::string_view word;
  std::string_view of;     // path of a key that may hold it, or that it is (a form of a number); "": of conditions
  std::string_view doc;    // one or two sentences
  std::string_view where;  // "docs/model.md, Chance": the page and the heading that say more; "": none does
};

std::span<const WordMeaning> meanings();

// The keys that may hold it: those with the same list of words as the one the table names. None of other words.
std::vector<const KeyRow*> holders(const WordMeaning& meaning);
std::vector<const WordMeaning*> meanings_of(std::string_view word);
// Of the words that such a key may hold, in its order.
std::vector<const WordMeaning*> meanings_below(const KeyRow& row);
bool is_later(const WordMeaning& meaning);           // it is checked, but nothing plays it yet
std::string what_it_is(const WordMeaning& meaning);  // "a word of stages[].decision.rule"

std::string explained(const WordMeaning& meaning);
Json to_json(const WordMeaning& meaning);
// Each of a list in short, under a title.
std::string listed(std::string_view title, const std::vector<const WordMeaning*>& list);
std::string words_section();  // of the reference page

}  // namespace detente
