// Trials and party decisions per second of every shipped scenario: whole, on 1..n threads, and stage by stage.

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <thread>

#include "sim/bench/decisions.h"
#include "sim/engine/step.h"
#include "sim/files/scenario_files.h"
#include "sim/study/simulate.h"

namespace detente {
namespace {

std::shared_ptr<const Model> shipped(const std::string& name) {
  return std::make_shared<const Model>(compile(load_scenario(DETENTE_SOURCE_DIR "/scenarios/" + name + ".toml")));
}

double decisions_per_trial(const Model& model) {
  double decisions = 0;
  for (const StageWorkload& work : workloads(model, 256)) decisions += work.trials * work.decisions;
  return decisions;
}

void whole(benchmark::State& state, const std::string& name) {
  const auto model = shipped(name);
  RunPlan plan;
  plan.trials = 32 * block_trials;
  plan.threads = static_cast<int>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(simulate(*model, plan).trials);
  const double trials = static_cast<double>(plan.trials);
  state.counters["trials/s"] = benchmark::Counter(trials, benchmark::Counter::kIsIterationInvariantRate);
  state.counters["decisions/s"] =
      benchmark::Counter(trials * decisions_per_trial(*model), benchmark::Counter::kIsIterationInvariantRate);
}

// From the state each trial has when the stage begins.
void stage(benchmark::State& state, const std::string& name, int index) {
  const auto model = shipped(name);
  State<Pack<8>> trials(*model);
  double seconds = 0, played = 0;
  std::uint64_t first = 0;
  for (auto _ : state) {
    start(*model, trials, 1, first, 8);
    first = (first + 8) % 8192;
    while (trials.stage < index) step(*model, trials);
    const auto begin = std::chrono::steady_clock::now();
    while (trials.stage == index) step(*model, trials);
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    state.SetIterationTime(took);
    seconds += took;
    for (unsigned held = bits(trials.end_of(index).held); held; held &= held - 1) ++played;
  }
  state.counters["trials/s"] = played / seconds;
  state.counters["decisions/s"] = played / seconds * workloads(*model, 256)[index].decisions;
}

const bool registered = [] {
  for (const std::string name : {"doha-1-2023", "doha-2-2024", "doha-3-2024", "first-steps"}) {
    auto* run = benchmark::RegisterBenchmark(name.c_str(), [name](benchmark::State& state) { whole(state, name); });
    run->UseRealTime()->Unit(benchmark::kMillisecond);
    const int threads = static_cast<int>(std::thread::hardware_concurrency());
    for (int count = 1; count <= std::max(1, threads); count *= 2) run->Arg(count);
    const auto model = shipped(name);
    for (int index = 0; index < static_cast<int>(model->stages.size()); ++index)
      benchmark::RegisterBenchmark((name + "/" + model->stages[index].name).c_str(), [name,
                                                                                      index](benchmark::State& state) {
        stage(state, name, index);
      })->UseManualTime();
  }
  return true;
}();

}  // namespace
}  // namespace detente
