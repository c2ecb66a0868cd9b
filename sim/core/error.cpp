#include "sim/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/core/plain_text.h"

namespace detente {

namespace {

constexpr int window = 100;  // code points of a source line that are shown

// The line as code points, each of one printable character, so that the caret stands below its place: whatever is not
// one is shown as `?`, byte by byte if it is not text.
std::vector<std::string> printable(std::string_view line) {
  std::vector<std::string> points;
  while (!line.empty()) {
    const std::size_t size = sequence_length(line, 0);
    const std::string_view point = line.substr(0, std::max<std::size_t>(size, 1));
    if (point == "\t")
      points.emplace_back(" ");
    else
      points.emplace_back(size == 0 || point == "\n" || is_control(point) ? "?" : point);
    line.remove_prefix(point.size());
  }
  return points;
}

std::string excerpt(const Diagnostic& diagnostic, const char* mark, const char* plain) {
  const std::vector<std::string> points = printable(diagnostic.source_line);
  const int size = static_cast<int>(points.size());
  const int column = std::clamp(diagnostic.position.column - 1, 0, size);
  const int first = column > window - 20 ? column - window / 2 : 0;
  const int last = std::min(size, first + window);
  std::string text, caret;
  if (first > 0) {
    text = "...";
    caret = "   ";
  }
  for (int i = first; i < last; ++i) text += points[i];
  if (last < size) text += "...";
  caret.append(column - first, ' ');
  const int length = std::clamp(diagnostic.length, 1, std::max(1, last - column));
  caret += mark;
  caret += '^';
  caret.append(length - 1, '~');
  caret += plain;
  const std::string number = std::to_string(diagnostic.position.line);
  return fmt::format(" {:>4} | {}\n {:>{}} | {}\n", number, text, "", std::max<std::size_t>(number.size(), 4), caret);
}

std::string joined(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += render(diagnostic, false);
  return text;
}

// Edit distance (optimal string alignment) to `name` of whatever it is asked about. A column of the table of distances
// is two words of bits, which say where it rises and falls (Hyyrö 2003): a long list of long names must not take
// seconds.
class Distance {
 public:
  static constexpr std::size_t name_bytes = 128;

  explicit Distance(std::string_view name) : size_(name.size()) {
    for (std::size_t i = 0; i < size_; ++i) places_[static_cast<unsigned char>(name[i])] |= Bits{1} << i;
  }

  std::size_t to(std::string_view other) const {
    Bits rises = ~Bits{0}, falls = 0, diagonal = 0, before = 0;
    std::size_t distance = size_;
    const Bits last = Bits{1} << (size_ - 1);
    for (const char c : other) {
      const Bits same = places_[static_cast<unsigned char>(c)];
      const Bits swapped = ((~diagonal & same) << 1) & before;
      diagonal = (((same & rises) + rises) ^ rises) | same | falls | swapped;
      Bits right_rises = falls | ~(diagonal | rises), right_falls = diagonal & rises;
      distance += (right_rises & last) != 0;
      distance -= (right_falls & last) != 0;
      right_rises = (right_rises << 1) | 1;
      rises = (right_falls << 1) | ~(diagonal | right_rises);
      falls = right_rises & diagonal;
      before = same;
    }
    return distance;
  }

 private:
  __extension__ using Bits = unsigned __int128;
  std::size_t size_;
  std::array<Bits, 256> places_{};  // of each byte in the name
};

}  // namespace

std::string render(const Diagnostic& diagnostic, bool colour) {
  const bool is_error = diagnostic.severity == Severity::error;
  const char* bold = colour ? "\033[1m" : "";
  const char* tint = !colour ? "" : is_error ? "\033[1;31m" : "\033[1;35m";
  const char* plain = colour ? "\033[0m" : "";
  std::string place = plain_line(diagnostic.file);
  if (diagnostic.position.line > 0)
    place += fmt::format(":{}:{}", diagnostic.position.line, diagnostic.position.column);
  if (!place.empty()) place += ": ";
  std::string text = fmt::format("{}{}{}{}{}: {}\n", bold, place, tint, is_error ? "error" : "warning", plain,
                                 plain_line(diagnostic.cause));
  if (diagnostic.position.line > 0 && !diagnostic.source_line.empty()) text += excerpt(diagnostic, tint, plain);
  if (!diagnostic.remedy.empty()) text += fmt::format("       {}\n", plain_line(diagnostic.remedy));
  return text;
}

ScenarioError::ScenarioError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(joined(diagnostics)), diagnostics_(std::move(diagnostics)) {}

std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.empty() || name.size() > Distance::name_bytes) return "";
  const Distance distance(name);
  std::string best;
  std::size_t least = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() >= name.size() + least || name.size() >= candidate.size() + least) continue;
    if (const std::size_t away = distance.to(candidate); away < least) {
      least = away;
      best = candidate;
    }
  }
  return best;
}

}  // namespace detente
