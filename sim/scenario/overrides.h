// `--set ADDRESS=VALUE`, `+=` and `-=` on the document, before it is checked. What a set writes carries its source, so
// that mistakes in it are shown as "--set ADDRESS=VALUE".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/document.h"

namespace detente {

// Writes positions given as [ideal, salience] as tables of the two, so that addresses and readers know one form.
void spell_out_positions(TomlNode& document);

// "ADDRESS=VALUE" in two: the address without the blanks around it, with the sign of += and -=; nothing if it is not
// one.
struct SetText {
  std::string address, value;
};
std::optional<SetText> split_set(const std::string& set);

// The parts of the address of "ADDRESS=VALUE", then "+" or "-" where it adds or removes; none if it is not one.
std::vector<std::string> address_of(const std::string& set);

// An address is a path of names; elements of a list of tables go by their `name`, labels stand in quotes. It may create
// any key the table of keys knows, but nothing that a user names: a misspelt party must not become a new one.
void apply_override(TomlNode& document, const std::string& set, Findings& findings);

}  // namespace detente
