// What a file says of a single-text stage, beside what every stage has.
#pragma once

#include <optional>
#include <vector>

#include "sim/rules/rule.h"
#include "sim/scenario/decision.h"
#include "sim/scenario/protocol_parts.h"

namespace detente {

enum class AimsAt { reservations, aspirations };

}  // namespace detente

namespace detente::single_text {

struct Settings {
  int mediator = -1;                        // party index
  std::optional<std::vector<int>> present;  // party indices, sorted; default: who attends
  std::vector<std::optional<Rule>>
      tabled;  // of each of the stage's issues: on the table only if it holds as the stage begins
  AimsAt aims_at = AimsAt::reservations;
  Decision decision;
  bool aims_at_defaulted = false, decision_defaulted = false;  // the file does not state them
};

// For sim/scenario/seats.h.
inline int leader(const Settings& settings) { return settings.mediator; }
inline bool convenes(const Settings&) { return false; }
bool lists(const Settings& settings, int party);
std::set<int> members(const Settings& settings, const Scenario& scenario, int stage);

// For reading (reader.h): what has been read of the stage is what every stage has.
void read_settings(Reader& reader, Settings& settings, const Stage& stage, const TomlNode& node);

// For the text that the digest is taken over (canonical.h): what the settings say of the issue at a place, and the
// rest.
std::string settings_of_issue(const Canonical& canonical, const Settings& settings, std::size_t place);
void write_settings(Canonical& canonical, const Settings& settings);

// For what has no effect (idle_watcher.h): the rules they read; what a stage of them does not need. index: the stage's.
void add_reads(IdleWatcher& watcher, const Settings& settings);
void watch_settings(IdleWatcher& watcher, const Settings& settings, int index);

}  // namespace detente::single_text
