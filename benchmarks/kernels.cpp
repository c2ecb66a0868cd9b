// The limit: what the three things a trial is made of cost over plain arrays, with nothing around them. What the engine
// takes beyond that is overhead.

#include <benchmark/benchmark.h>

#include <vector>

#include "sim/math/lanes.h"
#include "sim/random/philox.h"
#include "sim/random/quantile_table.h"

namespace detente {
namespace {

using Real = Pack<8>;
constexpr int lanes = lane_count<Real>;

// Draws: two uncertain inputs an address, from as many shapes as a scenario has.
void draws(benchmark::State& state) {
  TableSet tables;
  std::vector<CompiledDistribution> shapes;
  for (int shape = 0; shape < 14; ++shape)
    shapes.push_back(tables.add({Family::pert, {0, 20.0 + 4 * shape, 100}, 0, 100, {}, {}}));
  std::uint64_t trials[lanes], trial = 0;
  for (auto _ : state) {
    for (int l = 0; l < lanes; ++l) trials[l] = trial++;
    for (std::uint64_t address = 0; address < 64; ++address) {
      std::uint32_t words[4][lanes];
      draw_blocks<lanes>(1, trials, 0, address, words);
      benchmark::DoNotOptimize(draw_values<Real>(shapes[address % 14], words[0]));
      benchmark::DoNotOptimize(draw_values<Real>(shapes[(address + 1) % 14], words[1]));
    }
  }
  state.counters["draws/s"] = benchmark::Counter(128.0 * lanes, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(draws);

// A trial's table of worths: weight x (1 - |option - ideal|), one cell an issue's option and party.
void worths(benchmark::State& state) {
  constexpr int options = 40, parties = 16;
  std::vector<Real> ideal(parties, Real(40.0)), weight(parties, Real(0.1)), cell(options * parties);
  for (auto _ : state) {
    for (int option = 0; option < options; ++option)
      for (int party = 0; party < parties; ++party)
        cell[option * parties + party] =
            weight[party] * (Real(1.0) - abs(Real(2.5 * option) - ideal[party]) * Real(0.01));
    benchmark::DoNotOptimize(cell.data());
    benchmark::ClobberMemory();
  }
  state.counters["cells/s"] =
      benchmark::Counter(1.0 * options * parties * lanes, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(worths);

// A candidate by differences: subtract, max, add per party; the table stays in the first-level cache.
void candidates(benchmark::State& state) {
  constexpr int options = 24, parties = 16;
  std::vector<Real> gap(parties, Real(0.2)), cell(options * parties, Real(0.1));
  for (auto _ : state) {
    Real nearest(1e9);
    for (int option = 0; option < options; ++option) {
      Real shortfall(0.0);
      for (int party = 0; party < parties; ++party)
        shortfall += max(gap[party] - cell[option * parties + party], Real(0.0));
      nearest = min(nearest, shortfall);
    }
    benchmark::DoNotOptimize(nearest);
    benchmark::ClobberMemory();
  }
  state.counters["decisions/s"] =
      benchmark::Counter(1.0 * options * parties * lanes, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(candidates);

}  // namespace
}  // namespace detente
