#include "sim/store/study_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "sim/store/seal.h"

namespace detente {

namespace {

void put_points(const ResultsFile& file, const PointList& points) {
  SQLite::Statement cell(file.database(), "INSERT INTO points VALUES (?, ?, ?, ?)");
  SQLite::Statement set(file.database(), "INSERT INTO point_sets VALUES (?, ?, ?)");
  for (std::uint64_t index = 0; index < points.size(); ++index) {
    const Point point = points.at(index);
    for (std::uint64_t place = 0; place < point.cells.size(); ++place)
      execute(cell, index, place, points.axes()[place].name, point.cells[place]);
    for (std::uint64_t place = 0; place < point.sets.size(); ++place) execute(set, index, place, point.sets[place]);
  }
}

[[noreturn]] void refuse_points(const ResultsFile& file) {
  throw StoreError(fmt::format("'{}' is damaged: its points have changed", file.path()));
}

// The texts of a table of points, in order. most: of a point; of(point, row): those before.
template <class Of>
void each_of_points(const ResultsFile& file, const char* text, std::uint64_t points, std::size_t most, Of of) {
  SQLite::Statement query(file.database(), text);
  while (query.executeStep()) {
    const std::uint64_t point = unsigned_at(query, 0), place = unsigned_at(query, 1);
    if (!has_types(query, "iit") || point >= points || place >= most) refuse_points(file);
    std::vector<std::string>& texts = of(point, query);
    if (place != texts.size()) refuse_points(file);
    texts.push_back(blob(query.getColumn(2)));
  }
}

// What it says of itself in the table `study`.
std::vector<std::pair<const char*, std::string>> texts_of(const StoredStudy& study) {
  const SweepPlan& plan = study.plan;
  return {{"kind", kind_name(study.kind)},
          {"command", study.command},
          {"version", study.version},
          {"file", plan.file},
          {"scenario", plan.text},
          {"sha256", study.sha256},
          {"design", method_name(plan.design.method)},
          {"points", fmt::to_string(study.points)},
          {"points_sha256", study.points_sha256},
          {"replications", fmt::to_string(plan.design.replications)},
          {"luck", plan.design.common_luck ? "common" : "own"},
          {"seed", fmt::to_string(plan.run.seed)},
          {"trials", fmt::to_string(plan.run.trials)},
          {"precision", fmt::to_string(plan.run.precision)}};
}

std::string seal_of(const StoredStudy& study) {
  Seal seal;
  for (const auto& [key, text] : texts_of(study)) seal.add(text);
  seal.add(study.plan.sets);
  for (const auto& [name, text] : study.plan.samples.given()) seal.add(name).add(text);
  return hexadecimal(seal.finish());
}

}  // namespace

void put_study(ResultsFile& file, const StoredStudy& study, const PointList& points) {
  put_texts(file, study);
  file.put_sets(study.plan.sets);
  file.put_samples(study.plan.samples.given());
  put_points(file, points);
}

void put_texts(ResultsFile& file, const StoredStudy& study) {
  for (const auto& [key, text] : texts_of(study)) file.set(key, text);
  file.set("seal", seal_of(study));
}

StoredStudy read_study(const ResultsFile& file) {
  SweepPlan plan;
  plan.text = file.text_of("scenario");
  plan.file = file.text_of("file");
  plan.samples = file.samples();
  plan.sets = file.sets();
  if (const std::optional<Method> method = method_of(file.text_of("design"))) plan.design.method = *method;
  const std::uint64_t replications = file.number_of("replications");
  plan.design.replications = static_cast<int>(std::min<std::uint64_t>(replications, points_max));
  plan.design.common_luck = file.text_of("luck") == "common";
  plan.run.seed = file.number_of("seed");
  plan.run.trials = file.number_of("trials");
  plan.run.precision = std::strtod(file.text_of("precision").c_str(), nullptr);
  const StudyKind kind = file.text_of("kind") == kind_name(StudyKind::run) ? StudyKind::run : StudyKind::sweep;
  const StoredStudy study{.kind = kind,
                          .command = file.text_of("command"),
                          .version = file.text_of("version"),
                          .plan = std::move(plan),
                          .sha256 = file.text_of("sha256"),
                          .points = file.number_of("points"),
                          .points_sha256 = file.text_of("points_sha256")};
  const std::uint64_t trials = study.plan.run.trials;
  if (study.points < 1 || study.points > points_max || study.runs() < 1 || study.runs() > points_max || trials < 1 ||
      trials > parts_most * stretch_trials || study.parts() > parts_most ||
      (kind == StudyKind::run && study.runs() > 1))
    throw StoreError(fmt::format("'{}' is damaged: its sizes cannot be", file.path()));
  file.check_size(study.points);            // each has a row
  constexpr std::uint64_t hash_bytes = 32;  // a part has two, one of them its seal
  for (const auto& [table, hashes] : {std::pair("parts", 2), std::pair("blocks", 1)}) {
    const auto rows = file.database().execAndGet(fmt::format("SELECT count(*) FROM {}", table)).getInt64();
    file.check_size(static_cast<std::uint64_t>(rows), hashes * hash_bytes);
  }
  if (file.text_of("seal") != seal_of(study))
    throw StoreError(fmt::format("'{}' is damaged: what it says of its study has changed", file.path()));
  return study;
}

PointList read_points(const ResultsFile& file, const StoredStudy& study) {
  std::vector<std::string> names;
  std::vector<Point> points(study.points);
  each_of_points(
      file, "SELECT point, place, value, axis FROM points ORDER BY point, place", study.points, axes_max,
      [&](std::uint64_t point, const SQLite::Statement& row) -> std::vector<std::string>& {
        std::vector<std::string>& cells = points[point].cells;
        if (point == 0) names.push_back(blob(row.getColumn(3)));
        if (!has_types(row, "iitt") || cells.size() >= names.size() || blob(row.getColumn(3)) != names[cells.size()])
          refuse_points(file);
        return cells;
      });
  for (const Point& point : points)
    if (point.cells.size() != names.size()) refuse_points(file);
  each_of_points(
      file, "SELECT point, place, value FROM point_sets ORDER BY point, place", study.points, all_values_max,
      [&](std::uint64_t point, const SQLite::Statement&) -> std::vector<std::string>& { return points[point].sets; });
  PointList list(names, std::move(points));
  if (points_sha256(list) != study.points_sha256) refuse_points(file);
  return list;
}

void check_extends(const std::string& path, const StoredStudy& study, const StoredStudy& to) {
  const std::uint64_t trials = study.plan.run.trials, more = to.plan.run.trials;
  std::string difference = study.difference(to);
  // Of many runs it would keep nothing.
  if (difference.empty() && trials < more && (study.is_precise() || (study.runs() > 1 && trials < stretch_trials)))
    difference = fmt::format("its runs are of {} trials, not {}", trials, more);
  if (!difference.empty())
    throw StoreError(
        fmt::format("'{}' holds another study ({}): {}; write to another file", path, study.command, difference));
  if (trials > more)
    throw StoreError(fmt::format("'{}' is of {} trials{}, more than {}; ask for as many, or write to another file",
                                 path, trials, study.runs() > 1 ? " a run" : "", more));
}

}  // namespace detente
