#include "sim/report/bench_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/report/text.h"
#include "sim/scenario/csv_reader.h"

namespace detente {

namespace {

const std::vector<std::string> columns{"date",
                                       "commit",
                                       "version",
                                       "machine",
                                       "compiler",
                                       "instructions",
                                       "scenario",
                                       "threads",
                                       "lanes",
                                       "trials",
                                       "repeats",
                                       "trials_per_second",
                                       "decisions_per_second",
                                       "processor_ns",
                                       "processor_ns_low",
                                       "processor_ns_high",
                                       "wall_ns",
                                       "share_of_limit",
                                       "limit_ns",
                                       "inputs",
                                       "cells",
                                       "decisions",
                                       "load_ms",
                                       "compile_ms",
                                       "stages_ns",
                                       "peak_mb",
                                       "digest",
                                       "processor_ns_of_repeats"};

std::string number(double value) { return fmt::format("{}", value); }

std::string stages_cell(const BenchScenario& scenario) {
  std::vector<std::string> parts;
  for (const StageTime& stage : scenario.stages)
    parts.push_back(
        fmt::format("{}={}", stage.stage.empty() ? "drawing" : stage.stage, number(spread_of(stage.ns).median)));
  return join(parts, " ");
}

std::vector<std::string> cells_of(const BenchScenario& scenario, const BenchRun& run, const BenchRates& of) {
  const Spread processor = spread_of(run.processor_ns);
  std::vector<std::string> repeats;
  for (const double ns : run.processor_ns) repeats.push_back(number(ns));
  return {scenario.name,
          fmt::format("{}", run.threads),
          fmt::format("{}", run.lanes),
          fmt::format("{}", run.trials),
          fmt::format("{}", run.ns.size()),
          number(of.trials),
          number(of.decisions),
          number(processor.median),
          number(processor.low),
          number(processor.high),
          number(of.ns),
          number(of.share_of_limit),
          number(of.limit_ns),
          number(scenario.counted.inputs),
          number(scenario.counted.cells),
          number(scenario.counted.decisions),
          number(1e3 * spread_of(scenario.load_seconds).median),
          number(1e3 * spread_of(scenario.compile_seconds).median),
          stages_cell(scenario),
          number(run.peak_megabytes),
          run.digest,
          join(repeats, " ")};
}

// A row that is read: its cells by the names of their columns.
class BenchRow {
 public:
  BenchRow(const CsvReader& reader, const std::vector<std::string>& names, const std::vector<std::string>& cells)
      : reader_(reader), names_(names), cells_(cells) {}

  const std::string& text(std::string_view column) const {
    return cells_[static_cast<std::size_t>(std::find(names_.begin(), names_.end(), column) - names_.begin())];
  }

  std::uint64_t count(std::string_view column, std::uint64_t most) const {
    return positive(column, text(column), most);
  }

  std::vector<double> positives(std::string_view column) const {
    std::vector<double> numbers;
    const std::string& cell = text(column);
    for (std::size_t begin = 0; begin < cell.size();) {
      const std::size_t end = std::min(cell.find(' ', begin), cell.size());
      numbers.push_back(positive(column, cell.substr(begin, end - begin), 1e18));
      begin = end + 1;
    }
    if (numbers.empty() || numbers.size() > bench_repeats_max)
      reader_.fail(
          fmt::format("'{}' holds {} numbers; 1 to {} are expected", column, numbers.size(), bench_repeats_max));
    return numbers;
  }

 private:
  template <class Number>
  Number positive(std::string_view column, const std::string& text, Number most) const {
    Number number{};
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || rest != text.data() + text.size() || !(number > 0) || number > most)
      reader_.fail(
          fmt::format("'{}' in column '{}' is not a number above 0 and at most {}", cut(text, 40), column, most));
    return number;
  }

  const CsvReader& reader_;
  const std::vector<std::string>&names_, &cells_;
};

}  // namespace

std::string bench_csv_header() { return csv_line(columns); }

std::string bench_csv_rows(const BenchResult& result, const BenchOrigin& origin, CsvStyle style) {
  std::string rows;
  for (const BenchScenario& scenario : result.scenarios)
    for (const BenchRun& run : scenario.runs) {
      std::vector<std::string> cells{origin.date,    origin.commit,   origin.version,
                                     origin.machine, origin.compiler, origin.instructions};
      for (std::string& cell : cells_of(scenario, run, rates_of(result, scenario, run)))
        cells.push_back(std::move(cell));
      rows += csv_line(cells, style);
    }
  return rows;
}

std::vector<BenchRecord> read_bench_csv(const std::string& text, const std::string& path) {
  CsvReader reader(text, path);
  std::vector<std::string> names, cells;
  if (!reader.next(names)) throw TableError(fmt::format("{}: there is nothing in it", path));
  for (const char* needed : {"date", "commit", "version", "machine", "compiler", "instructions", "scenario", "threads",
                             "lanes", "trials", "digest", "processor_ns_of_repeats"})
    if (const auto count = std::count(names.begin(), names.end(), needed); count != 1)
      reader.fail(fmt::format("there is {} column '{}'; it takes a file that 'detente bench' wrote as CSV",
                              count == 0 ? "no" : "more than one", needed));
  std::vector<BenchRecord> records;
  while (reader.next(cells)) {
    if (cells.size() != names.size())
      reader.fail(fmt::format("the first line has {} cells, this one has {}", names.size(), cells.size()));
    const BenchRow row(reader, names, cells);
    records.push_back({{row.text("date"), row.text("commit"), row.text("version"), row.text("machine"),
                        row.text("compiler"), row.text("instructions")},
                       row.text("scenario"),
                       static_cast<int>(row.count("threads", 1'000'000)),
                       static_cast<int>(row.count("lanes", 1'000)),
                       row.count("trials", std::uint64_t{1} << 60),
                       row.text("digest"),
                       row.positives("processor_ns_of_repeats")});
  }
  if (records.empty()) throw TableError(fmt::format("{}: there is nothing below the first line", path));
  return records;
}

}  // namespace detente
