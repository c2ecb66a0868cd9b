#include "sim/study/drivers.h"

#include <algorithm>

namespace detente {

std::vector<Driver> drivers(const Model& model, const Result& result, int outcome) {
  std::vector<Driver> found;
  const std::size_t inputs = model.inputs.size();
  for (const std::vector<AloneEffect>& effects : alone_effects(model, result, std::span(&outcome, 1))) {
    const std::size_t draw = found.size();
    Driver& driver = found.emplace_back();
    static_cast<AloneEffect&>(driver) = effects.front();
    driver.luck = draw >= inputs;
    driver.address = driver.luck ? model.chances[draw - inputs] : model.inputs[draw].address;
    if (!driver.luck) driver.provenance = model.inputs[draw].provenance;
  }
  std::sort(found.begin(), found.end(), [](const Driver& left, const Driver& right) {
    return left.index != right.index ? left.index > right.index : left.address < right.address;
  });
  return found;
}

}  // namespace detente
