// Plays the points of a sweep and keeps what each came to.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/sample_source.h"
#include "sim/study/figures.h"
#include "sim/sweep/design.h"

namespace detente {

struct SweepRun {
  std::uint64_t point = 0;
  int replication = 0;
  std::uint64_t seed = 0;  // as for `detente run`, which plays the same
  std::uint64_t trials = 0, failed = 0, clamped = 0;
  std::string digest;
  std::vector<NamedShare> shares;
  std::vector<NamedMean> means;
};

struct SweepPlan {
  std::string text, file;  // the scenario, as parse_scenario takes it
  SampleSource samples;
  std::vector<std::string> sets;  // the same at every point
  Design design;                  // replications and luck
  RunPlan run;                    // of each point; `threads` of the whole

  std::uint64_t replications() const { return static_cast<std::uint64_t>(design.replications); }
};

struct SweepResult {
  std::vector<SweepRun> runs;  // those finished, by point and replication
  std::uint64_t asked = 0, finished = 0;
  std::vector<Diagnostic> warnings;  // of the scenario at the first point
  std::exception_ptr
      error;  // of the first run that could not be played: a PointError, std::bad_alloc, ...; none ran on
  bool stopped() const { return finished < asked; }
};

// run: point * replications + replication.
RunPlan plan_of(const SweepPlan& plan, std::uint64_t run);  // with its own seed
SweepRun summarise(const Result& result, const SweepPlan& plan, std::uint64_t run);

// A point's mistakes.
class PointError : public std::runtime_error {
 public:
  PointError(std::uint64_t point, ScenarioError error)
      : std::runtime_error(error.what()), point_(point), error_(std::move(error)) {}
  std::uint64_t point() const { return point_; }
  const ScenarioError& error() const { return error_; }

 private:
  std::uint64_t point_;
  ScenarioError error_;
};

// Of a table of points in a file: the mistakes in what a cell sets shown where it stands there, as far as the file is
// still what it was.
ScenarioError placed_in_table(const PointError& error, const std::string& path);

// Throws PointError.
Scenario scenario_at(const PointList& points, const SweepPlan& plan, std::uint64_t point);

// Loads points that show each value at least once, up to 200: most mistakes show there. Returns the warnings of the
// first. Throws PointError.
std::vector<Diagnostic> look_for_mistakes(const PointList& points, const SweepPlan& plan);

// finished(): after each run, with the trials of all that are, by one thread at a time. Once plan.run.stop turns true,
// or a run fails, runs that others have begun are finished (failed) or left out (stop) and no more are begun.
SweepResult play_points(const PointList& points, const SweepPlan& plan,
                        const std::function<void(std::uint64_t trials)>& finished = {});

// Looks for mistakes, and plays where it finds none.
SweepResult sweep(const PointList& points, const SweepPlan& plan,
                  const std::function<void(std::uint64_t trials)>& finished = {});

}  // namespace detente
