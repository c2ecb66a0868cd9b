#include "sim/sweep/sweep_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "sim/scenario/load.h"
#include "sim/store/results_file.h"
#include "sim/sweep/sweep_seal.h"

namespace detente {

namespace {

const ResultsKind sweep_kind = {Holding::sweep, sweep_format, R"(
CREATE TABLE study (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE sets (place INTEGER PRIMARY KEY, value TEXT);
CREATE TABLE samples (name TEXT PRIMARY KEY, text BLOB);
CREATE TABLE points (point INTEGER, place INTEGER, axis TEXT, value TEXT, PRIMARY KEY (point, place)) WITHOUT ROWID;
CREATE TABLE point_sets (point INTEGER, place INTEGER, value TEXT, PRIMARY KEY (point, place)) WITHOUT ROWID;
CREATE TABLE runs (point INTEGER, replication INTEGER, seed INTEGER, trials INTEGER, failed INTEGER, clamped INTEGER,
  digest TEXT, seal BLOB, PRIMARY KEY (point, replication)) WITHOUT ROWID;
CREATE TABLE shares (point INTEGER, replication INTEGER, place INTEGER, kind TEXT, name TEXT, item TEXT, n INTEGER,
  k INTEGER, p REAL, low REAL, high REAL, PRIMARY KEY (point, replication, place)) WITHOUT ROWID;
CREATE TABLE means (point INTEGER, replication INTEGER, place INTEGER, kind TEXT, name TEXT, item TEXT, n INTEGER,
  mean REAL, sd REAL, low REAL, high REAL, PRIMARY KEY (point, replication, place)) WITHOUT ROWID;
)"};

// Of a row with these columns: it is of a run of the sweep, given its last point and its last replication.
constexpr const char* of_a_run =
    "typeof(point) = 'integer' AND point BETWEEN 0 AND ? AND typeof(replication) = 'integer' AND "
    "replication BETWEEN 0 AND ?";

std::int64_t signed_of(std::uint64_t number) { return static_cast<std::int64_t>(number); }
std::uint64_t unsigned_at(const SQLite::Statement& query, int column) {
  return static_cast<std::uint64_t>(query.getColumn(column).getInt64());
}

void put_points(const ResultsFile& file, const PointList& points) {
  SQLite::Statement cell(file.database(), "INSERT INTO points VALUES (?, ?, ?, ?)");
  SQLite::Statement set(file.database(), "INSERT INTO point_sets VALUES (?, ?, ?)");
  for (std::uint64_t index = 0; index < points.size(); ++index) {
    const Point point = points.at(index);
    for (std::size_t place = 0; place < point.cells.size(); ++place) {
      cell.bind(1, signed_of(index));
      cell.bind(2, signed_of(place));
      cell.bindNoCopy(3, points.axes()[place].name);
      cell.bindNoCopy(4, point.cells[place]);
      cell.exec();
      cell.reset();
    }
    for (std::size_t place = 0; place < point.sets.size(); ++place) {
      set.bind(1, signed_of(index));
      set.bind(2, signed_of(place));
      set.bindNoCopy(3, point.sets[place]);
      set.exec();
      set.reset();
    }
  }
}

}  // namespace

using Names = std::vector<std::shared_ptr<const RowName>>;

struct SweepStore::Parts {
  ResultsFile file;
  StoredSweep study;
  std::optional<SQLite::Transaction> open;  // of runs not committed yet
  std::map<std::string, SQLite::Statement> prepared;
  Names share_names = {}, mean_names = {};  // of the run that was read last

  // Ready to be bound anew: preparing it takes longer than a run's rows.
  SQLite::Statement& statement(const std::string& text) {
    SQLite::Statement& found = prepared.try_emplace(text, file.database(), text).first->second;
    found.tryReset();
    return found;
  }

  void read_study() {
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
    study = {file.text_of("command"), file.text_of("version"),  std::move(plan),
             file.text_of("sha256"),  file.number_of("points"), file.text_of("points_sha256")};
    if (study.points < 1 || study.points > points_max || study.runs() < 1 || study.runs() > points_max)
      throw StoreError(fmt::format("'{}' is damaged: its sizes cannot be", file.path()));
    file.check_size(study.points);  // each has a row
    if (file.text_of("seal") != seal_of(study))
      throw StoreError(fmt::format("'{}' is damaged: what it says of its sweep has changed", file.path()));
  }

  // A query that takes what of_a_run is given.
  SQLite::Statement ask_of_runs(const std::string& text) const {
    SQLite::Statement query(file.database(), text);
    query.bind(1, signed_of(study.points) - 1);
    query.bind(2, signed_of(replications()) - 1);
    return query;
  }

  // Rows that belong to none of its runs.
  std::uint64_t strays(std::string_view table) const {
    SQLite::Statement query = ask_of_runs(
        table == "runs" ? fmt::format("SELECT count(*) FROM runs WHERE NOT ({})", of_a_run)
                        : fmt::format("SELECT count(*) FROM {} f WHERE NOT EXISTS (SELECT 1 FROM runs WHERE "
                                      "point = f.point AND replication = f.replication AND {})",
                                      table, of_a_run));
    query.executeStep();
    return unsigned_at(query, 0);
  }

  void put_study(const StoredSweep& of) {
    const SweepPlan& plan = of.plan;
    file.set("command", of.command);
    file.set("version", of.version);
    file.set("file", plan.file);
    file.put_samples(plan.samples.given());
    file.set("scenario", plan.text);
    file.set("sha256", of.first_sha256);
    file.set("design", method_name(plan.design.method));
    file.set("points", fmt::to_string(of.points));
    file.set("points_sha256", of.points_sha256);
    file.set("replications", fmt::to_string(plan.design.replications));
    file.set("luck", plan.design.common_luck ? "common" : "own");
    file.set("seed", fmt::to_string(plan.run.seed));
    file.set("trials", fmt::to_string(plan.run.trials));
    file.set("precision", fmt::to_string(plan.run.precision));
    file.set("seal", seal_of(of));
    file.put_sets(plan.sets);
  }

  [[noreturn]] void refuse_points() const {
    throw StoreError(fmt::format("'{}' is damaged: its points have changed", file.path()));
  }

  // The texts of a table of points, in order. most: of a point; of(point, row): those before.
  template <class Of>
  void each_of_points(const char* text, std::size_t most, Of of) const {
    SQLite::Statement query(file.database(), text);
    while (query.executeStep()) {
      const std::uint64_t point = unsigned_at(query, 0), place = unsigned_at(query, 1);
      if (!has_types(query, "iit") || point >= study.points || place >= most) refuse_points();
      std::vector<std::string>& texts = of(point, query);
      if (place != texts.size()) refuse_points();
      texts.push_back(blob(query.getColumn(2)));
    }
  }

  // The row of a run, or those of its figures in order of place: take(row), false where it is damaged. False if one is.
  template <class Take>
  bool each_of_run(const char* text, const SweepRun& run, Take take) {
    SQLite::Statement& query = statement(text);
    query.bind(1, signed_of(run.point));
    query.bind(2, run.replication);
    bool whole = true;
    while (whole && query.executeStep()) whole = take(query);
    query.reset();  // what is not read to its end keeps the file from being written
    return whole;
  }

  bool read_row(StoredRun& found) {
    SweepRun& run = found.run;
    return each_of_run(
        "SELECT seed, trials, failed, clamped, digest, seal FROM runs WHERE point = ? AND replication = ?", run,
        [&](const SQLite::Statement& row) {
          run.seed = unsigned_at(row, 0);
          run.trials = unsigned_at(row, 1);
          run.failed = unsigned_at(row, 2);
          run.clamped = unsigned_at(row, 3);
          run.digest = blob(row.getColumn(4));
          found.seal = blob(row.getColumn(5));
          return has_types(row, "iiiitb") && run.failed <= run.trials && run.clamped <= run.trials &&
                 run.trials <= study.plan.run.trials;
        });
  }

  bool read_shares(SweepRun& run, Seal& seal) {
    return each_of_run(
        "SELECT place, kind, name, item, n, k, p, low, high FROM shares WHERE point = ? AND replication = ? "
        "ORDER BY place",
        run, [&](const SQLite::Statement& row) {
          if (!is_next(row, run.shares.size(), shares_most)) return false;
          const NamedShare share{name_at(row, share_names), unsigned_at(row, 5), unsigned_at(row, 4)};
          seal.add(*share.row).add(share.of).add(share.count);
          for (int column = 6; column < 9; ++column) seal.add(row.getColumn(column).getDouble());  // NULL: 0
          if (!has_types(row, share.of > 0 ? "itttiirrr" : "itttii000") || share.count > share.of ||
              share.of > run.trials)
            return false;
          run.shares.push_back(share);
          return true;
        });
  }

  bool read_means(SweepRun& run, Seal& seal) {
    return each_of_run(
        "SELECT place, kind, name, item, n, mean, sd, low, high FROM means WHERE point = ? AND replication = ? "
        "ORDER BY place",
        run, [&](const SQLite::Statement& row) {
          if (!is_next(row, run.means.size(), means_most)) return false;
          const auto figure = [&](int column) {
            return row.isColumnNull(column) ? std::nullopt : std::optional(row.getColumn(column).getDouble());
          };
          const NamedMean mean{name_at(row, mean_names), unsigned_at(row, 4), figure(5), figure(6)};
          seal.add(*mean.row).add(mean.of);
          for (int column = 5; column < 9; ++column) seal.add(figure(column));
          if (!has_types(row, "itttiRRRR") || mean.of > run.trials) return false;
          run.means.push_back(mean);
          return true;
        });
  }

  // A figure's place, in its row's first column.
  static bool is_next(const SQLite::Statement& row, std::size_t place, std::size_t most) {
    return place < most && unsigned_at(row, 0) == place;
  }

  // What a figure is about, from the second column on. Runs mostly have the same, which they then share.
  static std::shared_ptr<const RowName> name_at(const SQLite::Statement& row, Names& known) {
    const std::size_t place = unsigned_at(row, 0);
    RowName name{blob(row.getColumn(1)), blob(row.getColumn(2)), blob(row.getColumn(3))};
    if (place >= known.size()) known.resize(place + 1);
    if (!known[place] || *known[place] != name) known[place] = std::make_shared<const RowName>(std::move(name));
    return known[place];
  }

  std::uint64_t replications() const { return static_cast<std::uint64_t>(study.plan.design.replications); }
};

std::string StoredSweep::difference(const StoredSweep& other) const {
  const RunPlan &run = plan.run, &run_there = other.plan.run;
  const Design &design = plan.design, &design_there = other.plan.design;
  if (plan.text != other.plan.text || plan.sets != other.plan.sets || first_sha256 != other.first_sha256 ||
      plan.samples.given() != other.plan.samples.given())
    return "its scenario is another";
  if (points_sha256 != other.points_sha256) return "its points are others";
  if (run.trials != run_there.trials)
    return fmt::format("its runs are of {} trials, not {}", run.trials, run_there.trials);
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

StoredSweep stored_sweep(const std::string& command, const std::string& version, const PointList& points,
                         const SweepPlan& plan) {
  return {command,       version,
          plan,          sha256(canonical_text(scenario_at(points, plan, 0))),
          points.size(), points_sha256(points)};
}

SweepStore::SweepStore(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
SweepStore::SweepStore(SweepStore&&) noexcept = default;
const std::string& SweepStore::path() const { return parts_->file.path(); }
const StoredSweep& SweepStore::study() const { return parts_->study; }

SweepStore SweepStore::open(const std::string& path) { return open(ResultsFile::open(path)); }

SweepStore SweepStore::open(ResultsFile file) {
  SweepStore store(std::unique_ptr<Parts>(new Parts{std::move(file), {}, {}, {}}));
  Parts& parts = *store.parts_;
  parts.file.with([&] {
    const SQLite::Transaction one_look(parts.file.database());
    parts.file.check(sweep_kind);
    parts.read_study();
  });
  return store;
}

SweepStore SweepStore::write(const std::string& path, const StoredSweep& study, const PointList& points) {
  SweepStore store(std::unique_ptr<Parts>(new Parts{ResultsFile::lock(path, sweep_kind), {}, {}, {}}));
  Parts& parts = *store.parts_;
  parts.file.with([&] {
    if (!parts.file.is_empty()) {
      parts.read_study();
      if (const std::string difference = parts.study.difference(study); !difference.empty())
        throw StoreError(fmt::format("'{}' holds another sweep ({}): {}; write to another file", path,
                                     parts.study.command, difference));
    }
    parts.file.begin_writing(sweep_kind, [&] {
      parts.put_study(study);
      put_points(parts.file, points);
    });
    parts.read_study();
  });
  return store;
}

PointList SweepStore::points() const {
  return parts_->file.with([&]() -> PointList {
    std::vector<std::string> names;
    std::vector<Point> points(parts_->study.points);
    parts_->each_of_points(
        "SELECT point, place, value, axis FROM points ORDER BY point, place", axes_max,
        [&](std::uint64_t point, const SQLite::Statement& row) -> std::vector<std::string>& {
          std::vector<std::string>& cells = points[point].cells;
          if (point == 0) names.push_back(blob(row.getColumn(3)));
          if (!has_types(row, "iitt") || cells.size() >= names.size() || blob(row.getColumn(3)) != names[cells.size()])
            parts_->refuse_points();
          return cells;
        });
    for (const Point& point : points)
      if (point.cells.size() != names.size()) parts_->refuse_points();
    parts_->each_of_points(
        "SELECT point, place, value FROM point_sets ORDER BY point, place", all_values_max,
        [&](std::uint64_t point, const SQLite::Statement&) -> std::vector<std::string>& { return points[point].sets; });
    PointList list(names, std::move(points));
    if (points_sha256(list) != parts_->study.points_sha256) parts_->refuse_points();
    return list;
  });
}

std::vector<std::uint64_t> SweepStore::runs() const {
  return parts_->file.with([&] {
    std::vector<std::uint64_t> found;
    SQLite::Statement query = parts_->ask_of_runs(
        fmt::format("SELECT point, replication FROM runs WHERE {} ORDER BY point, replication", of_a_run));
    while (query.executeStep()) found.push_back(unsigned_at(query, 0) * parts_->replications() + unsigned_at(query, 1));
    return found;
  });
}

std::optional<StoredRun> SweepStore::read(std::uint64_t place) const {
  return parts_->file.with([&]() -> std::optional<StoredRun> {
    StoredRun found;
    SweepRun& run = found.run;
    run.point = place / parts_->replications();
    run.replication = static_cast<int>(place % parts_->replications());
    if (!parts_->read_row(found)) return {};
    Seal seal = begin_seal(run);
    if (!parts_->read_shares(run, seal) || !parts_->read_means(run, seal) || seal.finish() != found.seal) return {};
    return found;
  });
}

std::vector<std::string> SweepStore::strays() const {
  return parts_->file.with([&] {
    std::vector<std::string> found;
    for (const char* table : {"runs", "shares", "means"})
      if (const std::uint64_t rows = parts_->strays(table); rows > 0)
        found.push_back(fmt::format("{}: {} row{} of no run", table, rows, rows == 1 ? "" : "s"));
    return found;
  });
}

void SweepStore::put(const SweepRun& run) {
  parts_->file.with([&] {
    if (!parts_->open) parts_->open.emplace(parts_->file.database());
    for (const char* table : {"shares", "means"}) {
      SQLite::Statement& remove =
          parts_->statement(fmt::format("DELETE FROM {} WHERE point = ? AND replication = ?", table));
      remove.bind(1, signed_of(run.point));
      remove.bind(2, run.replication);
      remove.exec();
    }
    SQLite::Statement& share = parts_->statement("INSERT INTO shares VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    share.bind(1, signed_of(run.point));
    share.bind(2, run.replication);
    for (std::size_t place = 0; place < run.shares.size(); ++place) {
      share.bind(3, signed_of(place));
      bind_name(share, 4, *run.shares[place].row);
      bind_share(share, 7, run.shares[place]);
      share.exec();
      share.reset();
    }
    SQLite::Statement& mean = parts_->statement("INSERT INTO means VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    mean.bind(1, signed_of(run.point));
    mean.bind(2, run.replication);
    for (std::size_t place = 0; place < run.means.size(); ++place) {
      mean.bind(3, signed_of(place));
      bind_name(mean, 4, *run.means[place].row);
      bind_mean(mean, 7, run.means[place]);
      mean.exec();
      mean.reset();
    }
    SQLite::Statement& row = parts_->statement("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    row.bind(1, signed_of(run.point));
    row.bind(2, run.replication);
    row.bind(3, signed_of(run.seed));
    row.bind(4, signed_of(run.trials));
    row.bind(5, signed_of(run.failed));
    row.bind(6, signed_of(run.clamped));
    row.bind(7, run.digest);
    bind_blob(row, 8, seal_of(run));
    row.exec();
    row.reset();
  });
}

void SweepStore::commit() {
  parts_->file.with([&] {
    if (!parts_->open) return;
    parts_->open->commit();
    parts_->open.reset();
  });
}

void SweepStore::roll_back() {
  parts_->file.with([&] {
    for (auto& [text, statement] : parts_->prepared) statement.tryReset();
    parts_->open.reset();
    parts_->file.make_room();
  });
}

void SweepStore::read_all(const std::function<void(std::uint64_t place, const StoredRun* run)>& visit) const {
  constexpr std::size_t batch_size = 500;
  const std::vector<std::uint64_t> places = runs();
  std::vector<std::optional<StoredRun>> batch;
  for (std::size_t first = 0; first < places.size(); first += batch.size()) {
    batch.resize(std::min(batch_size, places.size() - first));
    parts_->file.with([&] {
      std::optional<SQLite::Transaction> look;  // one for all of them takes a tenth of the time of one for each
      if (!parts_->open) look.emplace(parts_->file.database());
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i] = read(places[first + i]);
    });
    for (std::size_t i = 0; i < batch.size(); ++i) visit(places[first + i], batch[i] ? &*batch[i] : nullptr);
  }
}

std::vector<std::vector<Cell>> SweepStore::rows(const std::string& query) const { return parts_->file.rows(query); }

void SweepStore::close() {
  parts_->prepared.clear();
  commit();
  parts_->file.close();
}

SweepStore::~SweepStore() = default;

}  // namespace detente
