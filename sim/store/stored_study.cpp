#include "sim/store/stored_study.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/store/seal.h"

namespace detente {

namespace {

std::uint64_t unit(Level level) { return level == Level::part ? stretch_trials : block_trials; }

}  // namespace

const char* kind_name(StudyKind kind) { return kind == StudyKind::run ? "run" : "sweep"; }

std::uint64_t StoredStudy::per_run(Level level) const {
  const std::uint64_t parts = is_precise() ? 1 : (plan.run.trials + stretch_trials - 1) / stretch_trials;
  return level == Level::part ? parts : parts * stretch_blocks;
}

std::uint64_t StoredStudy::first_trial(Level level, std::uint64_t index) const {
  return index % per_run(level) * unit(level);
}

std::uint64_t StoredStudy::trials_of(Level level, std::uint64_t index) const {
  const std::uint64_t first = first_trial(level, index), trials = plan.run.trials;
  if (run_of(level, index) >= runs() || first >= trials) return 0;
  return is_precise() && level == Level::part ? trials : std::min(unit(level), trials - first);
}

RunPlan StoredStudy::plan_of(std::uint64_t run) const {
  RunPlan of = detente::plan_of(plan, run);
  of.keeps_outcomes = kind == StudyKind::run;
  return of;
}

std::string StoredStudy::name_of(std::uint64_t run) const {
  return kind == StudyKind::run ? "the run"
                                : fmt::format("point {}, replication {}", run / replications(), run % replications());
}

std::string StoredStudy::name_of(Level level, std::uint64_t index) const {
  const std::uint64_t first = first_trial(level, index);
  std::string trials = fmt::format("trials {} to {}", first, first + trials_of(level, index) - 1);
  if (kind == StudyKind::run) return trials;
  const std::string run = name_of(run_of(level, index));
  return level == Level::part && per_run(level) == 1 ? run : run + ", " + trials;
}

std::string StoredStudy::difference(const StoredStudy& other) const {
  const RunPlan &run = plan.run, &run_there = other.plan.run;
  const Design &design = plan.design, &design_there = other.plan.design;
  if (kind != other.kind) return fmt::format("it is of a {}, not of a {}", kind_name(kind), kind_name(other.kind));
  // What a scenario means is known of its first point; where there are others, it has to be the same to the letter.
  const bool is_same_text = plan.text == other.plan.text && plan.sets == other.plan.sets &&
                            plan.samples.given() == other.plan.samples.given();
  if (sha256 != other.sha256 || (points > 1 && !is_same_text)) return "its scenario is another";
  if (points_sha256 != other.points_sha256) return "its points are others";
  if (run.precision != run_there.precision)
    return fmt::format("its precision is {}, not {}", run.precision, run_there.precision);
  if (run.seed != run_there.seed) return fmt::format("it has seed {}, not {}", run.seed, run_there.seed);
  if (design.replications != design_there.replications)
    return fmt::format("it has {} replications, not {}", design.replications, design_there.replications);
  if (design.common_luck != design_there.common_luck || design.method != design_there.method)
    return "it has another design";
  if (version != other.version) return fmt::format("it is by detente {}, not {}", version, other.version);
  return "";
}

StoredStudy stored_study(StudyKind kind, const std::string& command, const std::string& version,
                         const PointList& points, const SweepPlan& plan, const std::string& canonical) {
  return {.kind = kind,
          .command = command,
          .version = version,
          .plan = plan,
          .sha256 = detente::sha256(canonical),
          .points = points.size(),
          .points_sha256 = points_sha256(points)};
}

PointList single_point() { return {std::vector<std::string>{}, std::vector<Point>(1)}; }

std::string points_sha256(const PointList& points) {
  Seal seal;
  for (const Axis& axis : points.axes()) seal.add(axis.name);
  for (std::uint64_t index = 0; index < points.size(); ++index) {
    const Point point = points.at(index);
    seal.add(point.cells).add(point.sets);
  }
  return hexadecimal(seal.finish());
}

}  // namespace detente
