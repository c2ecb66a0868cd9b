#include "sim/study/drivers.h"

#include <algorithm>

namespace detente {

std::vector<Driver> drivers(const Model& model, const Result& result, int outcome) {
  std::vector<Driver> found;
  const std::size_t inputs = model.inputs.size();
  const std::vector<std::vector<AloneEffect>> alone = alone_effects(model, result, std::span(&outcome, 1));
  for (std::size_t draw = 0; draw < alone.size(); ++draw) {
    if (alone[draw].empty()) continue;
    Driver& driver = found.emplace_back();
    static_cast<AloneEffect&>(driver) = alone[draw].front();
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
