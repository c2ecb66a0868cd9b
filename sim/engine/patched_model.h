// A compiled model in which plain numbers can be replaced by others: the same, to the bit, as what compile() makes of
// the scenario with those numbers, without reading and compiling it again.
#pragma once

#include <map>
#include <span>
#include <string>

#include "sim/engine/model.h"

namespace detente {

struct Replacement {
  std::string address;  // as Number has it
  double value = 0;
};

class PatchedModel {
 public:
  explicit PatchedModel(Model compiled);
  PatchedModel(PatchedModel&&) = delete;  // slots point into the model

  // All numbers not named are as they were compiled; all are, and it returns false, where the scenario has to be read
  // with the values: an address holds no plain number or nothing reads it, the value is beyond its range or -0, or
  // either it or what was compiled is 1, a firmness for which nothing is drawn. What was compiled has to be of a plain
  // number, which the model does not tell from { exact = ... } or a label.
  bool replace(std::span<const Replacement> replacements);
  const Model& model() const { return model_; }

 private:
  struct Slot {
    Number* number = nullptr;  // none: it cannot be replaced
    Value* value = nullptr;
    double compiled = 0, low = 0, high = 0;
    std::size_t at = 0, length = 0;  // of its text in `canonical_`
  };
  Slot make_slot(const std::string& address);
  static void put(const Slot& slot, double number);

  Model model_;
  std::string canonical_;  // as compiled
  std::map<std::string, Slot> slots_;
};

}  // namespace detente
