// How good a forecast was, once it is known what happened.
#pragma once

#include <cstdint>

namespace detente {

// Brier 1950: squared distance, 0 best, 1 worst.
double brier(double forecast, bool happened);

// Logarithmic score -ln p of what happened, 0 best. The forecast is hits of n trials, p = (hits + 1/2) / (n + 1), so
// that no hits in n trials does not mean impossible.
double log_score(std::uint64_t hits, std::uint64_t n, bool happened);

}  // namespace detente
