// Values as TOML, on one line.
#pragma once

#include <string>

#include "sim/scenario/document.h"

namespace detente {

std::string toml_text(const std::string& text);
std::string toml_text(double number);  // 1.0 keeps its point, so that it is read as it was written

// provenance: with the source and confidence of a table.
std::string toml_text(const TomlNode& node, bool provenance = true);

}  // namespace detente
