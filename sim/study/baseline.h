// What a simulated result is compared with: forecasts that need no model.
#pragma once

#include <optional>
#include <vector>

#include "sim/engine/model.h"

namespace detente {

struct Baseline {
  int outcome = -1;                         // index, -1 where the baseline says nothing
  std::vector<std::optional<bool>> events;  // of each event; none where the baseline says nothing
};

// Nothing changes: every issue at its reversion, nobody attends who had to be won, nothing is agreed.
Baseline status_quo(const Model& model);

// Every issue at the option nearest to the mean of all positions weighted by influence and salience (mid-points of
// their distributions); says something only about events that read issues alone. Achen in Thomson et al. 2006.
Baseline weighted_mean(const Model& model);

}  // namespace detente
