// How those who decide come to a decision.
#pragma once

#include <optional>
#include <vector>

namespace detente {

enum class DecisionRule { unanimity, consensus, weighted_majority };

struct Decision {
  DecisionRule rule = DecisionRule::consensus;
  std::optional<std::vector<int>>
      voters;               // party indices, sorted; default: who is present with full voice and a position
  std::vector<int> vetoes;  // party indices, sorted
  int minus = 0;            // consensus: refusals that do not count
  double share = 0.5;       // weighted majority: more than this share of the voters' influence
};

}  // namespace detente
