// A database that a stranger may have made, opened after SQLite's own advice (https://sqlite.org/security.html):
// nothing in it is run, what it says is measured, and work with it ends.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <string>

#include "sim/store/companions.h"

namespace detente {

constexpr int bytes_most = 64 << 20;     // of a row, or of what is in it
constexpr int row_bytes_most = 1 << 17;  // after limit_rows()

class GuardedDatabase {
 public:
  // Reading never writes, neither the database nor anything beside it. path: without links. Throw StoreError and
  // SQLite::Exception.
  static GuardedDatabase to_read(const std::string& path);
  // What is unfinished is taken back, or put in order, by SQLite.
  static GuardedDatabase to_write(const std::string& path);
  GuardedDatabase(GuardedDatabase&&) noexcept = default;

  SQLite::Database& database() const { return *database_; }
  std::uintmax_t bytes() const;  // of the database and its log
  // Begins an operation: it may take as many steps as a file of this size needs, and many more; then it is broken off
  // (SQLITE_INTERRUPT).
  void begin() const;
  // Until the next operation begins there is no limit: what is written is the program's own.
  void begin_unbounded() const;
  // Whether its tables and indexes are those that `schema` makes, character by character.
  bool has_schema(const char* schema) const;
  // Nothing longer is read or written from here on.
  void limit_rows() const;

 private:
  GuardedDatabase(std::string path, const std::string& uri, std::unique_ptr<PrivateCopy> copy);

  std::string path_;
  std::unique_ptr<PrivateCopy> copy_;
  std::unique_ptr<std::int64_t> steps_;  // left of the operation
  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace detente
