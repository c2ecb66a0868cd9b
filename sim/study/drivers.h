// Which uncertain inputs an outcome depends on, from the same trials.
#pragma once

#include "sim/stats/sensitivity.h"
#include "sim/study/simulate.h"

namespace detente {

struct Driver : Sensitivity {
  std::string address;
  Provenance provenance;
  bool luck = false;      // chance in the room (is a precondition meant?) rather than something we do not know
  double low_share = 0;   // the outcome's share where the input lies in its lowest quarter of probability,
  double high_share = 0;  // and in its highest
};

// Of one draw alone: an input, or, numbered after them, a chance. The index is never below 0.
Sensitivity first_order_of(const Model& model, const Result& result, std::size_t draw, int outcome);

// For `outcome`, the largest index first, ties by address.
std::vector<Driver> drivers(const Model& model, const Result& result, int outcome);

}  // namespace detente
