#include "sim/bench/bare.h"

#include <algorithm>
#include <chrono>

namespace detente {

namespace {

// The compiler must take the value for used, and memory for changed.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "r"(&value) : "memory");
}

template <class Kernel>
double rate() {
  Kernel kernel;
  double best = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    constexpr int passes = 400;
    const auto begin = std::chrono::steady_clock::now();
    for (int pass = 0; pass < passes; ++pass) {
      keep(kernel.pass());
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    best = std::max(best, passes * Kernel::work / seconds);
  }
  return best;
}

}  // namespace

BareRates bare_rates() { return {rate<BareDraws>(), rate<BareWorths>(), rate<BareCandidates>()}; }

BareRates best(const BareRates& one, const BareRates& other) {
  return {std::max(one.draws, other.draws), std::max(one.cells, other.cells), std::max(one.decisions, other.decisions)};
}

double limit_seconds(const Reference& trial, const BareRates& rates) {
  return trial.inputs / rates.draws + trial.cells / rates.cells + trial.decisions / rates.decisions;
}

}  // namespace detente
