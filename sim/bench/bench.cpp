#include "sim/bench/bench.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "sim/bench/machine.h"
#include "sim/bench/stage_times.h"
#include "sim/scenario/load.h"
#include "sim/stats/repeats.h"
#include "sim/study/simulate.h"
#include "sim/study/threads.h"

namespace detente {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

constexpr int counted_trials_max = 1024;
constexpr std::uint64_t staged_trials_max = 2048;
constexpr double counting_seconds = 1;  // where trials take long, fewer are counted

int trials_to_count(const Model& model) {
  const Clock::time_point begin = Clock::now();
  workloads(model, 1);
  return static_cast<int>(std::clamp(counting_seconds / seconds_since(begin), 1.0, double{counted_trials_max}));
}

class Measuring {
 public:
  Measuring(const std::vector<BenchCase>& cases, const BenchPlan& plan) : cases_(cases), plan_(plan) {
    for (const BenchCase& each : cases) models_.push_back(load(each, nullptr));
    for (std::size_t i = 0; i < models_.size(); ++i) prepare(cases[i].name, models_[i]);
  }

  BenchResult measure() {
    begin_all();
    for (int repeat = 0; repeat < plan_.repeats && !stopped(); ++repeat) measure_once(static_cast<std::size_t>(repeat));
    result_.stopped = stopped();
    for (BenchScenario& scenario : result_.scenarios)
      std::erase_if(scenario.runs, [](const BenchRun& run) { return run.ns.empty(); });
    return std::move(result_);
  }

 private:
  struct Turn {
    std::size_t scenario, run;
  };

  static Model load(const BenchCase& from, BenchScenario* timed) {
    const Clock::time_point begin = Clock::now();
    const Scenario scenario = parse_scenario(from.text, from.file, {}, from.samples);
    const double loaded = seconds_since(begin);
    Model model = compile(scenario);
    if (timed) {
      timed->load_seconds.push_back(loaded);
      timed->compile_seconds.push_back(seconds_since(begin) - loaded);
    }
    return model;
  }

  std::uint64_t trials_each() const { return (plan_.trials + block_trials - 1) / block_trials * block_trials; }

  bool stopped() const { return plan_.stop && plan_.stop->load(); }

  void prepare(const std::string& name, const Model& model) {
    BenchScenario& scenario = result_.scenarios.emplace_back();
    scenario.name = name;
    scenario.stages.push_back({drawing_name, {}});
    for (const PlannedStage& stage : model.stages) scenario.stages.push_back({stage.name, {}});
    for (const int threads : plan_.threads)
      for (const int lanes : plan_.lanes) {
        turns_.push_back({result_.scenarios.size() - 1, scenario.runs.size()});
        scenario.runs.push_back(
            {.threads = threads, .lanes = lanes, .trials = trials_each() * static_cast<unsigned>(threads)});
      }
  }

  // What is counted; and every run once, not to be measured, which tells how often it fits into a repeat.
  void begin_all() {
    for (std::size_t i = 0; i < models_.size() && !stopped(); ++i) {
      const int trials = trials_to_count(models_[i]);
      result_.scenarios[i].counted = reference(models_[i], trials);
      for (const StageWorkload& stage : workloads(models_[i], trials))
        result_.scenarios[i].decisions += stage.trials * stage.decisions;
    }
    for (const Turn& turn : turns_) of_ += (1 + static_cast<unsigned>(plan_.repeats)) * run_of(turn).trials;
    for (const Turn& turn : turns_) {
      if (stopped()) return;
      begin(turn);
    }
  }

  BenchRun& run_of(const Turn& turn) { return result_.scenarios[turn.scenario].runs[turn.run]; }

  void begin(const Turn& turn) {
    BenchRun& run = run_of(turn);
    forget_peak();
    const Clock::time_point begin = Clock::now();
    run.digest = play(turn);
    const double seconds = seconds_since(begin);
    run.peak_megabytes = peak_megabytes();
    run.passes = static_cast<int>(std::clamp(std::ceil(plan_.repeat_seconds / seconds), 1.0, 1e4));
    of_ += static_cast<unsigned>(plan_.repeats) * (static_cast<unsigned>(run.passes) - 1) * run.trials;
  }

  // The digest; "" if it was stopped.
  std::string play(const Turn& turn) {
    const BenchRun& run = run_of(turn);
    RunPlan plan{.trials = run.trials, .threads = run.threads, .lanes = run.lanes, .stop = plan_.stop};
    if (plan_.progress) plan.progress = [this](std::uint64_t trials) { plan_.progress(done_ + trials, of_); };
    const Result result = simulate(models_[turn.scenario], plan);
    done_ += result.trials;
    return result.stopped() ? "" : result.digest;
  }

  // Everything in turn; each time another begins.
  void measure_once(std::size_t repeat) {
    result_.limit = best(result_.limit, bare_rates());
    for (std::size_t i = 0; i < turns_.size() && !stopped(); ++i) measure(turns_[(i + repeat) % turns_.size()]);
    for (std::size_t i = 0; i < models_.size() && !stopped(); ++i) {
      load(cases_[i], &result_.scenarios[i]);
      measure_stages(models_[i], result_.scenarios[i].stages);
    }
  }

  void measure(const Turn& turn) {
    BenchRun& run = run_of(turn);
    const Clock::time_point begin = Clock::now();
    const double processor = processor_seconds();
    for (int pass = 0; pass < run.passes; ++pass)
      if (play(turn).empty()) return;
    const double trials = static_cast<double>(run.trials) * run.passes;
    run.processor_ns.push_back(1e9 * (processor_seconds() - processor) / trials);
    run.ns.push_back(1e9 * seconds_since(begin) / trials);
  }

  void measure_stages(const Model& model, std::vector<StageTime>& stages) const {
    const std::vector<double> ns = stage_times(model, std::min(trials_each(), staged_trials_max), plan_.stop);
    for (std::size_t i = 0; i < ns.size(); ++i) stages[i].ns.push_back(ns[i]);
  }

  const std::vector<BenchCase>& cases_;
  const BenchPlan& plan_;
  std::vector<Model> models_;
  std::vector<Turn> turns_;
  std::uint64_t done_ = 0, of_ = 0;
  BenchResult result_;
};

}  // namespace

bool BenchResult::empty() const {
  return std::all_of(scenarios.begin(), scenarios.end(), [](const BenchScenario& each) { return each.runs.empty(); });
}

BenchResult bench(const std::vector<BenchCase>& cases, const BenchPlan& plan) {
  return Measuring(cases, plan).measure();
}

BenchRates rates_of(const BenchResult& result, const BenchScenario& scenario, const BenchRun& run) {
  const double ns = spread_of(run.ns).median, limit = 1e9 * limit_seconds(scenario.counted, result.limit);
  return {ns, 1e9 / ns, 1e9 / ns * scenario.decisions, limit, limit / spread_of(run.processor_ns).median};
}

std::vector<int> threads_to_measure() {
  const int all = static_cast<int>(thread_count(0));
  std::vector<int> threads;
  for (int count = 1; count < all; count *= 2) threads.push_back(count);
  threads.push_back(all);
  return threads;
}

}  // namespace detente
