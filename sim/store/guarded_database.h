// A database that a stranger may have made, opened after SQLite's own advice (https://sqlite.org/security.html):
// nothing in it is run, its tables are those expected to the letter, each of its pages has one place (so that no rows
// share what is in them, and all together are no more than the file), and work with it ends.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <memory>
#include <string>

namespace detente {

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
  // (SQLITE_INTERRUPT). Few steps, and short rows, as long as its tables are not known.
  void begin() const;
  // Until the next operation begins there is no limit: what is written is the program's own, and so are its tables.
  void begin_unbounded();
  // Whether its tables and indexes are those that `schema` makes, character by character.
  bool has_schema(const char* schema) const;
  // Its tables are known: looks through all of it. What is amiss with its pages, empty if nothing is.
  std::string look_through();

 private:
  GuardedDatabase(std::string path, const std::string& how);
  void know_tables();

  std::string path_;
  bool known_ = false;                   // its tables
  std::unique_ptr<std::int64_t> steps_;  // left of the operation
  std::unique_ptr<SQLite::Database> database_;
};

}  // namespace detente
