// Errors of the first kind: the user's scenario is wrong. Every mistake found becomes one Diagnostic; they are thrown
// together as one ScenarioError.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace detente {

// Where a mistake stands. Lines and columns count from 1, columns in code points; 0 = no such place.
struct SourcePosition {
  int line = 0;
  int column = 0;
};

// A place in one of the texts that a scenario is read from: source 0 is the file; k > 0 the k-th `--set`, which has no
// lines.
struct Place {
  int source = 0;
  SourcePosition position;
  int length = 1;  // code points
};

enum class Severity { error, warning };

struct Diagnostic {
  Severity severity = Severity::error;
  std::string file;         // as the user named it; "--set ADDRESS=VALUE" for a mistake on the command line
  SourcePosition position;  // of the first character meant
  int length = 1;           // code points the caret line underlines, >= 1
  std::string source_line;  // the whole line, without its end; empty if there is none
  std::string cause;        // what is wrong, one sentence without full stop
  std::string remedy;       // what to do, one sentence without full stop; may be empty
};

// "file:line:column: error: cause", the source line, a caret line, "remedy", as a compiler prints it.
// colour: with ANSI colours.
std::string render(const Diagnostic& diagnostic, bool colour);

class ScenarioError : public std::runtime_error {
 public:
  explicit ScenarioError(std::vector<Diagnostic> diagnostics);
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

// The candidate nearest to `name` by edit distance (Damerau-Levenshtein, at most a third of the length, at least 1),
// ties by order of `candidates`; empty if none is near, or the name is empty or longer than 128 bytes.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace detente
