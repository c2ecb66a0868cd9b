// The compiled scenario: what its stages share, and the stages in the order of the file. Constant while trials run;
// what changes is in State (sim/engine/state.h).
#pragma once

#include <optional>
#include <vector>

#include "sim/engine/protocols.h"
#include "sim/model/world.h"

namespace detente {

struct PlannedStage : StageFrame {
  Plan plan;
  const PackageSpace& space() const { return common<PackageSpace>(plan); }
};

struct Model : World {
  using World::World;
  std::vector<PlannedStage> stages;
  std::optional<PackageSpace> closing;  // all issues, the parties whose utility() outcomes and events read
};

// Throws ScenarioError where the scenario holds what is not played yet. tables: those of a model like it, which then
// need not be made again.
Model compile(const Scenario& scenario, TableSet tables = {});

}  // namespace detente
