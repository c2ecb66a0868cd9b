// What a file says of a wait, beside what every stage has: nothing.
#pragma once

#include "sim/scenario/protocol_parts.h"

namespace detente::wait {

struct Settings {};

// For sim/scenario/seats.h: nobody is there.
inline int leader(const Settings&) { return -1; }
inline bool convenes(const Settings&) { return false; }
inline bool lists(const Settings&, int) { return false; }
inline std::set<int> members(const Settings&, const Scenario&, int) { return {}; }

inline void read_settings(Reader&, Settings&, const Stage&, const TomlNode&) {}
inline std::string settings_of_issue(const Canonical&, const Settings&, std::size_t) { return ""; }
inline void write_settings(Canonical&, const Settings&) {}
inline void add_reads(IdleWatcher&, const Settings&) {}
// That nothing can happen while it lasts.
void watch_settings(IdleWatcher& watcher, const Settings& settings, int index);

}  // namespace detente::wait
