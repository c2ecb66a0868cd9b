#include "sim/store/results_file.h"

#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include "sim/files/links.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

constexpr const char* damage_remedy = "remove it, or take what it still has with the sqlite3 program's .recover";

constexpr int application_id = 0x64746E74;   // "dtnt"
constexpr int former_sweep_id = 0x64746E73;  // "dtns", of before format 7
constexpr const char* older_remedy =
    "which this program does not read; show it with the detente that wrote it, or play it again into another file";

constexpr const char* schema = R"(
CREATE TABLE study (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE sets (place INTEGER PRIMARY KEY, value TEXT);
CREATE TABLE samples (name TEXT PRIMARY KEY, text BLOB);
CREATE TABLE points (point INTEGER, place INTEGER, axis TEXT, value TEXT, PRIMARY KEY (point, place)) WITHOUT ROWID;
CREATE TABLE point_sets (point INTEGER, place INTEGER, value TEXT, PRIMARY KEY (point, place)) WITHOUT ROWID;
CREATE TABLE parts (run INTEGER, part INTEGER, trials INTEGER, hash BLOB, counts BLOB, sums BLOB, outcomes BLOB, seal BLOB,
  PRIMARY KEY (run, part));
CREATE TABLE blocks (run INTEGER, block INTEGER, trials INTEGER, hash BLOB, counts BLOB, sums BLOB, outcomes BLOB, seal BLOB,
  PRIMARY KEY (run, block));
CREATE TABLE runs (run INTEGER PRIMARY KEY, point INTEGER, replication INTEGER, seed INTEGER, trials INTEGER,
  failed INTEGER, clamped INTEGER, digest TEXT, seal BLOB);
CREATE TABLE shares (run INTEGER, place INTEGER, kind TEXT, name TEXT, item TEXT, n INTEGER, k INTEGER, p REAL, low REAL,
  high REAL, PRIMARY KEY (run, place)) WITHOUT ROWID;
CREATE TABLE means (run INTEGER, place INTEGER, kind TEXT, name TEXT, item TEXT, n INTEGER, mean REAL, sd REAL, low REAL,
  high REAL, PRIMARY KEY (run, place)) WITHOUT ROWID;
CREATE TABLE findings (kind TEXT, name TEXT, item TEXT, figure TEXT, n INTEGER, k INTEGER, value REAL, low REAL, high REAL);
CREATE TABLE choices (place INTEGER PRIMARY KEY, kind TEXT, choice TEXT, otherwise TEXT, change REAL, low REAL, high REAL);
)";

// Shared memory, which a write-ahead log needs, does not work over these (their numbers: statfs(2)).
bool is_network(const std::string& path) {
  struct statfs place{};
  const std::string folder = fs::path(path).parent_path().string();
  if (statfs(folder.empty() ? "." : folder.c_str(), &place) != 0) return true;
  constexpr std::array<std::uint32_t, 11> types = {0x6969,     0x517B,     0xFF534D42, 0xFE534D42,
                                                   0x0BD00BD0, 0x47504653, 0x19830326, 0x65735546,
                                                   0x00C36400, 0x01021997, 0x5346414F};
  return std::find(types.begin(), types.end(), static_cast<std::uint32_t>(place.f_type)) != types.end();
}

}  // namespace

void refuse(const std::string& path, const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      throw StoreError(
          fmt::format("'{}': the disk is full; what was committed is whole, and the same command goes on "
                      "once there is room",
                      path));
    case SQLITE_NOTADB:
      throw StoreError(fmt::format("'{}' is not a results file (no SQLite database)", path));
    case SQLITE_CORRUPT:
      throw StoreError(fmt::format("'{}' is damaged ({}); {}", path, error.what(), damage_remedy));
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT:
    case SQLITE_ERROR:
      throw StoreError(
          fmt::format("'{}' is damaged, or made to do harm: {}; it is not read any further", path,
                      error.getErrorCode() == SQLITE_INTERRUPT ? "reading it would not end" : error.what()));
    case SQLITE_READONLY:
      if (error.getExtendedErrorCode() == SQLITE_READONLY_ROLLBACK)
        throw StoreError(
            fmt::format("'{}-journal' holds what has to be taken back first, since it was not finished; "
                        "the run's command does so",
                        path));
      [[fallthrough]];
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      throw StoreError(fmt::format("'{}' cannot be read or written ({})", path, error.what()));
    case SQLITE_IOERR:
      throw StoreError(fmt::format("'{}' cannot be read or written any further ({}); what was committed is whole", path,
                                   error.what()));
    case SQLITE_PROTOCOL:
      throw StoreError(
          fmt::format("'{}-shm' is not the index of its log, or another process keeps it busy ({}); if none has '{}' "
                      "open, remove that file, which is made anew",
                      path, error.what(), path));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw StoreError(
          fmt::format("'{}' is in use by another process ({}); wait for it, or take a copy", path, error.what()));
    case SQLITE_NOMEM:
      throw StoreError(fmt::format("'{}' takes more memory than there is", path));
    default:
      throw StoreError(
          fmt::format("'{}' cannot be used, of which SQLite says '{}' (error {}); if a copy of it cannot either, {}",
                      path, error.what(), error.getErrorCode(), damage_remedy));
  }
}

namespace {

// Calls `look`, again for up to a second while a writer stands in its way: one that begins or ends takes its log away,
// or makes one, between two looks at it, and while it writes the head of its log's index no reader can make sense of
// it.
template <class Look>
auto look_again(Look look) {
  for (int left = 50;; --left) {
    try {
      return look();
    } catch (const SQLite::Exception& error) {
      const bool may_pass = error.getErrorCode() == SQLITE_CANTOPEN || error.getErrorCode() == SQLITE_READONLY;
      if (left == 0 || !may_pass || error.getExtendedErrorCode() == SQLITE_READONLY_ROLLBACK) throw;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

ResultsFile::Look::Look(const ResultsFile& file) {
  if (sqlite3_get_autocommit(file.database().getHandle()) == 0) return;
  look_again([&] {
    transaction_.emplace(file.database());
    static_cast<void>(file.is_empty());  // a transaction begins as it first reads
  });
}

ResultsFile::ResultsFile(std::string path, GuardedDatabase database)
    : path_(std::move(path)), guarded_(std::make_unique<GuardedDatabase>(std::move(database))) {}

ResultsFile ResultsFile::open(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0)
    throw StoreError(fmt::format("cannot read '{}': {}", path, std::strerror(errno)));
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored))
    throw StoreError(fmt::format("'{}' is not a results file (no regular file)", path));
  const auto is_nothing = [&] {
    throw EmptyStore(
        fmt::format("'{}' is empty: nothing has been committed to it, or its {}-wal is missing; the run's command "
                    "goes on",
                    path, path));
  };
  if (fs::file_size(path, ignored) == 0) is_nothing();
  try {
    return look_again([&] {
      ResultsFile file(path, GuardedDatabase::to_read(without_links(path)));
      if (file.is_empty()) is_nothing();
      return file;
    });
  } catch (const SQLite::Exception& error) {
    refuse(path, error);
  }
}

ResultsFile ResultsFile::lock(const std::string& path) {
  std::error_code ignored;
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))
    throw StoreError(fmt::format("'{}' is no regular file", path));
  const std::string target = without_links(path);  // one lock whatever the name; as SQLite names it, too
  FileLock lock(target);
  try {
    ResultsFile file(path, GuardedDatabase::to_write(target));
    file.lock_.emplace(std::move(lock));
    if (!file.is_empty()) file.check();
    return file;
  } catch (const SQLite::Exception& error) {
    refuse(path, error);
  }
}

void ResultsFile::begin_writing(const std::function<void()>& fill) {
  const bool fresh = is_empty();
  const bool by_log = !is_network(without_links(path_));
  const bool has_log = database().execAndGet("PRAGMA journal_mode").getString() == std::string("wal");
  // By way of MEMORY a log begins and ends without a journal, which a kill would leave behind for readers to refuse:
  // all that changes is in the first sector.
  if (by_log && !has_log) database().exec("PRAGMA journal_mode = MEMORY");
  if (by_log != has_log) database().exec(fmt::format("PRAGMA journal_mode = {}", by_log ? "WAL" : "DELETE"));
  database().exec("PRAGMA synchronous = NORMAL");
  writes_ = true;
  if (!fresh) return;
  SQLite::Transaction transaction(database());
  database().exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", application_id, store_format));
  database().exec(schema);
  guarded_->begin_unbounded();
  fill();
  transaction.commit();
  database().exec("PRAGMA wal_checkpoint(TRUNCATE)");  // so that the file says what it is without its log
}

void ResultsFile::make_room() const { database().tryExec("PRAGMA wal_checkpoint(TRUNCATE)"); }

void ResultsFile::close() {
  if (!guarded_ || !std::exchange(writes_, false)) return;
  // Where a reader has it open it keeps its log, but nothing is there alone any more.
  for (const char* step : {"PRAGMA wal_checkpoint(FULL)", "PRAGMA journal_mode = MEMORY"}) database().tryExec(step);
}

bool ResultsFile::is_empty() const {
  return !SQLite::Statement(database(), "SELECT 1 FROM sqlite_schema LIMIT 1").executeStep();
}

void ResultsFile::check() const {
  const int id = database().execAndGet("PRAGMA application_id").getInt();
  const int format = database().execAndGet("PRAGMA user_version").getInt();
  if (id == former_sweep_id)
    throw StoreError(
        fmt::format("'{}' holds a sweep in format {} of those that sweeps had before the first release, {}", path_,
                    format, older_remedy));
  if (id != application_id) throw StoreError(fmt::format("'{}' is a database, but not of detente's results", path_));
  if (format > store_format)
    throw StoreError(fmt::format("'{}' has format {}, and this program reads format {}; use a newer detente", path_,
                                 format, store_format));
  if (format < 1) throw StoreError(fmt::format("'{}' has format {}; there is no such format", path_, format));
  if (format < store_format)
    throw StoreError(fmt::format("'{}' has format {}, of before the first release, {}", path_, format, older_remedy));
  if (!guarded_->has_schema(schema))
    throw StoreError(
        fmt::format("'{}' has other tables than this program writes, or more; it is damaged or not by it", path_));
  if (const std::string flaw = guarded_->look_through(); !flaw.empty())
    throw StoreError(fmt::format("'{}' is damaged ({}); {}", path_, flaw, damage_remedy));
}

void ResultsFile::check_size(std::uint64_t rows, std::uint64_t bytes_each) const {
  if (rows > guarded_->bytes() / bytes_each)
    throw StoreError(fmt::format("'{}' is damaged: it has more in its rows than in all; {}", path_, damage_remedy));
}

bool ResultsFile::has(const char* key) const {
  SQLite::Statement query(database(), "SELECT 1 FROM study WHERE key = ?");
  query.bind(1, key);
  return query.executeStep();
}

std::string ResultsFile::text_of(const char* key) const {
  SQLite::Statement query(database(), "SELECT value FROM study WHERE key = ?");
  query.bind(1, key);
  if (!query.executeStep() || !has_types(query, "t"))
    throw StoreError(fmt::format("'{}' is damaged: it does not say its {}", path_, key));
  return blob(query.getColumn(0));
}

std::uint64_t ResultsFile::number_of(const char* key) const {
  const std::string text = text_of(key);
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (fmt::to_string(number) != text)
    throw StoreError(fmt::format("'{}' is damaged: its {} is '{}'", path_, key, text.substr(0, 20)));
  return number;
}

void ResultsFile::set(const char* key, const std::string& value) {
  SQLite::Statement insert(database(), "INSERT OR REPLACE INTO study VALUES (?, ?)");
  execute(insert, std::string(key), value);
}

std::vector<std::string> ResultsFile::sets() const {
  std::vector<std::string> sets;
  SQLite::Statement query(database(), "SELECT value FROM sets ORDER BY place");
  while (query.executeStep()) sets.push_back(blob(query.getColumn(0)));
  return sets;
}

void ResultsFile::put_sets(const std::vector<std::string>& sets) {
  SQLite::Statement insert(database(), "INSERT INTO sets (value) VALUES (?)");
  for (const std::string& each : sets) execute(insert, each);
}

SampleTexts ResultsFile::samples() const {
  SampleTexts samples;
  std::size_t bytes = 0;
  SQLite::Statement query(database(), "SELECT name, text FROM samples");
  while (query.executeStep()) {
    bytes += has_types(query, "tb") ? static_cast<std::size_t>(query.getColumn(1).getBytes()) : limits::file_bytes + 1;
    if (bytes > limits::sample_bytes_all || query.getColumn(1).getBytes() > static_cast<int>(limits::file_bytes))
      throw StoreError(fmt::format("'{}' is damaged: its files of samples cannot be", path_));
    samples[blob(query.getColumn(0))] = blob(query.getColumn(1));
  }
  return samples;
}

void ResultsFile::put_samples(const SampleTexts& samples) {
  SQLite::Statement insert(database(), "INSERT INTO samples VALUES (?, ?)");
  for (const auto& [name, text] : samples) execute(insert, name, Blob{text});
}

std::vector<std::vector<Cell>> ResultsFile::rows(const std::string& query) const {
  const auto cell = [](const SQLite::Column& column) -> Cell {
    if (column.isNull()) return {};
    if (column.isInteger()) return std::int64_t{column.getInt64()};
    if (column.isFloat()) return column.getDouble();
    return blob(column);
  };
  return with([&] {
    std::vector<std::vector<Cell>> rows;
    SQLite::Statement statement(database(), query);
    while (statement.executeStep())
      for (int column = (rows.emplace_back(), 0); column < statement.getColumnCount(); ++column)
        rows.back().push_back(cell(statement.getColumn(column)));
    return rows;
  });
}

bool is_store_name(const std::string& path) { return path.ends_with(".sqlite"); }

bool has_types(const SQLite::Statement& row, std::string_view types) {
  constexpr std::string_view letters = "?irtb0";  // by SQLite's numbers of types
  for (int column = 0; const char wanted : types) {
    const char found = letters[static_cast<std::size_t>(row.getColumn(column++).getType())];
    if (found != wanted && (wanted != 'R' || (found != 'r' && found != '0'))) return false;
  }
  return true;
}

std::string blob(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

std::uint64_t unsigned_at(const SQLite::Statement& row, int column) {
  return static_cast<std::uint64_t>(row.getColumn(column).getInt64());
}

std::optional<double> figure_at(const SQLite::Statement& row, int column) {
  return row.isColumnNull(column) ? std::nullopt : std::optional(row.getColumn(column).getDouble());
}

void bind(SQLite::Statement& statement, int index, std::uint64_t number) {
  statement.bind(index, static_cast<std::int64_t>(number));
}

void bind(SQLite::Statement& statement, int index, int number) { statement.bind(index, number); }

void bind(SQLite::Statement& statement, int index, double number) { statement.bind(index, number); }

void bind(SQLite::Statement& statement, int index, const std::optional<double>& figure) {
  figure ? statement.bind(index, *figure) : statement.bind(index);
}

void bind(SQLite::Statement& statement, int index, const std::string& text) { statement.bindNoCopy(index, text); }

void bind(SQLite::Statement& statement, int index, const Blob& blob) {
  statement.bindNoCopy(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
}

void bind(SQLite::Statement& statement, int index, const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return statement.bind(index, *number);
  if (const auto* figure = std::get_if<double>(&cell)) return statement.bind(index, *figure);
  if (const auto* text = std::get_if<std::string>(&cell)) return statement.bindNoCopy(index, *text);
  statement.bind(index);  // NULL
}

}  // namespace detente
