// What a baseline claims, against which conditions are read.
#pragma once

#include <optional>
#include <vector>

#include "sim/engine/model.h"
#include "sim/model/trial.h"

namespace detente {

struct Facts {
  const Model& model;
  std::vector<double> numbers = std::vector<double>(model.slots.number_count());
  Array<bool> flags = Array<bool>(model.slots.flag_count());
  std::vector<bool> number_known = std::vector<bool>(model.slots.number_count());
  bool flags_known = false;

  void set(int slot, double number) {
    numbers[slot] = number;
    number_known[slot] = true;
  }
  std::optional<bool> holds(int program) const;  // none: it reads what is not claimed
};

// How a stage ends in which nobody moves.
struct Standstill {
  bool agreed = false;
  int rounds = 0;
};

}  // namespace detente
