// Which uncertain inputs an outcome depends on, from the same trials.
#pragma once

#include "sim/study/alone.h"

namespace detente {

struct Driver : AloneEffect {
  std::string address;
  Provenance provenance;
  bool luck = false;  // chance in the room (is a precondition meant?) rather than something we do not know
};

// For `outcome`, the largest index first, ties by address. None of inputs that are drawn together with others.
std::vector<Driver> drivers(const Model& model, const Result& result, int outcome);

}  // namespace detente
