// A sweep's runs in an SQLite file: killed at any moment, what was committed is whole. The tables are described in
// docs/store.md. What is kept at a time is a run, a point played once: a sweep has many, and each is short.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/store/holding.h"
#include "sim/sweep/sweep.h"

namespace detente {

constexpr int sweep_format = 4;  // PRAGMA user_version

// What the file is of.
struct StoredSweep {
  std::string command, version;  // that made it, and by which program
  SweepPlan plan;            // with the texts of its samples. How it is played (threads, lanes, stop, ...) is not kept
  std::string first_sha256;  // of what the scenario means at the first point, samples included
  std::uint64_t points = 0;
  std::string points_sha256;

  std::uint64_t runs() const { return points * static_cast<std::uint64_t>(plan.design.replications); }
  // Empty, or what sets the two apart: files come together, and are gone on with, if nothing does.
  std::string difference(const StoredSweep& other) const;
};

// Throws PointError where the first point has mistakes.
StoredSweep stored_sweep(const std::string& command, const std::string& version, const PointList& points,
                         const SweepPlan& plan);

// Of a run and its figures; equal if and only if the runs are.
std::string seal_of(const SweepRun& run);

struct StoredRun {
  SweepRun run;
  std::string seal;
};

class ResultsFile;

class SweepStore {
 public:
  // For reading. Throws StoreError.
  static SweepStore open(const std::string& path);
  static SweepStore open(ResultsFile file);
  // For one writer at a time: an existing file must be of the same sweep, and is left as it was if not. Throws
  // StoreError.
  static SweepStore write(const std::string& path, const StoredSweep& study, const PointList& points);
  ~SweepStore();
  SweepStore(SweepStore&&) noexcept;

  const std::string& path() const;
  const StoredSweep& study() const;
  PointList points() const;  // throws StoreError where they are damaged
  // Places of runs that it has, in order: point * replications + replication.
  std::vector<std::uint64_t> runs() const;
  // None: it is not there, or damaged.
  std::optional<StoredRun> read(std::uint64_t place) const;
  // All that it has, in order; run: null where it is damaged.
  void read_all(const std::function<void(std::uint64_t place, const StoredRun* run)>& visit) const;
  std::vector<std::string> strays() const;  // what is in its tables without belonging to a run
  std::vector<std::vector<Cell>> rows(const std::string& query) const;  // in SQL, for those who know the tables
  // Replaces what is there; kept for good once commit() returns, and no run is ever kept in part.
  void put(const SweepRun& run);
  void commit();
  void roll_back();  // what is not committed; makes what room can be made
  void close();      // commits; a whole file that stands alone, unless a reader has it open

 private:
  struct Parts;
  explicit SweepStore(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace detente
