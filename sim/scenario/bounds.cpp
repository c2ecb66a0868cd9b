#include "sim/scenario/bounds.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "sim/core/plain_text.h"
#include "sim/scenario/limits.h"
#include "sim/scenario/syntax.h"

namespace detente {

namespace {

struct Breach {
  std::size_t at;  // byte
  std::string cause;
  std::string remedy;
};

std::optional<Breach> check_characters(std::string_view text) {
  std::size_t line_begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text, at);
    if (length == 0) return Breach{at, std::string(invalid_cause), std::string(invalid_remedy)};
    const char c = text[at];
    const std::string_view sequence = text.substr(at, length);
    if (is_control(sequence) && !text.substr(at).starts_with("\r\n"))
      return Breach{at, control_cause(sequence), std::string(control_remedy)};
    if (c == '\n') line_begin = at + 1;
    if (at >= line_begin + limits::line_bytes)
      return Breach{line_begin, "this line is longer than 64 KiB", "break it into several lines"};
    at += length;
  }
  return std::nullopt;
}

// Follows strings and comments as TOML does; everything else is ASCII and is counted: open brackets, and dots since the
// last character that cannot stand in a dotted key.
class StructureScan {
 public:
  explicit StructureScan(std::string_view text) : text_(text) {}

  std::optional<Breach> run() {
    while (at_ < text_.size()) {
      switch (text_[at_]) {
        case '#':
          at_ = std::min(text_.find('\n', at_), text_.size());
          continue;
        case '"':
        case '\'':
          if (auto breach = skip_string()) return breach;
          continue;
        case '[':
        case '{':
          dots_ = 0;
          ++depth_;
          break;
        case ']':
        case '}':
          depth_ = std::max(depth_ - 1, 0);
          break;
        case '.':
          ++dots_;
          break;
        case '\n':
        case '=':
        case ',':
          dots_ = 0;
          break;
        default:
          if (static_cast<unsigned char>(text_[at_]) >= 0x80) return strange_character();
          break;
      }
      if (depth_ > limits::brackets)
        return Breach{at_, fmt::format("more than {} brackets are open inside each other", limits::brackets),
                      "close the brackets opened before; no key needs more than four"};
      if (dots_ >= limits::key_parts)
        return Breach{at_, fmt::format("a key of more than {} parts", limits::key_parts),
                      "no key of a scenario needs more than eight parts"};
      ++at_;
    }
    return std::nullopt;
  }

 private:
  // The TOML library runs into undefined behaviour on letters such as é in a bare key, so it never sees one.
  Breach strange_character() const {
    const SyntaxAdvice advice = explain_character(text_.substr(at_, sequence_length(text_, at_)));
    return {at_, advice.cause, advice.remedy};
  }

  // A quote that follows something else directly begins no string for the library, which then sees letters, too.
  std::optional<Breach> skip_string() {
    const std::size_t begin = at_;
    skip_to_its_end();
    const bool follows = begin > 0 && std::string_view(" \t\n=,[{.").find(text_[begin - 1]) == std::string_view::npos;
    const std::string_view inside = text_.substr(begin, at_ - begin);
    if (!follows || std::ranges::all_of(inside, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return {};
    return Breach{begin, fmt::format("a quote cannot follow '{}' directly", text_[begin - 1]),
                  "put the whole text in quotes, and nothing before them"};
  }

  void skip_to_its_end() {
    const char quote = text_[at_];
    const std::string triple(3, quote);
    const bool several_lines = text_.substr(at_).starts_with(triple);
    for (at_ += several_lines ? 3 : 1; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        ++at_;
      } else if (several_lines && text_.substr(at_).starts_with(triple)) {
        for (at_ += 3; at_ < text_.size() && text_[at_] == quote;) ++at_;  // up to two more quotes belong to the text
        return;
      } else if (!several_lines && (text_[at_] == quote || text_[at_] == '\n')) {
        at_ += text_[at_] == quote;
        return;
      }
    }
    at_ = std::min(at_, text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int dots_ = 0;
};

std::optional<Breach> find_breach(std::string_view text) {
  if (text.size() > limits::file_bytes) return Breach{0, std::string(long_file_cause), std::string(long_file_remedy)};
  if (auto breach = check_characters(text)) return breach;
  return StructureScan(text).run();
}

// Line and column of a byte; whatever comes before it is valid UTF-8.
SourcePosition position_of(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 = 0
  return {static_cast<int>(lines) + 1, count_code_points(before.substr(begin)) + 1};
}

}  // namespace

void check_bounds(const std::string& text, const std::string& file) {
  const std::optional<Breach> breach = find_breach(text);
  if (!breach) return;
  Diagnostic diagnostic{Severity::error, file, position_of(text, breach->at), 1, "", breach->cause, breach->remedy};
  const std::size_t begin = text.rfind('\n', breach->at == 0 ? 0 : breach->at - 1) + 1;
  const std::string_view line = std::string_view(text).substr(begin, text.find_first_of("\r\n", begin) - begin);
  // A line that is not text, or that would fill the screen, is not shown.
  if (line.size() <= 200 && !check_characters(line)) diagnostic.source_line = line;
  throw ScenarioError({diagnostic});
}

bool within_bounds(const std::string& text) { return !find_breach(text); }

}  // namespace detente
