// The models of a sweep's points, one after the other. Points mostly differ in plain numbers, of which only the first
// such point is read and compiled; for the others the numbers are replaced in its model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/engine/patched_model.h"
#include "sim/sweep/sweep.h"

namespace detente {

class PointModels {
 public:
  // only: the model of the only point, where it is there already; it must outlive this.
  PointModels(const PointList& points, const SweepPlan& plan, const Model* only = nullptr);

  // Good until the next call. Throws PointError.
  const Model& at(std::uint64_t point);
  // Of that model.
  const Layout& layout() const { return layout_; }

 private:
  bool patch(const std::vector<std::string>& sets);

  const PointList& points_;
  const SweepPlan& plan_;
  const Model* only_;
  std::optional<PatchedModel> model_;
  Layout layout_;                  // of every model patched alike
  std::vector<std::string> sets_;  // of the point that was compiled
  TableSet tables_;                // whatever shape has been tabulated need not be again
};

}  // namespace detente
