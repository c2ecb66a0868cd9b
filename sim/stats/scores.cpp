#include "sim/stats/scores.h"

#include "sim/math/elementary.h"

namespace detente {

double brier(double forecast, bool happened) {
  const double miss = forecast - (happened ? 1.0 : 0.0);
  return miss * miss;
}

double log_score(std::uint64_t hits, std::uint64_t n, bool happened) {
  const double p = (static_cast<double>(hits) + 0.5) / (static_cast<double>(n) + 1);
  return -log(happened ? p : 1 - p);
}

}  // namespace detente
