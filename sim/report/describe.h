// Parts of a scenario in words, close to how a file writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/report/text.h"
#include "sim/scenario/scenario.h"
#include "sim/study/choices.h"
#include "sim/study/together.h"

namespace detente {

constexpr int value_width = 26;                     // columns, of a value in a table
constexpr double index_that_matters = 0.01;         // of a driver: where its input deserves a better source
constexpr const char* default_mark = " (default)";  // of what the file does not state

// "us, un"
template <class Named>
std::string names_of(const std::vector<Named>& named, const std::vector<int>& indices) {
  std::vector<std::string> found;
  for (const int index : indices) found.push_back(named[index].name);
  return join(found);
}

std::string title(const std::string& name, const std::string& label);  // "us: United States"
std::string_view describe(Role role);
std::string_view describe(Voice voice);
std::string protocol_word(std::size_t place);            // as in a file; place: among settings or plans
std::string length_of_time(double days);                 // "2 weeks", "1 month", "10.5 days"
std::string describe(const Distribution& distribution);  // "pert [60, 80, 95]"
std::string describe(const Number& number);              // that, a plain number, or the expression
std::string describe(const Tactic& tactic);
std::string describe(const NotAlone& several);  // "a, b: correlated with each other; none of them is told by itself."
std::string describe(const Decision& decision, const Scenario& scenario);
// A line for each kind: "red line certainly meant: us on standing*, un on standing; otherwise no line"
std::vector<std::string> describe(const std::vector<FixedChoice>& choices);

}  // namespace detente
