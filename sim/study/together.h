// Inputs that have no draw of their own: columns of one row of samples, and those that are correlated. What goes with
// one of them goes with all, so that they count as one; by itself none of several is told.
#pragma once

#include <string>
#include <vector>

#include "sim/engine/model.h"

namespace detente {

struct Together {
  enum class Kind { row, correlated } kind = Kind::row;
  int index = 0;            // among the model's tables of samples, or correlated groups
  std::vector<int> inputs;  // those that are read, one or more, by address
  bool alone() const { return inputs.size() == 1; }
};

std::vector<Together> drawn_together(const Model& model);

// Several inputs of which none is told by itself.
struct NotAlone {
  std::vector<std::string> inputs;  // addresses
  std::string why;                  // "drawn together, as one row of post.csv"
};

NotAlone not_alone(const Model& model, const Together& several);
std::vector<NotAlone> not_alone(const Model& model);

}  // namespace detente
