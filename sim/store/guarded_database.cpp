#include "sim/store/guarded_database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/core/plain_text.h"
#include "sim/store/companions.h"
#include "sim/store/store_error.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

constexpr int microseconds_most = 25'000;  // of a wait for the index of a log, of which there are a hundred
constexpr int busy_milliseconds = 10'000;
constexpr int steps_at_a_time = 1000;
constexpr int row_bytes_most = 64 << 20, statement_bytes_most = 4000;  // a row of the schema is a statement

// As a URI takes it.
std::string escaped(const std::string& path) {
  std::string text;
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#')
      text += fmt::format("%{:02x}", static_cast<unsigned>(c));
    else
      text += c;
  }
  return text;
}

// SQLite's own, but that it waits two seconds, not ten, for the index of a log to make sense.
const char* impatient() {
  static sqlite3_vfs made = *sqlite3_vfs_find("unix");
  static const int registered = [] {
    made.zName = "impatient";
    made.pNext = nullptr;
    made.xSleep = [](sqlite3_vfs*, int microseconds) {
      std::this_thread::sleep_for(std::chrono::microseconds(std::min(microseconds, microseconds_most)));
      return microseconds;
    };
    return sqlite3_vfs_register(&made, 0);
  }();
  return registered == SQLITE_OK ? made.zName : "unix";
}

// Its header says that it is written by way of a log.
bool wants_log(const std::string& path) {
  constexpr std::size_t version_at = 18;
  std::array<char, version_at + 1> header{};
  std::ifstream file(path, std::ios::binary);
  return file.read(header.data(), header.size()) && header[version_at] == 2;
}

void set_up(sqlite3* database) {
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (const int off : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                        SQLITE_DBCONFIG_ENABLE_FKEY, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
    sqlite3_db_config(database, off, 0, nullptr);
  constexpr std::array limits = {std::pair(SQLITE_LIMIT_LENGTH, statement_bytes_most),
                                 std::pair(SQLITE_LIMIT_SQL_LENGTH, statement_bytes_most),
                                 std::pair(SQLITE_LIMIT_COLUMN, 30),
                                 std::pair(SQLITE_LIMIT_EXPR_DEPTH, 20),
                                 std::pair(SQLITE_LIMIT_VDBE_OP, 10'000),
                                 std::pair(SQLITE_LIMIT_FUNCTION_ARG, 8),
                                 std::pair(SQLITE_LIMIT_ATTACHED, 0),
                                 std::pair(SQLITE_LIMIT_TRIGGER_DEPTH, 1)};
  for (const auto& [limit, most] : limits) sqlite3_limit(database, limit, most);
}

using SchemaRow = std::tuple<std::string, std::string, std::string, std::string>;

// Up to so many rows, in order of name.
std::vector<SchemaRow> schema_rows(SQLite::Database& database, std::size_t most) {
  std::vector<SchemaRow> rows;
  SQLite::Statement query(database, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name LIMIT ?");
  query.bind(1, static_cast<std::int64_t>(most));
  while (query.executeStep())
    rows.emplace_back(query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                      query.getColumn(3).getString());
  return rows;
}

}  // namespace

GuardedDatabase::GuardedDatabase(std::string path, const std::string& how)
    : path_(std::move(path)),
      steps_(std::make_unique<std::int64_t>(0)),
      database_(std::make_unique<SQLite::Database>(fmt::format("file:{}?{}", escaped(path_), how),
                                                   SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_URI,
                                                   busy_milliseconds)) {
  set_up(database_->getHandle());
  const auto step = [](void* left) { return --*static_cast<std::int64_t*>(left) < 0 ? 1 : 0; };
  sqlite3_progress_handler(database_->getHandle(), steps_at_a_time, step, steps_.get());
  begin();
  database_->exec("PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0");
}

GuardedDatabase GuardedDatabase::to_read(const std::string& path) {
  const Companions beside = look_beside(path);
  if (beside.journal && (beside.log || wants_log(path)))
    throw StoreError(
        fmt::format("'{}-journal' does not go with '{}', which is written by way of a log; remove it", path, path));
  const bool left_by_a_kill = beside.log && !beside.index;
  std::string how = "mode=ro";
  if (left_by_a_kill)
    how += "&vfs=unix-none";  // without locks, since nobody has it open: whoever had would have an index beside it
  else if (beside.index)
    how += fmt::format("&readonly_shm=1&vfs={}", impatient());
  else if (beside.empty_log || wants_log(path))
    how += "&immutable=1";  // else SQLite would make a log or its index beside it
  GuardedDatabase made(path, how);
  sqlite3_db_config(made.database().getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (left_by_a_kill) made.database().exec("PRAGMA locking_mode = EXCLUSIVE");  // the log's index is then in memory
  made.database().exec("PRAGMA query_only = ON");
  return made;
}

GuardedDatabase GuardedDatabase::to_write(const std::string& path) {
  look_beside(path);
  return {path, "mode=rwc"};
}

std::uintmax_t GuardedDatabase::bytes() const {
  std::uintmax_t bytes = 0;
  for (const char* part : {"-wal", ""}) {  // in this order, for its writer may move pages from the one into the other
    std::error_code error;
    const std::uintmax_t size = fs::file_size(path_ + part, error);
    if (!error) bytes += size;
  }
  return bytes;
}

void GuardedDatabase::begin() const {
  constexpr std::uintmax_t steps_unknown = 100'000, steps_of_any = 5'000'000, steps_per_byte = 12;
  const std::uintmax_t steps = known_ ? steps_of_any + steps_per_byte * bytes() : steps_unknown;
  *steps_ = static_cast<std::int64_t>(steps / steps_at_a_time);
}

void GuardedDatabase::begin_unbounded() {
  know_tables();
  *steps_ = std::numeric_limits<std::int64_t>::max();
}

void GuardedDatabase::know_tables() {
  known_ = true;
  sqlite3_limit(database_->getHandle(), SQLITE_LIMIT_LENGTH, row_bytes_most);
  begin();
}

bool GuardedDatabase::has_schema(const char* schema) const {
  SQLite::Database wanted(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  wanted.exec(schema);
  const std::vector<SchemaRow> rows = schema_rows(wanted, 100);
  return schema_rows(*database_, rows.size() + 1) == rows;
}

std::string GuardedDatabase::look_through() {
  know_tables();
  const auto number = [&](const char* pragma) {
    return static_cast<std::uintmax_t>(database_->execAndGet(pragma).getInt64());
  };
  const std::uintmax_t claimed = number("PRAGMA page_count") * number("PRAGMA page_size");
  if (claimed > bytes()) return "it has more pages than bytes";
  SQLite::Statement check(*database_, "PRAGMA integrity_check(1)");
  check.executeStep();
  const std::string found = check.getColumn(0).getString();
  return found == "ok" ? "" : plain_line(found.substr(found.rfind('\n') + 1));  // after a heading
}

}  // namespace detente
