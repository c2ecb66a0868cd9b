// The documents of tests/scenario/toml: what the loader makes of TOML 1.0, and what it refuses.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "sim/scenario/bounds.h"
#include "sim/scenario/document.h"
#include "tests/scenario/texts.h"

namespace detente {
namespace {

std::string quoted(const std::string& text) {
  std::string written = "\"";
  for (const char c : text)
    written += c == '"' || c == '\\' ? std::string{'\\', c}
               : c >= 0 && c < 0x20  ? fmt::format("\\{}", int{c})
                                     : std::string{c};
  return written + "\"";
}

std::string key_text(const std::string& key) {
  const bool bare =
      !key.empty() && key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
  return bare ? key : quoted(key);
}

std::string written(const TomlNode& node) {
  std::string text;
  switch (node.kind) {
    case TomlKind::string:
      return quoted(node.text);
    case TomlKind::integer:
      return std::to_string(node.integer);
    case TomlKind::real:
      text = fmt::format("{}", node.real);
      return std::isfinite(node.real) && text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
    case TomlKind::boolean:
      return node.boolean ? "true" : "false";
    case TomlKind::date:
      return "<" + node.text + ">";
    case TomlKind::array:
      for (const TomlNode& item : node.items) text += (text.empty() ? "" : ", ") + written(item);
      return "[" + text + "]";
    case TomlKind::table:
      for (const TomlMember& member : node.members)
        text += (text.empty() ? "" : ", ") + key_text(member.key) + ": " + written(member.value);
      return "{" + text + "}";
  }
  return text;
}

// The document as the loader sees it, "refused" if it does not.
std::string parsed(const std::string& text) {
  try {
    check_bounds(text, "case.toml");
    return written(parse_document(text, Findings("case.toml", text), "case.toml"));
  } catch (const ScenarioError&) {
    return "refused";
  }
}

struct Case {
  std::string name, document, content;
};

std::vector<Case> cases(const std::string& file) {
  std::vector<Case> found;
  std::string* part = nullptr;
  std::istringstream lines(file_text(scenario_tests / "toml" / file));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("=== ")) {
      found.push_back({line.substr(4), "", ""});
      part = &found.back().document;
    } else if (line == "---" && part) {
      part = &found.back().content;
    } else if (part) {
      *part += line + "\n";
    }
  }
  return found;
}

TEST(Toml, ValidDocumentsHoldWhatTheySay) {
  const std::vector<Case> valid = cases("valid.txt");
  EXPECT_GE(valid.size(), 30U);
  for (const Case& each : valid) {
    EXPECT_EQ(parsed(each.document) + "\n", each.content) << each.name;
    std::string other = each.document;
    for (std::size_t at = other.find('\n'); at != std::string::npos; at = other.find('\n', at + 2))
      other.insert(at, "\r");
    EXPECT_NE(parsed(other), "refused") << each.name << " with CR LF";
    EXPECT_NE(parsed(each.document.substr(0, each.document.rfind('\n'))), "refused")
        << each.name << " without a line end";
  }
}

TEST(Toml, InvalidDocumentsAreRefused) {
  const std::vector<Case> invalid = cases("invalid.txt");
  EXPECT_GE(invalid.size(), 60U);
  for (const Case& each : invalid) EXPECT_EQ(parsed(each.document), "refused") << each.name;
}

TEST(Toml, CharactersThatNoFileMayHold) {
  for (const std::string& text : {std::string("a = \"\0\"", 7), std::string("a = \"\x01\""), std::string("# \x1F\n"),
                                  std::string("a = '\x7F'"), std::string("a = 1\r b = 2"), std::string("a = \"\xC3\"")})
    EXPECT_EQ(parsed(text), "refused") << text;
  // Nor as escapes, in texts and keys, which TOML alone would let them.
  for (const char* escape : {"\\b", "\\f", "\\r", "\\u0000", "\\u001b", "\\u009b", "\\u202E", "\\U00002066"}) {
    EXPECT_EQ(parsed(std::string("a = \"") + escape + "\""), "refused") << escape;
    EXPECT_EQ(parsed(std::string("\"") + escape + "\" = 1"), "refused") << escape;
  }
  EXPECT_EQ(parsed("a\t=\t'\t'\t# \t\n"), "{a: \"\\9\"}");
}

}  // namespace
}  // namespace detente
