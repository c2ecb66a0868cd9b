// A TOML document as a plain tree with positions. Only document.cpp knows the TOML library, which costs seconds of
// compile time in each file that includes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/findings.h"

namespace detente {

enum class TomlKind { string, integer, real, boolean, date, array, table };

struct TomlMember;

struct TomlNode {
  TomlKind kind = TomlKind::table;
  Place place = {};
  std::string text = {};  // of a string or a date
  std::int64_t integer = 0;
  double real = 0;
  bool boolean = false;
  std::vector<TomlNode> items = {};  // of an array
  std::vector<TomlMember> members;   // of a table, in order of key
  bool broken = false;  // a mistake in it has been reported: whoever reads it goes on as if it were not there
  bool cut = false;     // it was longer than its limit, which has been reported

  bool is(TomlKind other) const { return kind == other; }
  bool is_number() const { return kind == TomlKind::integer || kind == TomlKind::real; }
  double number() const { return kind == TomlKind::integer ? static_cast<double>(integer) : real; }
  // Of a number that has no fraction, however it is written: 3, 3.0, 3e0.
  std::optional<std::int64_t> whole() const;
  // The member called `key`, unless broken; nullptr if there is none.
  const TomlNode* find(std::string_view key) const;
  const TomlMember* member(std::string_view key) const;  // broken or not
  TomlMember* member(std::string_view key);
  TomlMember& add(std::string key, Place key_place);  // a new member, in its place
};

struct TomlMember {
  std::string key;
  Place place;  // of the key
  TomlNode value;
};

// "a table", "text", "a whole number", ...
std::string_view describe(TomlKind kind);

// What is said of a control character in a text or key, wherever it stands in `node`; "" if there is none. Escapes put
// there what the bounds of a file let no byte do.
std::string control_in(const TomlNode& node);

// Throws ScenarioError at the first mistake in the syntax, or where texts and keys hold control characters. `text` must
// be within bounds.
TomlNode parse_document(const std::string& text, const Findings& findings, const std::string& file);

// A single TOML value, every place in it that of `place`; nothing if the text is not one. Zeros before a number (050),
// which TOML has not, are passed over: the number would be taken for an expression.
std::optional<TomlNode> parse_value(const std::string& text, const Place& place);

}  // namespace detente
