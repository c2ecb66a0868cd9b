// Assertions in the TOML library would abort on some broken inputs; here they throw, like its other errors.
#include <stdexcept>
namespace {
[[noreturn]] void refuse_document() { throw std::logic_error("not TOML"); }
}  // namespace
#undef NDEBUG
#define TOML_ASSERT(claim) (static_cast<bool>(claim) ? void() : refuse_document())
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "sim/core/plain_text.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/document.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/syntax.h"

namespace detente {

namespace {

Place place_of(const toml::source_region& region) {
  Place place{.position = {static_cast<int>(region.begin.line), static_cast<int>(region.begin.column)}};
  if (region.end.line == region.begin.line && region.end.column > region.begin.column)
    place.length = static_cast<int>(region.end.column - region.begin.column);
  return place;
}

TomlNode convert(const toml::node& from) {
  TomlNode node{.place = place_of(from.source())};
  if (const auto* table = from.as_table()) {
    for (const auto& [key, value] : *table)
      node.members.push_back({std::string(key.str()), place_of(key.source()), convert(value)});
  } else if (const auto* array = from.as_array()) {
    node.kind = TomlKind::array;
    for (const toml::node& item : *array) node.items.push_back(convert(item));
  } else if (const auto* string = from.as_string()) {
    node.kind = TomlKind::string;
    node.text = string->get();
  } else if (const auto* integer = from.as_integer()) {
    node.kind = TomlKind::integer;
    node.integer = integer->get();
  } else if (const auto* real = from.as_floating_point()) {
    node.kind = TomlKind::real;
    node.real = real->get();
  } else if (const auto* boolean = from.as_boolean()) {
    node.kind = TomlKind::boolean;
    node.boolean = boolean->get();
  } else {
    node.kind = TomlKind::date;
    std::ostringstream written;
    from.visit([&](const auto& value) {
      if constexpr (toml::is_chronological<decltype(value)>) written << value.get();
    });
    node.text = written.str();
  }
  return node;
}

void set_place(TomlNode& node, const Place& place) {
  node.place = place;
  for (TomlNode& item : node.items) set_place(item, place);
  for (TomlMember& member : node.members) {
    member.place = place;
    set_place(member.value, place);
  }
}

// What is said of a control character in it; "" if there is none.
std::string control_of(std::string_view text) {
  const std::size_t at = find_control(text);
  return at == std::string_view::npos ? "" : control_cause(text.substr(at, sequence_length(text, at)));
}

// visit(place, what is said of it) for each text and key with a control character.
template <class Visit>
void each_control(const TomlNode& node, const Visit& visit) {
  if (const std::string said = control_of(node.text); !said.empty()) visit(node.place, said);
  for (const TomlNode& item : node.items) each_control(item, visit);
  for (const TomlMember& member : node.members) {
    if (const std::string said = control_of(member.key); !said.empty()) visit(member.place, said);
    each_control(member.value, visit);
  }
}

// Throws ScenarioError if any text or key holds a control character, with all of them.
void check_texts(const TomlNode& document, const Findings& findings, const std::string& file) {
  std::vector<Diagnostic> mistakes;
  each_control(document, [&](const Place& place, const std::string& said) {
    if (mistakes.size() >= limits::diagnostics) return;
    mistakes.push_back({Severity::error, file, place.position, place.length,
                        std::string(findings.line(place.position.line)), said + ", written as an escape",
                        "delete the escape: what is shown is plain text"});
  });
  if (!mistakes.empty()) throw ScenarioError(std::move(mistakes));
}

// Numbers, alone or in lists, without the zeros before them (050, -00.5), with which TOML takes them for none.
std::string without_needless_zeros(const std::string& text) {
  if (text.find_first_not_of("0123456789+-.eE[], \t") != std::string::npos) return text;
  std::string kept;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = kept.empty() || std::string_view("+-[, \t").find(kept.back()) != std::string_view::npos;
    const bool followed = at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9';
    if (text[at] != '0' || !begins || !followed) kept += text[at];
  }
  return kept;
}

template <class Members>
auto lower_bound_of(Members& members, std::string_view key) {
  return std::lower_bound(members.begin(), members.end(), key,
                          [](const TomlMember& member, std::string_view sought) { return member.key < sought; });
}

}  // namespace

const TomlMember* TomlNode::member(std::string_view key) const {
  const auto found = lower_bound_of(members, key);
  return found != members.end() && found->key == key ? &*found : nullptr;
}

TomlMember* TomlNode::member(std::string_view key) { return const_cast<TomlMember*>(std::as_const(*this).member(key)); }

const TomlNode* TomlNode::find(std::string_view key) const {
  const TomlMember* found = member(key);
  return found && !found->value.broken ? &found->value : nullptr;
}

std::optional<std::int64_t> TomlNode::whole() const {
  if (kind == TomlKind::integer) return integer;
  if (kind != TomlKind::real || !(std::abs(real) < 0x1p63) || real != std::trunc(real)) return {};
  return static_cast<std::int64_t>(real);
}

TomlMember& TomlNode::add(std::string key, Place key_place) {
  const auto at = lower_bound_of(members, key);
  return *members.insert(at, {std::move(key), key_place, TomlNode{.place = key_place}});
}

std::string_view describe(TomlKind kind) {
  switch (kind) {
    case TomlKind::string:
      return "text";
    case TomlKind::integer:
      return "a whole number";
    case TomlKind::real:
      return "a number with a point";
    case TomlKind::boolean:
      return "true or false";
    case TomlKind::date:
      return "a date or time";
    case TomlKind::array:
      return "a list";
    case TomlKind::table:
      return "a table";
  }
  return "";
}

std::string control_in(const TomlNode& node) {
  std::string first;
  each_control(node, [&](const Place&, const std::string& said) {
    if (first.empty()) first = said;
  });
  return first;
}

TomlNode parse_document(const std::string& text, const Findings& findings, const std::string& file) {
  try {
    TomlNode document = convert(toml::parse(text, file));
    check_texts(document, findings, file);
    return document;
  } catch (const toml::parse_error& error) {
    const Place place = place_of(error.source());
    const std::string line(findings.line(place.position.line));
    const SyntaxAdvice advice = explain_syntax(line, place.position.column, error.description());
    SourcePosition position = place.position;
    if (advice.column > 0) position.column = advice.column;
    throw ScenarioError({Diagnostic{Severity::error, file, position, 1, line, advice.cause, advice.remedy}});
  } catch (const std::logic_error&) {
    throw ScenarioError({Diagnostic{
        Severity::error, file, {}, 1, "", "this is not a TOML document", "see the tutorial scenario for the form"}});
  }
}

std::optional<TomlNode> parse_value(const std::string& text, const Place& place) {
  if (!within_bounds(text)) return std::nullopt;
  try {
    TomlNode document = convert(toml::parse("value = " + text));
    if (document.members.size() != 1 || document.members.front().key != "value") return std::nullopt;
    TomlNode value = std::move(document.members.front().value);
    set_place(value, place);
    return value;
  } catch (const toml::parse_error&) {
    const std::string plain = without_needless_zeros(text);
    return plain == text ? std::nullopt : parse_value(plain, place);
  } catch (const std::logic_error&) {
    return std::nullopt;
  }
}

}  // namespace detente
