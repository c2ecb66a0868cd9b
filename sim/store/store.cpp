#include "sim/store/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/store/packing.h"
#include "sim/store/results_file.h"
#include "sim/store/told.h"

namespace detente {

namespace {

const ResultsKind run_kind = {Holding::run, store_format, R"(
CREATE TABLE study (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE sets (place INTEGER PRIMARY KEY, value TEXT);
CREATE TABLE samples (name TEXT PRIMARY KEY, text BLOB);
CREATE TABLE stretches (stretch INTEGER PRIMARY KEY, trials INTEGER, hash BLOB, counts BLOB, sums BLOB, draws BLOB, seal BLOB);
CREATE TABLE blocks (block INTEGER PRIMARY KEY, trials INTEGER, counts BLOB, sums BLOB, draws BLOB, seal BLOB);
CREATE TABLE shares (kind TEXT, name TEXT, item TEXT, n INTEGER, k INTEGER, p REAL, low REAL, high REAL,
  PRIMARY KEY (kind, name, item));
CREATE TABLE means (kind TEXT, name TEXT, item TEXT, n INTEGER, mean REAL, sd REAL, low REAL, high REAL,
  PRIMARY KEY (kind, name, item));
CREATE TABLE findings (kind TEXT, name TEXT, item TEXT, figure TEXT, n INTEGER, k INTEGER, value REAL, low REAL, high REAL);
CREATE TABLE choices (place INTEGER PRIMARY KEY, kind TEXT, choice TEXT, otherwise TEXT, change REAL, low REAL, high REAL);
)"};

// What is counted, as bytes.
struct Packed {
  std::string counts, sums, draws;

  static Packed of(const Block& sum, const DrawCounts& draws, std::uint64_t first_block) {
    return {pack_counts(sum), pack(sum.sums), first_block < drawn_blocks ? pack(draws.counts) : ""};
  }
  std::string all() const { return counts + sums + draws; }
  // What tells a damaged row from a whole one. hash: of a stretch; none of a block.
  std::string seal(std::uint64_t index, std::uint64_t trials, const std::string& hash) const {
    Sha256 made;
    made.add_number(index);
    made.add_number(trials);
    for (const std::string* bytes : {&hash, &counts, &sums, &draws}) {
      made.add_number(bytes->size());
      made.add(bytes->data(), bytes->size());
    }
    return made.finish();
  }
  // False unless the bytes are that.
  bool unpack(const StoredStudy& study, std::uint64_t first_block, Block& sum, DrawCounts& drawn) const {
    auto unpacked_sums = unpack_sums(sums, study.sum_size);
    auto unpacked_draws = unpack_counts(draws, first_block < drawn_blocks ? study.draw_size : 0);
    if (!unpack_counts(counts, study.count_size, sum) || !unpacked_sums || !unpacked_draws) return false;
    sum.sums = std::move(*unpacked_sums);
    drawn.counts = std::move(*unpacked_draws);
    return true;
  }
};

}  // namespace

struct Store::Parts {
  ResultsFile file;
  StoredStudy study;

  // What tells a damaged study from a whole one.
  static std::string seal_of(const StoredStudy& of) {
    std::string all;
    for (const std::string* text : {&of.command, &of.version, &of.file, &of.text, &of.canonical})
      all += fmt::format("{} {}", text->size(), *text);
    all += fmt::format("{} ", of.samples.size());
    for (const auto& [name, text] : of.samples) all += fmt::format("{} {}{} {}", name.size(), name, text.size(), text);
    for (const std::string& each : of.sets) all += fmt::format("{} {}", each.size(), each);
    return sha256(fmt::format("{} {} {} {} {} {}", all, of.seed, of.trials, of.count_size, of.sum_size, of.draw_size));
  }

  void read_study() {
    study = {.command = file.text_of("command"),
             .version = file.text_of("version"),
             .file = file.text_of("file"),
             .text = file.text_of("scenario"),
             .samples = file.samples(),
             .sets = file.sets(),
             .canonical = file.text_of("canonical"),
             .seed = file.number_of("seed"),
             .trials = file.number_of("trials"),
             .count_size = file.number_of("count_size"),
             .sum_size = file.number_of("sum_size"),
             .draw_size = file.number_of("draw_size")};
    constexpr std::uint64_t numbers_most = 10'000'000;
    if (study.trials < 1 || study.trials > stretches_most * stretch_trials ||
        std::max({study.count_size, study.sum_size, study.draw_size}) > numbers_most)
      throw StoreError(fmt::format("'{}' is damaged: its sizes cannot be", file.path()));
    if (file.text_of("seal") != seal_of(study) || file.text_of("sha256") != sha256(study.canonical))
      throw StoreError(fmt::format("'{}' is damaged: what it says of its scenario has changed", file.path()));
    constexpr std::uint64_t seal_bytes = 32;
    for (const char* table : {"stretches", "blocks"}) {
      const auto rows = file.database().execAndGet(fmt::format("SELECT count(*) FROM {}", table)).getInt64();
      file.check_size(static_cast<std::uint64_t>(rows), sizeof(double) * study.sum_size + seal_bytes);
    }
  }

  void put_study(const StoredStudy& of) {
    file.set("command", of.command);
    file.set("version", of.version);
    file.set("file", of.file);
    file.set("scenario", of.text);
    file.set("canonical", of.canonical);
    file.set("sha256", sha256(of.canonical));
    file.set("seed", fmt::to_string(of.seed));
    file.set("trials", fmt::to_string(of.trials));
    file.set("count_size", fmt::to_string(of.count_size));
    file.set("sum_size", fmt::to_string(of.sum_size));
    file.set("draw_size", fmt::to_string(of.draw_size));
    file.set("seal", seal_of(of));
    file.put_sets(of.sets);
    file.put_samples(of.samples);
  }

  // Throws where the file cannot go on to be of this study.
  void check_extends(const StoredStudy& to) const {
    if (const std::string difference = study.difference(to); !difference.empty())
      throw StoreError(fmt::format("'{}' holds another study ({}): {}; write to another file", file.path(),
                                   study.command, difference));
    if (study.trials > to.trials)
      throw StoreError(fmt::format("'{}' is of {} trials, more than {}; ask for as many, or write to another file",
                                   file.path(), study.trials, to.trials));
  }

  void extend(const StoredStudy& to) {
    if (study.trials == to.trials) return;
    SQLite::Transaction transaction(file.database());
    file.database().exec(fmt::format("DELETE FROM stretches WHERE trials < {}; DELETE FROM blocks WHERE trials < {}",
                                     stretch_trials, block_trials));
    forget(file);
    study.trials = to.trials;
    study.command = to.command;
    file.set("trials", fmt::to_string(study.trials));
    file.set("command", study.command);
    file.set("seal", seal_of(study));
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

Store::Store(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Store::Store(Store&&) noexcept = default;
const std::string& Store::path() const { return parts_->file.path(); }
const StoredStudy& Store::study() const { return parts_->study; }

Store Store::open(const std::string& path) { return open(ResultsFile::open(path)); }

Store Store::open(ResultsFile file) {
  Store store(std::unique_ptr<Parts>(new Parts{std::move(file), {}}));
  Parts& parts = *store.parts_;
  parts.file.with([&] {
    const SQLite::Transaction one_look(parts.file.database());
    parts.file.check(run_kind);
    parts.read_study();
  });
  return store;
}

Store Store::write(const std::string& path, const StoredStudy& study) {
  if (study.stretches() > stretches_most)
    throw StoreError(fmt::format("'{}' cannot hold {} trials, {} at most; take files of other seeds", path,
                                 study.trials, stretches_most * stretch_trials));
  Store store(std::unique_ptr<Parts>(new Parts{ResultsFile::lock(path, run_kind), {}}));
  Parts& parts = *store.parts_;
  parts.file.with([&] {
    if (!parts.file.is_empty()) {
      parts.read_study();
      parts.check_extends(study);
    }
    parts.file.begin_writing(run_kind, [&] { parts.put_study(study); });
    parts.read_study();
    parts.extend(study);
  });
  return store;
}

namespace {

std::vector<std::uint64_t> indices(SQLite::Database& database, const char* of, std::uint64_t end) {
  std::vector<std::uint64_t> found;
  SQLite::Statement query(database, of);
  while (query.executeStep()) {
    const auto index = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
    if (index < end) found.push_back(index);
  }
  return found;
}

}  // namespace

std::vector<std::uint64_t> Store::stretches() const {
  return parts_->file.with([&] {
    return indices(parts_->file.database(), "SELECT stretch FROM stretches ORDER BY stretch",
                   parts_->study.stretches());
  });
}

std::vector<std::uint64_t> Store::blocks() const {
  const std::uint64_t end = (parts_->study.trials + block_trials - 1) / block_trials;
  return parts_->file.with(
      [&] { return indices(parts_->file.database(), "SELECT block FROM blocks ORDER BY block", end); });
}

std::optional<StoredStretch> Store::read(std::uint64_t stretch) const {
  return parts_->file.with([&]() -> std::optional<StoredStretch> {
    const StoredStudy& study = parts_->study;
    SQLite::Statement query(parts_->file.database(),
                            "SELECT trials, hash, counts, sums, draws, seal FROM stretches WHERE stretch = ?");
    query.bind(1, static_cast<std::int64_t>(stretch));
    if (stretch >= study.stretches() || !query.executeStep() || !has_types(query, "ibbbbb")) return {};
    StoredStretch found;
    found.trials = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
    found.stretch.hash = blob(query.getColumn(1));
    const Packed packed{blob(query.getColumn(2)), blob(query.getColumn(3)), blob(query.getColumn(4))};
    found.bytes = found.stretch.hash + packed.all();
    found.stretch.sum.index = stretch;
    if (found.trials != study.trials_of(stretch) ||
        blob(query.getColumn(5)) != packed.seal(stretch, found.trials, found.stretch.hash) ||
        !packed.unpack(study, stretch * stretch_blocks, found.stretch.sum, found.draws))
      return {};
    return found;
  });
}

std::optional<StoredBlock> Store::read_block(std::uint64_t block) const {
  return parts_->file.with([&]() -> std::optional<StoredBlock> {
    const StoredStudy& study = parts_->study;
    SQLite::Statement query(parts_->file.database(),
                            "SELECT trials, counts, sums, draws, seal FROM blocks WHERE block = ?");
    query.bind(1, static_cast<std::int64_t>(block));
    if (!query.executeStep() || !has_types(query, "ibbbb")) return {};
    const auto trials = static_cast<std::uint64_t>(query.getColumn(0).getInt64());
    const Packed packed{blob(query.getColumn(1)), blob(query.getColumn(2)), blob(query.getColumn(3))};
    StoredBlock found;
    found.sum.index = block;
    found.bytes = packed.all();
    if (trials != study.trials_of_block(block) || blob(query.getColumn(4)) != packed.seal(block, trials, "") ||
        !packed.unpack(study, block, found.sum, found.draws))
      return {};
    return found;
  });
}

void Store::put(const Stretch& stretch, const DrawCounts& draws) {
  parts_->file.with_room([&] {
    const std::uint64_t index = stretch.sum.index, trials = parts_->study.trials_of(index);
    const Packed packed = Packed::of(stretch.sum, draws, index * stretch_blocks);
    SQLite::Transaction transaction(parts_->file.database());
    SQLite::Statement remove(parts_->file.database(), "DELETE FROM blocks WHERE block BETWEEN ? AND ?");
    remove.bind(1, static_cast<std::int64_t>(index * stretch_blocks));
    remove.bind(2, static_cast<std::int64_t>(index * stretch_blocks + stretch_blocks - 1));
    remove.exec();
    SQLite::Statement insert(parts_->file.database(), "INSERT OR REPLACE INTO stretches VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, static_cast<std::int64_t>(index));
    insert.bind(2, static_cast<std::int64_t>(trials));
    bind_blob(insert, 3, stretch.hash);
    bind_blob(insert, 4, packed.counts);
    bind_blob(insert, 5, packed.sums);
    bind_blob(insert, 6, packed.draws);
    bind_blob(insert, 7, packed.seal(index, trials, stretch.hash));
    insert.exec();
    transaction.commit();
  });
}

void Store::put(const StoredBlock& block) {
  parts_->file.with_room([&] {
    const std::uint64_t index = block.sum.index, trials = parts_->study.trials_of_block(index);
    const Packed packed = Packed::of(block.sum, block.draws, index);
    SQLite::Statement insert(parts_->file.database(), "INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?, ?, ?)");
    insert.bind(1, static_cast<std::int64_t>(index));
    insert.bind(2, static_cast<std::int64_t>(trials));
    bind_blob(insert, 3, packed.counts);
    bind_blob(insert, 4, packed.sums);
    bind_blob(insert, 5, packed.draws);
    bind_blob(insert, 6, packed.seal(index, trials, ""));
    insert.exec();
  });
}

void Store::put_result(const Document& document) {
  parts_->file.with_room([&] {
    SQLite::Transaction transaction(parts_->file.database());
    tell(parts_->file, document);
    parts_->file.database().exec("DELETE FROM blocks");
    transaction.commit();
  });
}

std::optional<Measured> Store::measured() const {
  return parts_->file.with([&] { return measured_in(parts_->file); });
}

bool Store::tells_measured() const {
  return parts_->file.with([&] { return detente::tells_measured(parts_->file); });
}

std::vector<std::string> Store::changed_figures(const Document* document) const {
  return parts_->file.with([&] { return changed_rows(parts_->file, run_kind.schema, document); });
}

std::string Store::digest() const {
  return parts_->file.with(
      [&]() -> std::string { return parts_->file.has("digest") ? parts_->file.text_of("digest") : ""; });
}

std::vector<std::vector<Cell>> Store::rows(const std::string& query) const { return parts_->file.rows(query); }
void Store::close() { parts_->file.close(); }

Store::~Store() = default;

}  // namespace detente
