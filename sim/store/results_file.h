// What files of runs and of sweeps have alike: an SQLite database with one writer, a table `study` that says what it is
// of, and errors that say which file and why. For the sources of those two alone: it brings SQLite's names along.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/sample_source.h"
#include "sim/store/file_lock.h"
#include "sim/store/guarded_database.h"
#include "sim/store/holding.h"
#include "sim/study/figures.h"

namespace detente {

// What sets the files of one kind apart.
struct ResultsKind {
  Holding holding;  // PRAGMA application_id
  int format;       // PRAGMA user_version
  const char* schema;
};

// SQLite's errors as ours.
[[noreturn]] void refuse(const std::string& path, const SQLite::Exception& error);

class ResultsFile {
 public:
  // For reading, which writes nothing anywhere; of which kind it is has to be checked. Throws StoreError, and
  // EmptyStore where nothing is in it yet.
  static ResultsFile open(const std::string& path);
  // Throws StoreError unless it is a file of this kind and nothing else, and whole. Only then are rows read.
  void check(const ResultsKind& kind) const;
  // For one writer at a time. Throws StoreError where there is something else than a file of this kind. Nothing is
  // written yet: what the file is of may be read (unless it is empty) and refused.
  static ResultsFile lock(const std::string& path, const ResultsKind& kind);
  ~ResultsFile() { close(); }
  ResultsFile(ResultsFile&&) noexcept = default;

  bool is_empty() const;
  Holding holding() const;  // throws StoreError where that is none
  // From here on it is written. An empty one gets its tables, and what `fill` puts into them.
  void begin_writing(const ResultsKind& kind, const std::function<void()>& fill);
  void close();  // a whole file that stands alone, unless a reader has it open

  // Of the table `study`. Throw StoreError where it has none such.
  bool has(const char* key) const;
  std::string text_of(const char* key) const;
  std::uint64_t number_of(const char* key) const;
  void set(const char* key, const std::string& value);
  std::vector<std::string> sets() const;  // of the table of this name
  void put_sets(const std::vector<std::string>& sets);
  SampleTexts samples() const;  // likewise; throws StoreError where there is more of them than there may be
  void put_samples(const SampleTexts& samples);
  std::vector<std::vector<Cell>> rows(const std::string& query) const;

  // Calls `use`; SQLite's errors become ours.
  template <class Use>
  auto with(Use use) const {
    guarded_->begin();
    try {
      return use();
    } catch (const SQLite::Exception& error) {
      refuse(path_, error);
    }
  }

  // The same for what is written: where that fails, once more after make_room().
  template <class Use>
  void with_room(Use use) const {
    try {
      return with(use);
    } catch (const StoreError&) {
      make_room();
    }
    with(use);
  }
  void make_room() const;  // moves what is committed out of the log, which then takes none

  const std::string& path() const { return path_; }
  SQLite::Database& database() const { return guarded_->database(); }
  // Throws StoreError where so many rows, of so many bytes at least, are more than there are in the file.
  void check_size(std::uint64_t rows, std::uint64_t bytes_each = 1) const;

 private:
  ResultsFile(std::string path, GuardedDatabase database);

  std::string path_;
  std::optional<FileLock> lock_;
  std::unique_ptr<GuardedDatabase> guarded_;
  bool writes_ = false;
};

// Whether a row's first columns have these types, a letter each, whatever their tables say: i(nteger), r(eal), t(ext),
// b(lob) and 0 for NULL; R: real or NULL.
bool has_types(const SQLite::Statement& row, std::string_view types);
std::string blob(const SQLite::Column& column);
void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes);
// The share and the ends of its 95 % interval (Wilson); zeros where there is nothing to take a share of.
std::array<double, 3> share_figures(const NamedShare& share);
// Three texts from `index`, which must live until the statement is done.
void bind_name(SQLite::Statement& statement, int index, const RowName& row);
// n, k and these figures at five places from `index`; NULL where there is nothing to take a share of.
void bind_share(SQLite::Statement& statement, int index, const NamedShare& share);
// n, mean, sd and the ends of the 95 % interval, likewise; NULL where there is none.
void bind_mean(SQLite::Statement& statement, int index, const NamedMean& mean);

}  // namespace detente
