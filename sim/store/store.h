// A study's results in an SQLite file: killed at any moment, what was committed is whole. The tables are described in
// docs/store.md.
//
// It keeps the counts of parts, from which all else can be made, and what each run came to once it has all its parts.
// The latter are what a sweep is shown by: making the models of 100,000 points of a file of somebody's might never end.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/store/kept.h"
#include "sim/store/store_error.h"
#include "sim/study/document.h"

namespace detente {

class Store {
 public:
  // For reading. Throws StoreError.
  static Store open(const std::string& path);
  // For one writer at a time: an existing file must be of the same study and of no more trials than this. Where it has
  // fewer, the last part of each run is played anew unless it is a whole stretch. What is refused is left as it was.
  // Throws StoreError.
  static Store write(const std::string& path, const StoredStudy& study, const PointList& points);
  ~Store();
  Store(Store&&) noexcept;

  const std::string& path() const;
  const StoredStudy& study() const;

  // All that `look` reads of it is as of one moment, whoever writes. Keep it short: a writer may have to wait.
  void in_one_look(const std::function<void()>& look) const;

  PointList points() const;  // throws StoreError where they are damaged

  // Parts or blocks that it has, in order, and what is kept of one; none: it is not there, or damaged.
  std::vector<std::uint64_t> indices(Level level) const;
  std::optional<Kept> read(Level level, std::uint64_t index) const;
  // All that it has, in order; kept: null where it is damaged.
  void each(Level level, const std::function<void(std::uint64_t index, const Kept* kept)>& visit) const;

  // Runs that it tells of, likewise.
  std::vector<std::uint64_t> runs() const;
  std::optional<StoredRun> read_run(std::uint64_t run) const;
  void each_run(const std::function<void(std::uint64_t run, const StoredRun* stored)>& visit) const;

  std::vector<std::string> strays() const;  // what is in its tables without belonging to a part or a run
  std::vector<std::vector<Cell>> rows(const std::string& query) const;  // in SQL, for those who know the tables

  // Commits them all, or where there is no room for that, one by one until one does not fit. A part takes the place of
  // its blocks. Replaces what is there.
  void keep(std::span<const StoreEntry> entries);
  void keep(const StoreEntry& entry) { keep(std::span(&entry, 1)); }

  // What the report of the only run says beside its figures: findings, and what was measured. Replaces what is there.
  void put_report(const Document& document);
  // None: it was not put, or is damaged. Whether anything is there, be it damaged.
  std::optional<Measured> measured() const;
  bool tells_measured() const;
  // Of its findings, if it tells of them, the first that is not the document's, as "findings: driver 'cost'"; null:
  // there should be none. Else empty.
  std::string changed_finding(const Document* document) const;

  void close();  // a whole file that stands alone, unless a reader has it open

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace detente
