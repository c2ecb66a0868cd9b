// What a file says of a participation stage, beside what every stage has.
#pragma once

#include <optional>
#include <set>
#include <vector>

namespace detente {
struct Scenario;
}

namespace detente::participation {

struct Settings {
  int convenor = -1;                     // party index, as all below
  std::vector<int> invited;              // in the order of the file
  std::vector<int> wanted;               // sorted
  std::optional<std::vector<int>> keep;  // sorted; default: everyone invited with full voice
  std::vector<int> offer;                // option index of each of the stage's issues
};

// For sim/scenario/seats.h.
inline int leader(const Settings& settings) { return settings.convenor; }
inline bool convenes(const Settings&) { return true; }
std::set<int> members(const Settings& settings, const Scenario& scenario, int stage);
bool lists(const Settings& settings, int party);

}  // namespace detente::participation
