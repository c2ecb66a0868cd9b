// The functions of the condition language: a new one that reads the state is a line of the table in words.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/rules/symbols.h"

namespace detente {

enum class RuleType { boolean, number };
enum class Argument { party, stage, issue, shock, number };

struct Function {
  std::string_view name;
  Argument takes = Argument::number;  // all arguments; the first of if() is a condition
  RuleType gives = RuleType::number;
  int (Slots::*slot)(int) const = nullptr;  // what it reads; null: it computes
  int arguments_min = 1, arguments_max = 1;
  std::string_view usage;
  bool planned = false;  // checked, but nothing evaluates it yet
};

const Function* find_function(std::string_view name);  // nullptr if there is none
std::vector<std::string> function_names();
std::span<const std::string_view> language_words();  // "and", "round", ...: no name may be one

std::string_view noun(Argument kind);    // "party"
std::string_view plural(Argument kind);  // "parties"
std::vector<std::string> names_of(const Symbols& symbols, Argument kind);
int index_of(const std::vector<std::string>& names, std::string_view name);  // -1 if it is not among them

// "an issue", "a party", "a stage", "a parameter", "a variable", "a shock", "a function", "a word of the language";
// empty for an unknown name.
std::string what_is(std::string_view name, const Symbols& symbols);

// "did you mean 'near'?", else the names to choose from if they are few.
std::string nearest_remedy(std::string_view name, const std::vector<std::string>& names, std::string_view plural);

}  // namespace detente
