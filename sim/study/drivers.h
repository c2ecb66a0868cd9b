// Which uncertain inputs an outcome depends on, from the same trials.
#pragma once

#include "sim/study/simulate.h"

namespace detente {

struct Driver {
  std::string address;
  Provenance provenance;
  bool luck = false;      // chance in the room (is a demand meant?) rather than something we do not know
  double index = 0;       // first-order index: share of the outcome's variance that goes with this input alone, 0..1
  double noise = 0;       // its standard error
  double low_share = 0;   // the outcome's share where the input lies in its lowest quarter of probability,
  double high_share = 0;  // and in its highest
  bool determined() const { return index > 2 * noise; }
};

// For `outcome`, the largest index first, ties by address.
std::vector<Driver> drivers(const Model& model, const Result& result, int outcome);

}  // namespace detente
