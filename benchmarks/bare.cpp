#include "benchmarks/bare.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

namespace detente {

namespace {

template <class Kernel>
double rate() {
  Kernel kernel;
  double best = 0;
  for (int repeat = 0; repeat < 20; ++repeat) {
    constexpr int passes = 400;
    const auto begin = std::chrono::steady_clock::now();
    for (int pass = 0; pass < passes; ++pass) {
      benchmark::DoNotOptimize(kernel.pass());
      benchmark::ClobberMemory();
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    best = std::max(best, passes * Kernel::work / seconds);
  }
  return best;
}

}  // namespace

BareRates bare_rates() { return {rate<BareDraws>(), rate<BareWorths>(), rate<BareCandidates>()}; }

}  // namespace detente
