// A results file of whichever kind.
#pragma once

#include <string>
#include <variant>

#include "sim/store/store.h"
#include "sim/sweep/sweep_store.h"

namespace detente {

using Results = std::variant<Store, SweepStore>;

// For reading. Throws StoreError.
Results open_results(const std::string& path);

}  // namespace detente
