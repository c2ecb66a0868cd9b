#include "sim/sweep/sweep.h"

#include <algorithm>
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

class Sweeper {
 public:
  Sweeper(const PointList& points, const SweepPlan& plan, const std::function<void(std::uint64_t)>& finished)
      : points_(points),
        plan_(plan),
        finished_(finished),
        asked_(points.size() * plan.design.replications),
        runs_(asked_) {
    const std::uint64_t threads = thread_count(plan.run.threads);
    workers_ = std::clamp<std::uint64_t>(asked_, 1, threads);
    threads_each_ = static_cast<int>(threads / workers_);
  }

  SweepResult run() {
    SweepResult result;
    result.asked = asked_;
    try {
      take_turns(asked_, static_cast<int>(workers_), plan_.run.stop, [this] {
        const auto models = std::make_shared<PointModels>(points_, plan_);
        return [this, models](std::uint64_t turn) { play(turn, *models); };
      });
    } catch (...) {
      result.error = std::current_exception();
    }
    result.finished = done_;
    for (std::optional<SweepRun>& run : runs_)
      if (run) result.runs.push_back(*std::move(run));
    return result;
  }

 private:
  void play(std::uint64_t turn, PointModels& models) {
    const auto replications = static_cast<std::uint64_t>(plan_.design.replications);
    const std::uint64_t point = turn / replications;
    RunPlan plan = plan_.run;
    plan.seed = seed_of(plan_, turn);
    plan.threads = threads_each_;
    plan.progress = {};
    plan.keeps_outcomes = false;
    const Model& model = models.at(point);
    const Result result = simulate(model, models.layout(), plan);
    if (result.ending == Ending::interrupt) return;
    SweepRun run = summarise(result);
    run.point = point;
    run.replication = static_cast<int>(turn % replications);
    const std::lock_guard lock(mutex_);
    runs_[turn] = std::move(run);
    ++done_;
    trials_ += result.trials;
    if (finished_) finished_(trials_);
  }

  const PointList& points_;
  const SweepPlan& plan_;
  const std::function<void(std::uint64_t)>& finished_;
  std::uint64_t asked_;
  std::vector<std::optional<SweepRun>> runs_;
  std::uint64_t workers_ = 1;
  int threads_each_ = 1;
  std::mutex mutex_;
  std::uint64_t done_ = 0, trials_ = 0;
};

}  // namespace

std::uint64_t seed_of(const SweepPlan& plan, std::uint64_t run) {
  return plan.run.seed + (plan.design.common_luck ? run % static_cast<std::uint64_t>(plan.design.replications) : run);
}

SweepRun summarise(const Result& result) {
  SweepRun run;
  run.seed = result.plan.seed;
  run.trials = result.trials;
  run.digest = result.digest;
  const Layout& layout = result.layout;
  run.failed = result.count(layout.failed);
  run.clamped = result.count(layout.clamped);
  run.shares = named_shares(result);
  run.means = named_means(result);
  return run;
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
  return Sweeper(points, plan, finished).run();
}

SweepResult sweep(const PointList& points, const SweepPlan& plan, const std::function<void(std::uint64_t)>& finished) {
  std::vector<Diagnostic> warnings;
  try {
    warnings = look_for_mistakes(points, plan);
  } catch (...) {
    SweepResult nothing;
    nothing.asked = points.size() * static_cast<std::uint64_t>(plan.design.replications);
    nothing.error = std::current_exception();
    return nothing;
  }
  SweepResult result = play_points(points, plan, finished);
  result.warnings = std::move(warnings);
  return result;
}

}  // namespace detente
