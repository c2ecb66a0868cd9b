#include "sim/scenario/toml_text.h"

#include <fmt/format.h>

#include "sim/scenario/keys.h"

namespace detente {

namespace {

std::string table_text(const TomlNode& node, bool provenance) {
  std::string text;
  for (const TomlMember& member : node.members) {
    if (!provenance && (member.key == "source" || member.key == "confidence")) continue;
    text +=
        fmt::format("{}{} = {}", text.empty() ? "" : ", ",
                    is_scenario_name(member.key) ? member.key : toml_text(member.key), toml_text(member.value, true));
  }
  return text.empty() ? "{}" : "{ " + text + " }";
}

}  // namespace

std::string toml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\')
      quoted += fmt::format("\\{}", letter);
    else if (letter == '\n')
      quoted += "\\n";
    else if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F)
      quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(letter));
    else
      quoted += letter;
  }
  return quoted + '"';
}

// A number with a point keeps it, as in 1.0.
std::string toml_text(double number) {
  const std::string text = fmt::format("{}", number);
  return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}

std::string toml_text(const TomlNode& node, bool provenance) {
  switch (node.kind) {
    case TomlKind::string:
      return toml_text(node.text);
    case TomlKind::integer:
      return std::to_string(node.integer);
    case TomlKind::real:
      return toml_text(node.real);
    case TomlKind::boolean:
      return node.boolean ? "true" : "false";
    case TomlKind::date:
      return node.text;
    case TomlKind::array: {
      std::vector<std::string> items;
      for (const TomlNode& item : node.items) items.push_back(toml_text(item, true));
      return fmt::format("[{}]", fmt::join(items, ", "));
    }
    case TomlKind::table:
      break;
  }
  return table_text(node, provenance);
}

}  // namespace detente
