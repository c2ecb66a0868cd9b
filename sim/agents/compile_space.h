// Making the packages of a stage: who counts in it (rows), what it settles (places), what no package may hold
// (exclusions).
#pragma once

#include <set>
#include <string>
#include <vector>

#include "sim/agents/package_space.h"
#include "sim/model/compiler.h"

namespace detente {

PackageSpace make_space(const World& world, const std::vector<int>& issues);

// Adds the parties and whoever instructs them; once.
void add_rows(Compiler& compiler, PackageSpace& space, std::set<int> parties);

// stage: its name. row: whose `never` it is, -1 for a link. A rule that reads none of the issues holds, or not, for the
// whole stage. Throws ScenarioError beyond the limits.
void add_exclusion(Compiler& compiler, const std::string& stage, PackageSpace& space, const Rule& rule, int row);

// When all rows and exclusions are there.
void finish_space(const World& world, PackageSpace& space);

// One option a place; packages are in order of name, the last place fastest.
std::vector<int> options_of(const PackageSpace& space, std::int64_t package);

}  // namespace detente
