// A study in a file: which scenario, what is set, what is varied, how often it is played. docs/format.md has the keys.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/findings.h"
#include "sim/sweep/design.h"

namespace detente {

struct Study {
  std::string scenario;           // path, from where the program runs
  std::vector<std::string> sets;  // the same at every point
  std::vector<Axis> axes;         // `variants` first
  Design design;
  std::optional<std::uint64_t> trials, seed;
  std::optional<double> precision;  // half width
  // Where each set stands in the file, by its text: what `--set` is to a mistake on the command line.
  std::string file, text;
  std::map<std::string, Place> places;
};

// Whether the text is a study rather than a scenario: it names a scenario.
bool is_study(const std::string& text, const std::string& path);

// path: of the file, for messages and for the folder from which it names its scenario. Throws ScenarioError with all
// mistakes.
Study parse_study(const std::string& text, const std::string& path);

// Throws SweepError where an address is varied and set as well, or set by a variant: one of the two would do nothing.
void check_varied_once(const Study& study);

// The same error with mistakes in sets shown where the study writes them.
ScenarioError placed(const ScenarioError& error, const Study& study);

}  // namespace detente
