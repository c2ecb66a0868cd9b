// What a result counted, by name.
#pragma once

#include <string>

#include "sim/study/simulate.h"

namespace detente {

struct NamedShare {
  std::string kind, name;  // "outcome", "event", or "attendance" of "STAGE.PARTY"
  std::uint64_t count = 0, of = 0;
};

// In order of: outcomes and events (of the trials that did not fail), attendance (of those that held the stage).
std::vector<NamedShare> named_shares(const Model& model, const Result& result);

}  // namespace detente
