// How fast scenarios are played: on so many threads, in so many lanes, and stage by stage. Everything is measured as
// often as asked for and by turns, so that a busy spell of the machine strikes all alike. Processor time is what tells:
// others may use the machine, too.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "sim/bench/bare.h"
#include "sim/scenario/sample_source.h"
#include "sim/study/layout.h"

namespace detente {

constexpr int bench_repeats_max = 100;

struct BenchPlan {
  std::uint64_t trials = 16 * block_trials;  // for each thread; rounded up to whole blocks
  std::vector<int> threads, lanes;           // every number of the ones with every one of the others
  int repeats = 10;                          // 1..bench_repeats_max
  double repeat_seconds = 0.1;               // the trials are played again until one repeat has taken as long
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::uint64_t done, std::uint64_t of)> progress;  // trials, in all
};

// A scenario to be measured.
struct BenchCase {
  std::string name, file, text;  // name: as the scenario has it
  SampleSource samples;
};

// What the time for drawing what is uncertain is called among those of stages; no stage can be.
constexpr const char* drawing_name = "(drawing)";

struct StageTime {
  std::string stage;       // or drawing_name
  std::vector<double> ns;  // a trial, of all that are played; a repeat each
};

// A row of the result.
struct BenchRun {
  int threads = 1, lanes = 8;
  std::uint64_t trials = 0;              // played at a time
  int passes = 0;                        // as often in a repeat
  std::vector<double> processor_ns, ns;  // a trial; a repeat each. ns: by the clock on the wall
  double peak_megabytes = 0;
  std::string digest;  // of the result
};

struct BenchScenario {
  std::string name;
  std::vector<double> load_seconds, compile_seconds;  // a repeat each
  Reference counted;                                  // what a trial is made of
  double decisions = 0;                               // that the engine takes for a trial
  std::vector<StageTime> stages;                      // one thread of 8 lanes
  std::vector<BenchRun> runs;  // by number of threads, then of lanes; each with a repeat at least
};

struct BenchResult {
  std::vector<BenchScenario> scenarios;
  BareRates limit;
  bool stopped = false;
  bool empty() const;  // nothing was measured
};

// Throws ScenarioError, of all cases, before anything is measured.
BenchResult bench(const std::vector<BenchCase>& cases, const BenchPlan& plan);

// Of a run, by the medians of its repeats.
struct BenchRates {
  double ns = 0;                     // a trial, by the clock on the wall
  double trials = 0, decisions = 0;  // a second, likewise
  double limit_ns = 0;               // what bare kernels take for a trial, on one thread
  double share_of_limit = 0;         // that, of the processor time of a trial
};
BenchRates rates_of(const BenchResult& result, const BenchScenario& scenario, const BenchRun& run);

// 1, 2, 4, ... and all that the machine has.
std::vector<int> threads_to_measure();

}  // namespace detente
