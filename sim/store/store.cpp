#include "sim/store/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "sim/stats/proportion.h"
#include "sim/store/file_lock.h"
#include "sim/store/packing.h"

namespace detente {

namespace {

namespace fs = std::filesystem;

constexpr int application_id = 0x64746E74;  // "dtnt"

constexpr const char* schema = R"(
CREATE TABLE study (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE sets (place INTEGER PRIMARY KEY, value TEXT);
CREATE TABLE stretches (stretch INTEGER PRIMARY KEY, trials INTEGER, hash BLOB, counts BLOB, sums BLOB, draws BLOB, seal BLOB);
CREATE TABLE shares (kind TEXT, name TEXT, n INTEGER, k INTEGER, p REAL, low REAL, high REAL, PRIMARY KEY (kind, name));
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

[[noreturn]] void fail(const std::string& path, const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      throw StoreError(
          fmt::format("'{}': the disk is full; what was committed is whole, and the same command goes on "
                      "once there is room",
                      path));
    case SQLITE_NOTADB:
      throw StoreError(fmt::format("'{}' is not a results file (no SQLite database)", path));
    case SQLITE_CORRUPT:
      throw StoreError(
          fmt::format("'{}' is damaged ({}); remove it, or take what it still has with the sqlite3 "
                      "program's .recover",
                      path, error.what()));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      throw StoreError(
          fmt::format("'{}' cannot be read as it is ({}): its writer was killed; the run's command puts it in "
                      "order, as does any command that may write into its folder",
                      path, error.what()));
    case SQLITE_IOERR:
      throw StoreError(fmt::format("'{}' cannot be read or written any further ({}); what was committed is whole", path,
                                   error.what()));
    default:
      throw StoreError(fmt::format("'{}': {}", path, error.what()));
  }
}

std::string blob(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

void bind_blob(SQLite::Statement& statement, int index, const std::string& bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

// What tells a damaged row from a whole one.
std::string seal_of(std::uint64_t stretch, std::uint64_t trials, const std::string& hash, const std::string& counts,
                    const std::string& sums, const std::string& draws) {
  Sha256 seal;
  seal.add_number(stretch);
  seal.add_number(trials);
  for (const std::string* bytes : {&hash, &counts, &sums, &draws}) {
    seal.add_number(bytes->size());
    seal.add(bytes->data(), bytes->size());
  }
  return seal.finish();
}

}  // namespace

struct Store::Parts {
  std::string path;
  std::optional<FileLock> lock;
  SQLite::Database database;
  StoredStudy study;
  bool writes = false;

  // Calls `use`; SQLite's errors become ours.
  template <class Use>
  auto with(Use use) const {
    try {
      return use();
    } catch (const SQLite::Exception& error) {
      fail(path, error);
    }
  }

  // Anything else could be made to never end.
  void check_tables() {
    const int tables = database
                           .execAndGet(
                               "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN "
                               "('study', 'sets', 'stretches', 'shares')")
                           .getInt();
    if (tables != 4 ||
        database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index')").getInt() != 0)
      throw StoreError(fmt::format("'{}' is damaged: it has not the tables of a results file", path));
  }

  bool is_empty() { return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0; }

  void check_format() {
    const int id = database.execAndGet("PRAGMA application_id").getInt();
    const int format = database.execAndGet("PRAGMA user_version").getInt();
    if (id != application_id) throw StoreError(fmt::format("'{}' is a database, but not of detente's results", path));
    if (format > store_format)
      throw StoreError(fmt::format("'{}' has format {}, and this program reads up to {}; use a newer detente", path,
                                   format, store_format));
    if (format < 1) throw StoreError(fmt::format("'{}' has format {}; there is no such format", path, format));
    check_tables();
  }

  std::string text_of(const char* key) const {
    SQLite::Statement query(database, "SELECT value FROM study WHERE key = ?");
    query.bind(1, key);
    if (!query.executeStep()) throw StoreError(fmt::format("'{}' is damaged: it does not say its {}", path, key));
    return blob(query.getColumn(0));
  }

  std::uint64_t number_of(const char* key) const {
    const std::string text = text_of(key);
    std::uint64_t number = 0;
    for (const char digit : text) {
      if (digit < '0' || digit > '9') throw StoreError(fmt::format("'{}' is damaged: its {} is '{}'", path, key, text));
      number = number * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return number;
  }

  void set(const char* key, const std::string& value) {
    SQLite::Statement insert(database, "INSERT OR REPLACE INTO study VALUES (?, ?)");
    insert.bind(1, key);
    insert.bind(2, value);
    insert.exec();
  }

  // What tells a damaged study from a whole one.
  static std::string seal_of(const StoredStudy& of) {
    std::string all;
    for (const std::string* text : {&of.command, &of.version, &of.file, &of.folder, &of.text, &of.canonical})
      all += fmt::format("{} {}", text->size(), *text);
    for (const std::string& each : of.sets) all += fmt::format("{} {}", each.size(), each);
    return sha256(fmt::format("{} {} {} {} {} {}", all, of.seed, of.trials, of.count_size, of.sum_size, of.draw_size));
  }

  void read_study() {
    study = {.command = text_of("command"),
             .version = text_of("version"),
             .file = text_of("file"),
             .folder = text_of("folder"),
             .text = text_of("scenario"),
             .canonical = text_of("canonical"),
             .seed = number_of("seed"),
             .trials = number_of("trials"),
             .count_size = number_of("count_size"),
             .sum_size = number_of("sum_size"),
             .draw_size = number_of("draw_size")};
    constexpr std::uint64_t numbers_most = 10'000'000;
    if (study.trials < 1 || study.trials > stretches_most * stretch_trials ||
        std::max({study.count_size, study.sum_size, study.draw_size}) > numbers_most)
      throw StoreError(fmt::format("'{}' is damaged: its sizes cannot be", path));
    SQLite::Statement query(database, "SELECT value FROM sets ORDER BY place");
    while (query.executeStep()) study.sets.push_back(query.getColumn(0).getString());
    if (text_of("seal") != seal_of(study))
      throw StoreError(fmt::format("'{}' is damaged: what it says of its scenario has changed", path));
  }

  void create(const StoredStudy& of) {
    SQLite::Transaction transaction(database);
    database.exec(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", application_id, store_format));
    database.exec(schema);
    set("command", of.command);
    set("version", of.version);
    set("file", of.file);
    set("folder", of.folder);
    set("scenario", of.text);
    set("canonical", of.canonical);
    set("sha256", sha256(of.canonical));
    set("seed", fmt::to_string(of.seed));
    set("trials", fmt::to_string(of.trials));
    set("count_size", fmt::to_string(of.count_size));
    set("sum_size", fmt::to_string(of.sum_size));
    set("draw_size", fmt::to_string(of.draw_size));
    set("seal", seal_of(of));
    SQLite::Statement insert(database, "INSERT INTO sets (value) VALUES (?)");
    for (const std::string& each : of.sets) {
      insert.bind(1, each);
      insert.exec();
      insert.reset();
    }
    transaction.commit();
  }

  // Throws where the file cannot go on to be of this study.
  void check_extends(const StoredStudy& to) const {
    if (const std::string difference = study.difference(to); !difference.empty())
      throw StoreError(
          fmt::format("'{}' holds another study ({}): {}; write to another file", path, study.command, difference));
    if (study.trials > to.trials)
      throw StoreError(fmt::format("'{}' is of {} trials, more than {}; ask for as many, or write to another file",
                                   path, study.trials, to.trials));
  }

  void extend(const StoredStudy& to) {
    if (study.trials == to.trials) return;
    SQLite::Transaction transaction(database);
    SQLite::Statement remove(database, "DELETE FROM stretches WHERE trials < ?");
    remove.bind(1, static_cast<std::int64_t>(stretch_trials));
    remove.exec();
    database.exec("DELETE FROM shares; DELETE FROM study WHERE key = 'digest'");
    study.trials = to.trials;
    study.command = to.command;
    set("trials", fmt::to_string(study.trials));
    set("command", study.command);
    set("seal", seal_of(study));
    transaction.commit();
  }
};

std::string StoredStudy::difference(const StoredStudy& other) const {
  if (canonical != other.canonical) return "its scenario plays otherwise";
  if (seed != other.seed) return fmt::format("it has seed {}, not {}", seed, other.seed);
  if (version != other.version) return fmt::format("it is by detente {}, not {}", version, other.version);
  if (count_size != other.count_size || sum_size != other.sum_size || draw_size != other.draw_size)
    return "it counts other things";
  return "";
}

bool is_store_name(const std::string& path) { return path.ends_with(".sqlite"); }

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
const std::string& Store::path() const { return parts_->path; }
const StoredStudy& Store::study() const { return parts_->study; }

Store Store::open(const std::string& path) {
  if (::access(path.c_str(), R_OK) != 0)
    throw StoreError(fmt::format("cannot read '{}': {}", path, std::strerror(errno)));
  if (std::error_code ignored; !fs::is_regular_file(path, ignored))
    throw StoreError(fmt::format("'{}' is not a results file (no regular file)", path));
  const auto opened = [&](int how) {
    Store store(std::unique_ptr<Parts>(new Parts{path, {}, SQLite::Database(path, how, 10'000), {}, false}));
    if (store.parts_->is_empty())
      throw EmptyStore(
          fmt::format("'{}' is empty: what was to write it was killed, or its {}-wal is missing; the run's "
                      "command goes on",
                      path, path));
    store.parts_->check_format();
    store.parts_->read_study();
    return store;
  };
  try {
    try {
      return opened(SQLite::OPEN_READONLY);
    } catch (const SQLite::Exception& error) {
      // A writer that was killed may have left what only another can take back.
      if (error.getErrorCode() != SQLITE_READONLY && error.getErrorCode() != SQLITE_CANTOPEN) throw;
      return opened(SQLite::OPEN_READWRITE);
    }
  } catch (const SQLite::Exception& error) {
    fail(path, error);
  }
}

Store Store::write(const std::string& path, const StoredStudy& study) {
  if (study.stretches() > stretches_most)
    throw StoreError(fmt::format("'{}' cannot hold {} trials, {} at most; take files of other seeds", path,
                                 study.trials, stretches_most * stretch_trials));
  std::error_code ignored;
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored))
    throw StoreError(fmt::format("'{}' is no regular file", path));
  const std::string target = fs::weakly_canonical(path, ignored).string();  // one lock whatever the name
  FileLock lock(target.empty() ? path : target);
  try {
    SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 10'000);
    Store store(std::unique_ptr<Parts>(new Parts{path, std::move(lock), std::move(database), {}, false}));
    Parts& parts = *store.parts_;
    const bool fresh = parts.is_empty();
    if (!fresh) {
      parts.check_format();
      parts.read_study();
      parts.check_extends(study);
    }
    parts.database.exec(
        fmt::format("PRAGMA journal_mode = {}; PRAGMA synchronous = NORMAL;", is_network(target) ? "DELETE" : "WAL"));
    parts.writes = true;
    if (fresh) {
      parts.create(study);
      parts.database.exec("PRAGMA wal_checkpoint(TRUNCATE)");  // so that the file says what it is without its log
      parts.read_study();
    }
    parts.extend(study);
    return store;
  } catch (const SQLite::Exception& error) {
    fail(path, error);
  }
}

std::vector<std::uint64_t> Store::stretches() const {
  return parts_->with([&] {
    std::vector<std::uint64_t> found;
    SQLite::Statement query(parts_->database,
                            "SELECT stretch FROM stretches WHERE stretch BETWEEN 0 AND ? ORDER BY stretch");
    query.bind(1, static_cast<std::int64_t>(parts_->study.stretches()) - 1);
    while (query.executeStep()) found.push_back(static_cast<std::uint64_t>(query.getColumn(0).getInt64()));
    return found;
  });
}

std::optional<StoredStretch> Store::read(std::uint64_t stretch) const {
  return parts_->with([&]() -> std::optional<StoredStretch> {
    const StoredStudy& study = parts_->study;
    SQLite::Statement query(parts_->database,
                            "SELECT trials, hash, counts, sums, draws, seal FROM stretches WHERE stretch = ?");
    query.bind(1, static_cast<std::int64_t>(stretch));
    if (stretch >= study.stretches() || !query.executeStep()) return {};
    StoredStretch found;
    found.trials = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
    found.stretch.hash = blob(query.getColumn(1));
    const std::string counts = blob(query.getColumn(2)), sums = blob(query.getColumn(3)),
                      draws = blob(query.getColumn(4));
    found.bytes = found.stretch.hash + counts + sums + draws;
    if (blob(query.getColumn(5)) != seal_of(stretch, found.trials, found.stretch.hash, counts, sums, draws)) return {};
    auto unpacked_counts = unpack_counts(counts, study.count_size);
    auto unpacked_sums = unpack_sums(sums, study.sum_size);
    auto unpacked_draws = unpack_counts(draws, stretch * stretch_blocks < drawn_blocks ? study.draw_size : 0);
    if (!unpacked_counts || !unpacked_sums || !unpacked_draws || found.trials != study.trials_of(stretch)) return {};
    found.stretch.sum = {stretch, std::move(*unpacked_counts), std::move(*unpacked_sums)};
    found.draws.counts = std::move(*unpacked_draws);
    return found;
  });
}

void Store::put(const Stretch& stretch, const DrawCounts& draws) {
  parts_->with([&] {
    const std::uint64_t index = stretch.sum.index, trials = parts_->study.trials_of(index);
    const std::string counts = pack(stretch.sum.counts), sums = pack(stretch.sum.sums),
                      drawn = index * stretch_blocks < drawn_blocks ? pack(draws.counts) : "";
    SQLite::Statement insert(parts_->database, "INSERT OR REPLACE INTO stretches VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, static_cast<std::int64_t>(index));
    insert.bind(2, static_cast<std::int64_t>(trials));
    bind_blob(insert, 3, stretch.hash);
    bind_blob(insert, 4, counts);
    bind_blob(insert, 5, sums);
    bind_blob(insert, 6, drawn);
    bind_blob(insert, 7, seal_of(index, trials, stretch.hash, counts, sums, drawn));
    insert.exec();
  });
}

void Store::put_result(const std::string& digest, const std::vector<NamedShare>& shares) {
  parts_->with([&] {
    SQLite::Transaction transaction(parts_->database);
    parts_->set("digest", digest);
    parts_->database.exec("DELETE FROM shares");
    SQLite::Statement insert(parts_->database, "INSERT INTO shares VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const NamedShare& share : shares) {
      insert.bind(1, share.kind);
      insert.bind(2, share.name);
      insert.bind(3, static_cast<std::int64_t>(share.of));
      insert.bind(4, static_cast<std::int64_t>(share.count));
      if (share.of > 0) {
        const Interval interval = wilson(share.count, share.of);
        insert.bind(5, static_cast<double>(share.count) / static_cast<double>(share.of));
        insert.bind(6, interval.low);
        insert.bind(7, interval.high);
      }
      insert.exec();
      insert.reset();
      insert.clearBindings();
    }
    transaction.commit();
  });
}

std::string Store::digest() const {
  return parts_->with([&]() -> std::string {
    SQLite::Statement query(parts_->database, "SELECT value FROM study WHERE key = 'digest'");
    return query.executeStep() ? query.getColumn(0).getString() : "";
  });
}

void Store::close() {
  if (!parts_ || !std::exchange(parts_->writes, false)) return;
  // Where a reader has it open it stays as it is, which is whole, too.
  parts_->database.tryExec("PRAGMA journal_mode = DELETE");
}

Store::~Store() { close(); }

}  // namespace detente
