// The database beneath a store: SQLite with one writer, tables that are those of this program, texts and numbers by
// name, and errors that say which file and why. For the sources of this module alone: it brings SQLite's names along.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

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
#include "sim/store/store_error.h"

namespace detente {

constexpr int store_format = 10;  // PRAGMA user_version

// SQLite's errors as ours.
[[noreturn]] void refuse(const std::string& path, const SQLite::Exception& error);

class ResultsFile {
 public:
  // For reading, which writes nothing anywhere. Throws StoreError, and EmptyStore where nothing is in it yet.
  static ResultsFile open(const std::string& path);
  // Throws StoreError unless it is a results file of this format and nothing else, and whole. Only then are rows read.
  void check() const;
  // For one writer at a time. Throws StoreError where there is something else than such a file. Nothing is written yet:
  // what the file is of may be read (unless it is empty) and refused.
  static ResultsFile lock(const std::string& path);
  ~ResultsFile() { close(); }
  ResultsFile(ResultsFile&&) noexcept = default;

  bool is_empty() const;
  // From here on it is written. An empty one gets its tables, and what `fill` puts into them.
  void begin_writing(const std::function<void()>& fill);
  void close();  // a whole file that stands alone, unless a reader has it open

  // Of the table `study`. Throw StoreError where it has none such.
  bool has(const char* key) const;
  std::string text_of(const char* key) const;
  std::uint64_t number_of(const char* key) const;
  void set(const char* key, const std::string& value);
  std::vector<std::string> sets() const;  // of the table of this name
  void put_sets(const std::vector<std::string>& sets);
  SampleTexts samples() const;  // likewise. Throws StoreError where there is more of them than there may be
  void put_samples(const SampleTexts& samples);
  std::vector<std::vector<Cell>> rows(const std::string& query) const;

  // Calls `use`; SQLite's errors become ours. All that a reader's reads is as of one moment, be it within another look.
  template <class Use>
  auto with(Use use) const {
    guarded_->begin();
    try {
      std::optional<Look> one_look;
      if (!lock_) one_look.emplace(*this);
      return use();
    } catch (const SQLite::Exception& error) {
      refuse(path_, error);
    }
  }

  // The same of a writer, too.
  template <class Read>
  void in_one_look(Read read) const {
    with([&] {
      const Look one_look(*this);
      read();
    });
  }

  // All that `put` writes is committed, or nothing of it.
  template <class Put>
  void commit(Put put) const {
    with([&] {
      SQLite::Transaction transaction(database());
      put();
      transaction.commit();
    });
  }
  // The same; where that fails, once more after make_room().
  template <class Put>
  void commit_with_room(Put put) const {
    try {
      return commit(put);
    } catch (const StoreError&) {
      make_room();
    }
    commit(put);
  }
  void make_room() const;  // moves what is committed out of the log, which then takes none

  const std::string& path() const { return path_; }
  SQLite::Database& database() const { return guarded_->database(); }
  // Throws StoreError where so many rows, of so many bytes at least, are more than there are in the file.
  void check_size(std::uint64_t rows, std::uint64_t bytes_each = 1) const;

 private:
  // What is read while it lives is as of one moment; within another, of that one's.
  class Look {
   public:
    explicit Look(const ResultsFile& file);

   private:
    std::optional<SQLite::Transaction> transaction_;
  };

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
std::uint64_t unsigned_at(const SQLite::Statement& row, int column);
std::optional<double> figure_at(const SQLite::Statement& row, int column);  // none: NULL

struct Blob {
  const std::string& bytes;
};

// Texts and bytes must live until the statement is done.
void bind(SQLite::Statement& statement, int index, std::uint64_t number);
void bind(SQLite::Statement& statement, int index, int number);
void bind(SQLite::Statement& statement, int index, double number);
void bind(SQLite::Statement& statement, int index, const std::optional<double>& figure);  // none: NULL
void bind(SQLite::Statement& statement, int index, const std::string& text);
void bind(SQLite::Statement& statement, int index, const Blob& blob);
void bind(SQLite::Statement& statement, int index, const Cell& cell);

// These values from the first place on.
template <class... Values>
void bind_all(SQLite::Statement& statement, const Values&... values) {
  int index = 0;
  (bind(statement, ++index, values), ...);
}

template <class... Values>
void execute(SQLite::Statement& statement, const Values&... values) {
  bind_all(statement, values...);
  statement.exec();
  statement.reset();
}

}  // namespace detente
