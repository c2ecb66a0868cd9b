#include "sim/report/bench_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/core/csv.h"
#include "sim/report/text.h"

namespace detente {

namespace {

const std::vector<std::string> bench_columns{"date",
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

std::string stages_cell(const BenchScenario& scenario) {
  std::vector<std::string> parts;
  for (const StageTime& stage : scenario.stages)
    parts.push_back(fmt::format("{}={}", stage.stage, csv_number(spread_of(stage.ns).median)));
  return join(parts, " ");
}

std::vector<std::string> cells_of(const BenchScenario& scenario, const BenchRun& run, const BenchRates& of) {
  const Spread processor = spread_of(run.processor_ns);
  std::vector<std::string> repeats;
  for (const double ns : run.processor_ns) repeats.push_back(csv_number(ns));
  return {scenario.name,
          fmt::format("{}", run.threads),
          fmt::format("{}", run.lanes),
          fmt::format("{}", run.trials),
          fmt::format("{}", run.ns.size()),
          csv_number(of.trials),
          csv_number(of.decisions),
          csv_number(processor.median),
          csv_number(processor.low),
          csv_number(processor.high),
          csv_number(of.ns),
          csv_number(of.share_of_limit),
          csv_number(of.limit_ns),
          csv_number(scenario.counted.inputs),
          csv_number(scenario.counted.cells),
          csv_number(scenario.counted.decisions),
          csv_number(1e3 * spread_of(scenario.load_seconds).median),
          csv_number(1e3 * spread_of(scenario.compile_seconds).median),
          stages_cell(scenario),
          csv_number(run.peak_megabytes),
          run.digest,
          join(repeats, " ")};
}

// The place of a column that must be there, once.
std::size_t place_of(const CsvReader& table, const char* column) {
  const std::vector<std::string>& titles = table.titles();
  const auto count = std::count(titles.begin(), titles.end(), column);
  if (count != 1)
    table.fail(fmt::format("there is {} column '{}'", count == 0 ? "no" : "more than one", column),
               "give a file that 'detente bench' wrote as CSV");
  return static_cast<std::size_t>(std::find(titles.begin(), titles.end(), column) - titles.begin());
}

template <class Number>
Number positive(const CsvReader& table, std::size_t place, std::string_view text, Number most) {
  Number number{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size() || !(number > 0) || number > most)
    table.fail_in(place,
                  fmt::format("'{}' in column '{}' is not a number above 0 and at most {}", cut(text, 40),
                              table.titles()[place], most),
                  "give the file as 'detente bench' wrote it");
  return number;
}

std::vector<double> positives(const CsvReader& table, std::size_t place, std::string_view cell) {
  std::vector<double> numbers;
  for (std::size_t begin = 0; begin < cell.size();) {
    const std::size_t end = std::min(cell.find(' ', begin), cell.size());
    numbers.push_back(positive(table, place, cell.substr(begin, end - begin), 1e18));
    begin = end + 1;
  }
  if (numbers.empty() || numbers.size() > bench_repeats_max)
    table.fail_in(place, fmt::format("'{}' holds {} numbers", table.titles()[place], numbers.size()),
                  fmt::format("1 to {} are expected", bench_repeats_max));
  return numbers;
}

std::vector<BenchRecord> records_in(std::string_view text) {
  CsvReader table(text);
  std::vector<std::string> cells;
  const auto column = [&](const char* name) {
    return [&cells, place = place_of(table, name)] { return cells[place]; };
  };
  const auto count = [&](const char* name, std::uint64_t most) {
    return [&, most, place = place_of(table, name)] { return positive(table, place, cells[place], most); };
  };
  const auto date = column("date"), commit = column("commit"), version = column("version"), machine = column("machine"),
             compiler = column("compiler"), instructions = column("instructions"), scenario = column("scenario"),
             digest = column("digest");
  const auto threads = count("threads", 1'000'000), lanes = count("lanes", 1'000),
             trials = count("trials", std::uint64_t{1} << 60);
  const std::size_t repeats = place_of(table, "processor_ns_of_repeats");
  std::vector<BenchRecord> records;
  while (table.next(cells))
    records.push_back({{date(), commit(), version(), machine(), compiler(), instructions()},
                       scenario(),
                       static_cast<int>(threads()),
                       static_cast<int>(lanes()),
                       trials(),
                       digest(),
                       positives(table, repeats, cells[repeats])});
  if (records.empty()) table.fail("there is nothing below the first line", "give a file that 'detente bench' wrote");
  return records;
}

}  // namespace

std::string bench_csv_header() { return csv_line(bench_columns); }

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
  try {
    return records_in(text);
  } catch (const CsvMistake& mistake) {
    throw TableError(fmt::format("{}:{}: {}; {}", path, mistake.place, mistake.cause, mistake.remedy));
  }
}

}  // namespace detente
