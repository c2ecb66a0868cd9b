// What the fixed choices (choices.h) of a scenario are collected from.
#pragma once

#include <functional>
#include <set>
#include <string>

#include "sim/agents/package_space.h"
#include "sim/study/choices.h"

namespace detente {

// A choice, and how it is made otherwise.
struct Alternative {
  FixedChoice choice;
  std::function<void(Scenario&)> change;
};

// Parties by what a run asks of them.
struct Duties {
  std::set<int> invited, deciding, conceding;
};

// The row's party, and who instructs it.
inline void with_principals(const PackageSpace& space, int row, std::set<int>& parties) {
  for (; row >= 0; row = space.principal_row[row]) parties.insert(space.rows[row].party);
}

// As reports name what a choice is about.
inline std::string mark(const std::string& name, bool defaulted) { return defaulted ? name + "*" : name; }

}  // namespace detente
