// The texts that a scenario is read from, for messages that point into them: loaded or compiled, a mistake is told by
// its place in the file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.h"

namespace detente {

class Sources {
 public:
  Sources() : Sources("", "") {}
  Sources(std::string file, std::string_view text);

  int add_set(const std::string& set);      // returns its source
  std::string_view line(int number) const;  // "" if there is none
  Diagnostic diagnostic(Severity severity, const Place& place, std::string cause, std::string remedy) const;

 private:
  std::string text_;
  std::vector<std::size_t> line_begins_;
  std::vector<std::string> names_;  // of the sources
};

}  // namespace detente
