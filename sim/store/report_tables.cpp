#include "sim/store/report_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/store/seal.h"

namespace detente {

namespace {

// As rows of the table.
std::vector<std::vector<Cell>> cells_of(const Document& document) {
  const auto count = [](const std::optional<std::uint64_t>& number) -> Cell {
    return number ? Cell(static_cast<std::int64_t>(*number)) : Cell();
  };
  const auto figure = [](const std::optional<double>& number) -> Cell {
    return number && !std::isnan(*number) ? Cell(*number) : Cell();  // SQLite has no NaN
  };
  std::vector<std::vector<Cell>> rows;
  for (const Finding& each : findings(document))
    rows.push_back({each.about.kind, each.about.name, each.about.item, std::string(each.figure), count(each.of),
                    count(each.count), figure(each.value), figure(each.low), figure(each.high)});
  return rows;
}

void put_rows(SQLite::Database& database, const std::vector<std::vector<Cell>>& rows) {
  SQLite::Statement insert(database, "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const std::vector<Cell>& row : rows) {
    for (int index = 1; const Cell& cell : row) bind(insert, index++, cell);
    execute(insert);
  }
}

std::string name_of(const std::vector<Cell>& row) {
  std::string text = "findings:";
  for (std::size_t column = 0; column < 4; ++column)
    if (const auto* part = std::get_if<std::string>(&row[column]); part && !part->empty())
      text += column == 0 ? " " + *part : fmt::format(" '{}'", *part);
  return text;
}

std::string seal_of(const Measured& measured) {
  const Failure failure = measured.failure.value_or(Failure{});
  Seal seal;
  seal.add(std::uint64_t{measured.failure.has_value()}).add(failure.trial).add(failure.cause);
  seal.add(measured.choices.trials);
  for (const ChoiceEffect& effect : measured.choices.effects) {
    seal.add(effect.choice.kind).add(effect.choice.who).add(effect.choice.otherwise);
    seal.add(effect.change).add(effect.low).add(effect.high);
  }
  return hexadecimal(seal.finish());
}

void put_measured(ResultsFile& file, const Measured& measured) {
  const Failure failure = measured.failure.value_or(Failure{});
  file.set("failed_trial", measured.failure ? fmt::to_string(failure.trial) : "");
  file.set("failed_of", failure.cause);
  file.set("choices_trials", fmt::to_string(measured.choices.trials));
  file.set("measured_seal", seal_of(measured));
  SQLite::Statement row(file.database(), "INSERT INTO choices VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (int place = 0; const ChoiceEffect& effect : measured.choices.effects)
    execute(row, place++, effect.choice.kind, effect.choice.who, effect.choice.otherwise, effect.change, effect.low,
            effect.high);
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

void forget_report(ResultsFile& file) {
  file.database().exec(
      "DELETE FROM findings; DELETE FROM choices; DELETE FROM study WHERE key IN "
      "('findings_of', 'failed_trial', 'failed_of', 'choices_trials', 'measured_seal')");
}

void put_report(ResultsFile& file, const Document& document) {
  forget_report(file);
  file.set("findings_of", document.result.digest);
  put_rows(file.database(), cells_of(document));
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

std::string changed_finding(const ResultsFile& file, const Document* document) {
  std::vector<std::vector<Cell>> wanted;
  if (document && file.has("findings_of") && file.text_of("findings_of") == document->result.digest)
    wanted = cells_of(*document);
  const auto found = file.rows(fmt::format("SELECT * FROM findings ORDER BY rowid LIMIT {}", wanted.size() + 1));
  const auto [theirs, ours] = std::ranges::mismatch(found, wanted);
  if (theirs == found.end()) return ours == wanted.end() ? "" : name_of(*ours);
  const auto is_theirs = [&](const std::vector<Cell>& row) { return name_of(row) == name_of(*theirs); };
  return ours != wanted.end() && std::ranges::any_of(wanted, is_theirs) ? name_of(*ours) : name_of(*theirs);
}

}  // namespace detente
