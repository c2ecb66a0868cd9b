// What a results file is of: a scenario, the points at which it is played, and how often. `detente run` is a sweep of
// one point at which nothing is varied.
//
// A run is a point played once, with the luck of a replication: point * replications + replication. Its parts are its
// stretches; of one that ends by its precision, whose trials nobody can count before, all of it is one part. Runs,
// parts and the blocks of parts are counted through the whole file.
#pragma once

#include <cstdint>
#include <string>

#include "sim/study/stretch.h"
#include "sim/sweep/sweep.h"

namespace detente {

constexpr std::uint64_t parts_most = 10'000'000;  // of a file; 1.6e11 trials

enum class StudyKind { run, sweep };  // by the command, whose report is shown
const char* kind_name(StudyKind kind);

enum class Level { part, block };  // at which counts are kept

struct StoredStudy {
  StudyKind kind = StudyKind::run;
  std::string command, version;  // that made the file, and by which program
  SweepPlan plan;      // with the texts of its samples. How it is played (threads, lanes, stop, ...) is not kept
  std::string sha256;  // of what the scenario means at the first point, samples included
  std::uint64_t points = 1;
  std::string points_sha256;

  std::uint64_t replications() const { return plan.replications(); }
  std::uint64_t runs() const { return points * replications(); }
  bool is_precise() const { return plan.run.precision > 0; }
  std::uint64_t per_run(Level level) const;
  std::uint64_t parts() const { return runs() * per_run(Level::part); }
  std::uint64_t run_of(Level level, std::uint64_t index) const { return index / per_run(level); }
  std::uint64_t first_trial(Level level, std::uint64_t index) const;
  // 0 where there is none such. Of a run that ends by its precision, at most.
  std::uint64_t trials_of(Level level, std::uint64_t index) const;
  RunPlan plan_of(std::uint64_t run) const;
  // "trials 0 to 16383"; of a sweep "point 3, replication 0", with its trials where a run has more than one part.
  std::string name_of(Level level, std::uint64_t index) const;
  std::string name_of(std::uint64_t run) const;

  // Empty, or what sets the two apart: files are of one study if nothing does, however many trials they are of.
  std::string difference(const StoredStudy& other) const;
  bool is_same(const StoredStudy& other) const {
    return difference(other).empty() && plan.run.trials == other.plan.run.trials;
  }
};

// canonical: what the scenario means at the first point.
StoredStudy stored_study(StudyKind kind, const std::string& command, const std::string& version,
                         const PointList& points, const SweepPlan& plan, const std::string& canonical);
PointList single_point();  // that of a run

std::string points_sha256(const PointList& points);

}  // namespace detente
