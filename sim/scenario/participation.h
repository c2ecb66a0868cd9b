// What a file says of a participation stage, beside what every stage has.
#pragma once

#include <optional>
#include <vector>

#include "sim/scenario/protocol_parts.h"

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
bool lists(const Settings& settings, int party);
std::set<int> members(const Settings& settings, const Scenario& scenario, int stage);

// For reading (reader.h): what has been read of the stage is what every stage has.
void read_settings(Reader& reader, Settings& settings, const Stage& stage, const TomlNode& node);

// For the text that the digest is taken over (canonical.h): what the settings say of the issue at a place, and the
// rest.
std::string settings_of_issue(const Canonical& canonical, const Settings& settings, std::size_t place);
void write_settings(Canonical& canonical, const Settings& settings);

// For what has no effect (idle_watcher.h): the rules they read; what a stage of them does not need. index: the stage's.
inline void add_reads(IdleWatcher&, const Settings&) {}
void watch_settings(IdleWatcher& watcher, const Settings& settings, int index);

}  // namespace detente::participation
