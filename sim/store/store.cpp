#include "sim/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "sim/stats/proportion.h"
#include "sim/store/report_tables.h"
#include "sim/store/results_file.h"
#include "sim/store/seal.h"
#include "sim/store/study_tables.h"

namespace detente {

namespace {

const char* table_of(Level level) { return level == Level::part ? "parts" : "blocks"; }
const char* key_of(Level level) { return level == Level::part ? "part" : "block"; }

// Of a row with this column: it is within the study, given the last number that may be.
std::string within(const char* column) {
  return fmt::format("typeof({0}) = 'integer' AND {0} BETWEEN 0 AND ?", column);
}

// The share and the ends of its 95 % interval (Wilson); none where there is nothing to take a share of.
std::array<std::optional<double>, 3> figures_of(const NamedShare& share) {
  if (share.of == 0) return {};
  const Interval interval = wilson(share.count, share.of);
  return {static_cast<double>(share.count) / static_cast<double>(share.of), interval.low, interval.high};
}

template <std::size_t count>
bool has_figures(const SQLite::Statement& row, int first, const std::array<std::optional<double>, count>& figures) {
  for (std::size_t i = 0; i < count; ++i)
    if (figure_at(row, first + static_cast<int>(i)) != figures[i]) return false;
  return true;
}

using Names = std::vector<std::shared_ptr<const RowName>>;

// A figure's place, in its row's first column.
bool is_next(const SQLite::Statement& row, std::size_t place, std::size_t most) {
  return place < most && unsigned_at(row, 0) == place;
}

// What a figure is about, from the second column on. Runs mostly have the same, which they then share.
std::shared_ptr<const RowName> name_at(const SQLite::Statement& row, Names& known) {
  const std::size_t place = unsigned_at(row, 0);
  RowName name{blob(row.getColumn(1)), blob(row.getColumn(2)), blob(row.getColumn(3))};
  if (place >= known.size()) known.resize(place + 1);
  if (!known[place] || *known[place] != name) known[place] = std::make_shared<const RowName>(std::move(name));
  return known[place];
}

}  // namespace

std::string seal_of(const StoredStudy& study, const Kept& kept) {
  const std::uint64_t per_run = study.per_run(kept.level);
  Seal seal;
  seal.add(std::uint64_t{kept.level == Level::block}).add(kept.index / per_run).add(kept.index % per_run);
  seal.add(kept.trials).add(kept.hash).add(kept.counts).add(kept.sums).add(kept.outcomes);
  return seal.finish();
}

// What a figure is told with beside its numbers is computed of them, and looked at when it is read.
std::string seal_of(const SweepRun& run) {
  Seal seal;
  seal.add(run.point).add(static_cast<std::uint64_t>(run.replication)).add(run.seed);
  seal.add(run.trials).add(run.failed).add(run.clamped).add(run.digest);
  for (const NamedShare& share : run.shares) seal.add(*share.row).add(share.of).add(share.count);
  for (const NamedMean& mean : run.means) seal.add(*mean.row).add(mean.of).add(mean.mean).add(mean.sd);
  return seal.finish();
}

struct Store::Parts {
  ResultsFile file;
  StoredStudy study = {};
  std::map<std::string, SQLite::Statement> prepared = {};
  Names share_names = {}, mean_names = {};  // of the run that was read last

  // Ready to be bound anew: preparing it takes longer than a run's rows.
  SQLite::Statement& statement(const std::string& text) {
    SQLite::Statement& found = prepared.try_emplace(text, file.database(), text).first->second;
    found.tryReset();
    return found;
  }

  // Calls take(row) for the rows of a run, as long as it returns true: false is of a damaged one. False if one is.
  template <class Take>
  bool each_of_run(const char* text, std::uint64_t run, Take take) {
    SQLite::Statement& query = statement(text);
    bind_all(query, run);
    bool whole = true;
    while (whole && query.executeStep()) whole = take(query);
    query.reset();  // what is not read to its end keeps the file from being written
    return whole;
  }

  template <class... Values>
  std::uint64_t count(const std::string& text, const Values&... values) {
    SQLite::Statement& query = statement(text);
    bind_all(query, values...);
    query.executeStep();
    const std::uint64_t found = unsigned_at(query, 0);
    query.reset();
    return found;
  }

  std::optional<Kept> read(Level level, std::uint64_t index) {
    const std::uint64_t per_run = study.per_run(level), trials = study.trials_of(level, index);
    SQLite::Statement& query =
        statement(fmt::format("SELECT trials, hash, counts, sums, outcomes, seal FROM {} WHERE run = ? AND {} = ?",
                              table_of(level), key_of(level)));
    bind_all(query, index / per_run, index % per_run);
    std::optional<Kept> found;
    if (query.executeStep() && has_types(query, "ibbbbb"))
      found = {level,
               index,
               unsigned_at(query, 0),
               blob(query.getColumn(1)),
               blob(query.getColumn(2)),
               blob(query.getColumn(3)),
               blob(query.getColumn(4)),
               blob(query.getColumn(5))};
    query.reset();
    if (!found || found->trials < 1 || found->trials > trials || (found->trials < trials && !study.is_precise()) ||
        found->seal != seal_of(study, *found))
      return {};
    return found;
  }

  bool read_row(StoredRun& found, std::uint64_t index) {
    SweepRun& run = found.run;
    bool is_there = false;
    const bool whole =
        each_of_run("SELECT point, replication, seed, trials, failed, clamped, digest, seal FROM runs WHERE run = ?",
                    index, [&](const SQLite::Statement& row) {
                      is_there = true;
                      run.point = unsigned_at(row, 0);
                      run.replication = row.getColumn(1).getInt();
                      run.seed = unsigned_at(row, 2);
                      run.trials = unsigned_at(row, 3);
                      run.failed = unsigned_at(row, 4);
                      run.clamped = unsigned_at(row, 5);
                      run.digest = blob(row.getColumn(6));
                      found.seal = blob(row.getColumn(7));
                      return has_types(row, "iiiiiitb") && run.failed <= run.trials && run.clamped <= run.trials &&
                             run.trials <= study.plan.run.trials && run.point == index / study.replications() &&
                             static_cast<std::uint64_t>(run.replication) == index % study.replications();
                    });
    return is_there && whole;
  }

  bool read_shares(std::uint64_t index, SweepRun& run) {
    return each_of_run(
        "SELECT place, kind, name, item, n, k, p, low, high FROM shares WHERE run = ? ORDER BY place", index,
        [&](const SQLite::Statement& row) {
          if (!has_types(row, "itttiiRRR") || !is_next(row, run.shares.size(), shares_most)) return false;
          const NamedShare& share =
              run.shares.emplace_back(NamedShare{name_at(row, share_names), unsigned_at(row, 5), unsigned_at(row, 4)});
          return share.count <= share.of && share.of <= run.trials && has_figures(row, 6, figures_of(share));
        });
  }

  bool read_means(std::uint64_t index, SweepRun& run) {
    return each_of_run("SELECT place, kind, name, item, n, mean, sd, low, high FROM means WHERE run = ? ORDER BY place",
                       index, [&](const SQLite::Statement& row) {
                         if (!has_types(row, "itttiRRRR") || !is_next(row, run.means.size(), means_most)) return false;
                         const NamedMean& mean = run.means.emplace_back(NamedMean{
                             name_at(row, mean_names), unsigned_at(row, 4), figure_at(row, 5), figure_at(row, 6)});
                         return mean.of <= run.trials && has_figures(row, 5, mean.figures());
                       });
  }

  std::optional<StoredRun> read_run(std::uint64_t index) {
    StoredRun found;
    if (!read_row(found, index) || !read_shares(index, found.run) || !read_means(index, found.run) ||
        found.seal != seal_of(found.run))
      return {};
    return found;
  }

  void put(const Kept& kept) {
    const std::uint64_t per_run = study.per_run(kept.level), run = kept.index / per_run, place = kept.index % per_run;
    if (kept.level == Level::part)
      execute(statement("DELETE FROM blocks WHERE run = ? AND block BETWEEN ? AND ?"), run, place * stretch_blocks,
              place * stretch_blocks + stretch_blocks - 1);
    execute(statement(fmt::format("INSERT OR REPLACE INTO {} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", table_of(kept.level))),
            run, place, kept.trials, Blob{kept.hash}, Blob{kept.counts}, Blob{kept.sums}, Blob{kept.outcomes},
            Blob{kept.seal});
  }

  void put(const SweepRun& run) {
    const std::uint64_t index = run.point * study.replications() + static_cast<std::uint64_t>(run.replication);
    execute(statement("DELETE FROM shares WHERE run = ?"), index);
    execute(statement("DELETE FROM means WHERE run = ?"), index);
    SQLite::Statement& share_row = statement("INSERT INTO shares VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (std::uint64_t place = 0; const NamedShare& share : run.shares) {
      const auto [p, low, high] = figures_of(share);
      execute(share_row, index, place++, share.row->kind, share.row->name, share.row->item, share.of, share.count, p,
              low, high);
    }
    SQLite::Statement& mean_row = statement("INSERT INTO means VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (std::uint64_t place = 0; const NamedMean& of : run.means) {
      const auto [mean, sd, low, high] = of.figures();
      execute(mean_row, index, place++, of.row->kind, of.row->name, of.row->item, of.of, mean, sd, low, high);
    }
    execute(statement("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"), index, run.point,
            run.replication, run.seed, run.trials, run.failed, run.clamped, run.digest, Blob{seal_of(run)});
  }

  // Reads them by read(index), many at a look: that takes a tenth of the time of a look for each.
  template <class Read, class Visit>
  void read_all(const std::vector<std::uint64_t>& indices, Read read, const Visit& visit) {
    constexpr std::size_t batch_size = 500;
    std::vector<decltype(read(0))> batch;
    for (std::size_t first = 0; first < indices.size(); first += batch.size()) {
      batch.resize(std::min(batch_size, indices.size() - first));
      file.in_one_look([&] {
        for (std::size_t i = 0; i < batch.size(); ++i) batch[i] = read(indices[first + i]);
      });
      for (std::size_t i = 0; i < batch.size(); ++i) visit(indices[first + i], batch[i] ? &*batch[i] : nullptr);
    }
  }

  // Where the file has fewer trials than it is to have.
  void extend(const StoredStudy& to) {
    if (study.plan.run.trials == to.plan.run.trials) return;
    file.commit([&] {
      file.database().exec(
          fmt::format("DELETE FROM parts WHERE trials < {}; DELETE FROM blocks WHERE trials < {}; DELETE FROM runs; "
                      "DELETE FROM shares; DELETE FROM means",
                      stretch_trials, block_trials));
      forget_report(file);
      study.plan.run.trials = to.plan.run.trials;
      study.command = to.command;
      put_texts(file, study);
    });
  }
};

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
const std::string& Store::path() const { return parts_->file.path(); }
const StoredStudy& Store::study() const { return parts_->study; }

Store Store::open(const std::string& path) {
  Store store(std::unique_ptr<Parts>(new Parts{ResultsFile::open(path)}));
  Parts& parts = *store.parts_;
  parts.file.in_one_look([&] {
    parts.file.check();
    parts.study = read_study(parts.file);
  });
  return store;
}

Store Store::write(const std::string& path, const StoredStudy& study, const PointList& points) {
  if (study.parts() > parts_most)
    throw StoreError(fmt::format("'{}' cannot hold so many trials, {} at most; take files of other seeds", path,
                                 parts_most * stretch_trials));
  Store store(std::unique_ptr<Parts>(new Parts{ResultsFile::lock(path)}));
  Parts& parts = *store.parts_;
  parts.file.with([&] {
    if (!parts.file.is_empty()) check_extends(path, read_study(parts.file), study);
    parts.file.begin_writing([&] { put_study(parts.file, study, points); });
    parts.study = read_study(parts.file);
    parts.extend(study);
  });
  return store;
}

void Store::in_one_look(const std::function<void()>& look) const { parts_->file.in_one_look(look); }

PointList Store::points() const {
  return parts_->file.with([&] { return read_points(parts_->file, parts_->study); });
}

std::vector<std::uint64_t> Store::indices(Level level) const {
  return parts_->file.with([&] {
    const std::uint64_t per_run = parts_->study.per_run(level);
    std::vector<std::uint64_t> found;
    SQLite::Statement query(parts_->file.database(),
                            fmt::format("SELECT run, {0} FROM {1} WHERE {2} AND {3} ORDER BY run, {0}", key_of(level),
                                        table_of(level), within("run"), within(key_of(level))));
    bind_all(query, parts_->study.runs() - 1, per_run - 1);
    while (query.executeStep()) found.push_back(unsigned_at(query, 0) * per_run + unsigned_at(query, 1));
    return found;
  });
}

std::optional<Kept> Store::read(Level level, std::uint64_t index) const {
  return parts_->file.with([&] { return parts_->read(level, index); });
}

void Store::each(Level level, const std::function<void(std::uint64_t, const Kept*)>& visit) const {
  parts_->read_all(indices(level), [&](std::uint64_t index) { return parts_->read(level, index); }, visit);
}

std::vector<std::uint64_t> Store::runs() const {
  return parts_->file.with([&] {
    std::vector<std::uint64_t> found;
    SQLite::Statement query(parts_->file.database(), "SELECT run FROM runs WHERE run BETWEEN 0 AND ? ORDER BY run");
    bind_all(query, parts_->study.runs() - 1);
    while (query.executeStep()) found.push_back(unsigned_at(query, 0));
    return found;
  });
}

std::optional<StoredRun> Store::read_run(std::uint64_t run) const {
  return parts_->file.with([&] { return parts_->read_run(run); });
}

void Store::each_run(const std::function<void(std::uint64_t, const StoredRun*)>& visit) const {
  parts_->read_all(runs(), [&](std::uint64_t run) { return parts_->read_run(run); }, visit);
}

std::vector<std::string> Store::strays() const {
  const StoredStudy& study = parts_->study;
  return parts_->file.with([&] {
    std::vector<std::string> found;
    const auto tell = [&](const char* table, std::uint64_t rows) {
      if (rows > 0) found.push_back(fmt::format("{}: {} row{} of no run", table, rows, rows == 1 ? "" : "s"));
    };
    for (const Level level : {Level::part, Level::block})
      tell(table_of(level), parts_->count(fmt::format("SELECT count(*) FROM {} WHERE NOT ({} AND {})", table_of(level),
                                                      within("run"), within(key_of(level))),
                                          study.runs() - 1, study.per_run(level) - 1));
    tell("runs", parts_->count("SELECT count(*) FROM runs WHERE run NOT BETWEEN 0 AND ?", study.runs() - 1));
    for (const char* table : {"shares", "means"})
      tell(table, parts_->count(fmt::format("SELECT count(*) FROM {} f WHERE NOT EXISTS (SELECT 1 FROM runs r WHERE "
                                            "r.run = f.run AND r.run BETWEEN 0 AND ?)",
                                            table),
                                study.runs() - 1));
    return found;
  });
}

std::vector<std::vector<Cell>> Store::rows(const std::string& query) const { return parts_->file.rows(query); }

void Store::keep(std::span<const StoreEntry> entries) {
  const auto put = [&](const StoreEntry& entry) { std::visit([&](const auto& each) { parts_->put(each); }, entry); };
  try {
    return parts_->file.commit([&] { std::ranges::for_each(entries, put); });
  } catch (const StoreError&) {
    parts_->file.make_room();
  }
  for (const StoreEntry& entry : entries) parts_->file.commit([&] { put(entry); });
}

void Store::put_report(const Document& document) {
  parts_->file.commit_with_room([&] { detente::put_report(parts_->file, document); });
}

std::optional<Measured> Store::measured() const {
  return parts_->file.with([&] { return measured_in(parts_->file); });
}

bool Store::tells_measured() const {
  return parts_->file.with([&] { return detente::tells_measured(parts_->file); });
}

std::string Store::changed_finding(const Document* document) const {
  return parts_->file.with([&] { return detente::changed_finding(parts_->file, document); });
}

void Store::close() {
  parts_->prepared.clear();
  parts_->file.close();
}

Store::~Store() = default;

}  // namespace detente
