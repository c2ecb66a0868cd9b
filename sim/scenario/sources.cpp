#include "sim/scenario/sources.h"

#include <algorithm>
#include <utility>

namespace detente {

Sources::Sources(std::string file, std::string_view text) : text_(text), names_{std::move(file)} {
  for (std::size_t begin = 0; begin < text_.size(); begin = std::min(text_.find('\n', begin), text_.size() - 1) + 1)
    line_begins_.push_back(begin);
}

int Sources::add_set(const std::string& set) {
  names_.push_back("--set " + set);
  return static_cast<int>(names_.size()) - 1;
}

std::string_view Sources::line(int number) const {
  if (number < 1 || number > static_cast<int>(line_begins_.size())) return {};
  std::string_view line = std::string_view(text_).substr(line_begins_[number - 1]);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Diagnostic Sources::diagnostic(Severity severity, const Place& place, std::string cause, std::string remedy) const {
  return {.severity = severity,
          .file = names_[place.source],
          .position = place.position,
          .length = std::max(place.length, 1),
          .source_line = std::string(place.source == 0 ? line(place.position.line) : std::string_view()),
          .cause = std::move(cause),
          .remedy = std::move(remedy)};
}

}  // namespace detente
