#include <benchmark/benchmark.h>

#include "sim/bench/bare.h"

namespace detente {
namespace {

template <class Kernel>
void bare(benchmark::State& state) {
  Kernel kernel;
  for (auto _ : state) {
    benchmark::DoNotOptimize(kernel.pass());
    benchmark::ClobberMemory();
  }
  state.counters["per second"] = benchmark::Counter(Kernel::work, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(bare<BareDraws>)->Name("draws");
BENCHMARK(bare<BareWorths>)->Name("worths");
BENCHMARK(bare<BareCandidates>)->Name("candidates");

}  // namespace
}  // namespace detente
