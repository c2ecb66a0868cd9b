// What changes while trials run: one State holds as many trials as Real has lanes. All of it is allocated when the
// State is made; nothing allocates while it steps.
#pragma once

#include <vector>

#include "sim/engine/model.h"
#include "sim/model/trial.h"

namespace detente {

template <class Real>
struct State : Trial<Real> {
  std::vector<Record<Real>> records;  // [stage]
  std::vector<Work<Real>> works;      // [stage], all in the same memory: that of the running stage is of use
  Real outcome{};                     // index
  Array<Mask<Real>> events;           // [event]
  Array<Real> bin;                    // [issue], of those with a range, of what is in force at the end (bins.h)
  bool paused = false;                // the pause before the next stage is over
  bool finished = false;

  explicit State(const Model& model);
  void reset(const Model& model, std::uint64_t seed, std::uint64_t first_trial, int count);
  const StageEnd<Real>& end_of(int index) const { return common<StageEnd<Real>>(records[index]); }
  const SpaceWork<Real>& space_of(int index) const { return common<SpaceWork<Real>>(works[index]); }
  // For what is in force when all stages are over; none if nobody asks.
  SpaceWork<Real>* closing() { return closing_.empty() ? nullptr : &closing_.front(); }

 private:
  void lay_out(const Model& model);

  Arena<Real> kept_, shared_;  // of the records; of the works
  std::vector<SpaceWork<Real>> closing_;
};

}  // namespace detente
