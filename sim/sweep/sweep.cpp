#include "sim/sweep/sweep.h"

#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "sim/core/floating_point.h"
#include "sim/scenario/load.h"
#include "sim/study/threads.h"
#include "sim/sweep/point_models.h"

namespace detente {

namespace {

constexpr int looks_max = 200;

// None where plan.run.stop turned true before its end.
std::optional<SweepRun> play_run(PointModels& models, const SweepPlan& plan, std::uint64_t run, int threads) {
  RunPlan of = plan_of(plan, run);
  of.threads = threads;
  of.progress = {};
  of.keeps_outcomes = false;
  const Model& model = models.at(run / plan.replications());
  const Result result = simulate(model, models.layout(), of);
  return result.ending == Ending::interrupt ? std::nullopt : std::optional(summarise(result, plan, run));
}

}  // namespace

RunPlan plan_of(const SweepPlan& plan, std::uint64_t run) {
  RunPlan of = plan.run;
  of.seed += plan.design.common_luck ? run % plan.replications() : run;
  return of;
}

SweepRun summarise(const Result& result, const SweepPlan& plan, std::uint64_t run) {
  return {.point = run / plan.replications(),
          .replication = static_cast<int>(run % plan.replications()),
          .seed = result.plan.seed,
          .trials = result.trials,
          .failed = result.count(result.layout.failed),
          .clamped = result.count(result.layout.clamped),
          .digest = result.digest,
          .shares = named_shares(result),
          .means = named_means(result)};
}

Scenario scenario_at(const PointList& points, const SweepPlan& plan, std::uint64_t point) {
  std::vector<std::string> sets = plan.sets;
  const Point at = points.at(point);
  sets.insert(sets.end(), at.sets.begin(), at.sets.end());
  try {
    return parse_scenario(plan.text, plan.file, sets, plan.samples);
  } catch (const ScenarioError& error) {
    throw PointError(point, error);
  }
}

std::vector<Diagnostic> look_for_mistakes(const PointList& points, const SweepPlan& plan) {
  std::vector<Diagnostic> warnings;
  std::set<std::pair<std::size_t, std::string>> seen;
  int looks = 0;
  for (std::uint64_t point = 0; point < points.size() && looks < looks_max; ++point) {
    if (plan.run.stop && plan.run.stop->load(std::memory_order_relaxed)) break;
    const Point at = points.at(point);
    bool fresh = point == 0;
    for (std::size_t axis = 0; axis < at.cells.size(); ++axis)
      if (seen.emplace(axis, at.cells[axis]).second) fresh = true;
    if (!fresh) continue;
    ++looks;
    const Scenario scenario = scenario_at(points, plan, point);
    if (point == 0) warnings = scenario.warnings;
  }
  return warnings;
}

SweepResult play_points(const PointList& points, const SweepPlan& plan,
                        const std::function<void(std::uint64_t)>& finished) {
  const DefaultFloatingPoint floating_point;
  SweepResult result;
  result.asked = points.size() * plan.replications();
  std::vector<std::optional<SweepRun>> runs(result.asked);
  const int threads = threads_each(plan.run.threads, result.asked);
  std::mutex mutex;
  std::uint64_t trials = 0;
  try {
    take_turns(result.asked, plan.run.threads, plan.run.stop, [&] {
      const auto models = std::make_shared<PointModels>(points, plan);
      return [&, models](std::uint64_t turn) {
        std::optional<SweepRun> run = play_run(*models, plan, turn, threads);
        if (!run) return;
        const std::lock_guard lock(mutex);
        trials += run->trials;
        runs[turn] = std::move(run);
        ++result.finished;
        if (finished) finished(trials);
      };
    });
  } catch (...) {
    result.error = std::current_exception();
  }
  for (std::optional<SweepRun>& run : runs)
    if (run) result.runs.push_back(*std::move(run));
  return result;
}

SweepResult sweep(const PointList& points, const SweepPlan& plan, const std::function<void(std::uint64_t)>& finished) {
  std::vector<Diagnostic> warnings;
  try {
    warnings = look_for_mistakes(points, plan);
  } catch (...) {
    SweepResult nothing;
    nothing.asked = points.size() * plan.replications();
    nothing.error = std::current_exception();
    return nothing;
  }
  SweepResult result = play_points(points, plan, finished);
  result.warnings = std::move(warnings);
  return result;
}

}  // namespace detente
