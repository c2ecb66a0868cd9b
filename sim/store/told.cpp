#include "sim/store/told.h"

#include <fmt/format.h>

#include <map>

#include "sim/study/digest.h"

namespace detente {

namespace {

struct Table {
  const char* name;
  int key;  // so many columns
};
constexpr Table figure_tables[] = {{"shares", 3}, {"means", 3}, {"findings", 4}};

void bind(SQLite::Statement& statement, int index, const std::optional<std::uint64_t>& count) {
  count ? statement.bind(index, static_cast<std::int64_t>(*count)) : statement.bind(index);  // NULL
}
void bind(SQLite::Statement& statement, int index, const std::optional<double>& figure) {
  figure ? statement.bind(index, *figure) : statement.bind(index);
}

void put_figures(SQLite::Database& database, const Document& document) {
  SQLite::Statement share_row(database, "INSERT INTO shares VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  SQLite::Statement mean_row(database, "INSERT INTO means VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  SQLite::Statement row(database, "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const NamedShare& share : named_shares(document.result)) {
    bind_name(share_row, 1, *share.row);
    bind_share(share_row, 4, share);
    share_row.exec();
    share_row.reset();
  }
  for (const NamedMean& mean : named_means(document.result)) {
    bind_name(mean_row, 1, *mean.row);
    bind_mean(mean_row, 4, mean);
    mean_row.exec();
    mean_row.reset();
  }
  for (const Finding& finding : findings(document)) {
    bind_name(row, 1, finding.about);
    row.bind(4, finding.figure);
    bind(row, 5, finding.of);
    bind(row, 6, finding.count);
    bind(row, 7, finding.value);
    bind(row, 8, finding.low);
    bind(row, 9, finding.high);
    row.exec();
    row.reset();
  }
}

// By the columns that are its key, everything in a row: types too, and numbers to the bit.
std::map<std::vector<std::string>, std::string> rows_of(SQLite::Database& database, const Table& table) {
  std::map<std::vector<std::string>, std::string> rows;
  SQLite::Statement query(database, fmt::format("SELECT * FROM {}", table.name));
  while (query.executeStep()) {
    std::vector<std::string> key;
    for (int column = 0; column < table.key; ++column) key.push_back(blob(query.getColumn(column)));
    std::string& row = rows[std::move(key)];
    for (int column = 0; column < query.getColumnCount(); ++column) {
      const SQLite::Column value = query.getColumn(column);
      row += value.isFloat() ? fmt::format("{:a};", value.getDouble())
                             : fmt::format("{} {};", value.getType(), blob(value));
    }
  }
  return rows;
}

std::string told(const Table& table, const std::vector<std::string>& key) {
  std::string text = fmt::format("{}: {}", table.name, key[0]);
  for (std::size_t i = 1; i < key.size(); ++i)
    if (i == 1 || !key[i].empty()) text += " '" + key[i] + "'";
  return text;
}

std::string seal_of(const Measured& measured) {
  const Failure failure = measured.failure.value_or(Failure{});
  Sha256 made;
  const auto add = [&](const std::string& text) {
    made.add_number(text.size());
    made.add(text.data(), text.size());
  };
  made.add_number(measured.failure.has_value());
  made.add_number(failure.trial);
  add(failure.cause);
  made.add_number(measured.choices.trials);
  for (const ChoiceEffect& effect : measured.choices.effects) {
    for (const std::string* text : {&effect.choice.kind, &effect.choice.who, &effect.choice.otherwise}) add(*text);
    add(fmt::format("{:a} {:a} {:a}", effect.change, effect.low, effect.high));
  }
  return hexadecimal(made.finish());
}

void put_measured(ResultsFile& file, const Measured& measured) {
  const Failure failure = measured.failure.value_or(Failure{});
  file.set("failed_trial", measured.failure ? fmt::to_string(failure.trial) : "");
  file.set("failed_of", failure.cause);
  file.set("choices_trials", fmt::to_string(measured.choices.trials));
  file.set("measured_seal", seal_of(measured));
  SQLite::Statement row(file.database(), "INSERT INTO choices VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (int place = 0; const ChoiceEffect& effect : measured.choices.effects) {
    row.bind(1, place++);
    row.bindNoCopy(2, effect.choice.kind);
    row.bindNoCopy(3, effect.choice.who);
    row.bindNoCopy(4, effect.choice.otherwise);
    row.bind(5, effect.change);
    row.bind(6, effect.low);
    row.bind(7, effect.high);
    row.exec();
    row.reset();
  }
}

// As it stands there, whether it is whole or not.
std::optional<Measured> read_measured(const ResultsFile& file) {
  Measured measured;
  if (const std::string trial = file.text_of("failed_trial"); !trial.empty())
    measured.failure = Failure{file.number_of("failed_trial"), file.text_of("failed_of")};
  measured.choices.trials = file.number_of("choices_trials");
  SQLite::Statement query(file.database(),
                          "SELECT kind, choice, otherwise, change, low, high FROM choices ORDER BY place");
  while (query.executeStep()) {
    if (!has_types(query, "tttrrr") || measured.choices.effects.size() == choices_most) return {};
    ChoiceEffect& effect = measured.choices.effects.emplace_back();
    effect.choice = {blob(query.getColumn(0)), blob(query.getColumn(1)), blob(query.getColumn(2))};
    effect.change = query.getColumn(3).getDouble();
    effect.low = query.getColumn(4).getDouble();
    effect.high = query.getColumn(5).getDouble();
  }
  return measured;
}

}  // namespace

void forget(ResultsFile& file) {
  for (const Table& table : figure_tables) file.database().exec(fmt::format("DELETE FROM {}", table.name));
  file.database().exec(
      "DELETE FROM choices; DELETE FROM study WHERE key IN "
      "('digest', 'failed_trial', 'failed_of', 'choices_trials', 'measured_seal')");
}

void tell(ResultsFile& file, const Document& document) {
  forget(file);
  file.set("digest", document.result.digest);
  put_figures(file.database(), document);
  if (document.result.measured && !document.result.measured->left) put_measured(file, *document.result.measured);
}

std::optional<Measured> measured_in(const ResultsFile& file) try {
  if (!file.has("measured_seal")) return {};
  std::optional<Measured> measured = read_measured(file);
  return measured && seal_of(*measured) == file.text_of("measured_seal") ? measured : std::nullopt;
} catch (const StoreError&) {
  return {};  // a part of it is missing
}

bool tells_measured(const ResultsFile& file) {
  return file.has("measured_seal") || file.database().execAndGet("SELECT count(*) FROM choices").getInt64() > 0;
}

std::vector<std::string> changed_rows(const ResultsFile& file, const char* schema, const Document* document) {
  SQLite::Database wanted(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  wanted.exec(schema);
  if (document) put_figures(wanted, *document);
  std::vector<std::string> changed;
  for (const Table& table : figure_tables) {
    auto theirs = rows_of(file.database(), table);
    for (const auto& [key, row] : rows_of(wanted, table)) {
      const auto found = theirs.find(key);
      if (found == theirs.end() || found->second != row) changed.push_back(told(table, key));
      if (found != theirs.end()) theirs.erase(found);
    }
    for (const auto& [key, row] : theirs) changed.push_back(told(table, key));
  }
  return changed;
}

}  // namespace detente
