#include "sim/bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/playing.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"
#include "sim/report/bench_csv.h"
#include "sim/report/bench_report.h"
#include "sim/report/text.h"
#include "sim/scenario/load.h"

namespace detente {

namespace {

struct BenchOptions : OutputOptions {
  std::vector<std::string> scenarios;               // paths, "-" for standard input
  std::vector<int> threads, lanes = {1, 4, 8, 16};  // threads: none: 1, 2, 4, ... and all
  std::uint64_t trials = BenchPlan{}.trials;
  int repeats = BenchPlan{}.repeats;
  std::string against, append;  // paths of CSV; "": none
};

// What stands between commas; at least one part.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// "1,2,4", each as check() has it: "" or what is wrong.
void add_counts(CLI::App& app, const std::string& name, std::vector<int>& numbers, const std::string& help,
                std::string (*check)(const std::string&)) {
  const std::function<void(const std::string&)> take = [&numbers](const std::string& text) {
    std::set<int> sorted;
    for (const std::string& part : parts_of(text)) sorted.insert(static_cast<int>(*parse_count(part)));
    numbers.assign(sorted.begin(), sorted.end());
  };
  const auto check_all = [check](const std::string& text) {
    std::string wrong;
    for (const std::string& part : parts_of(text)) wrong = wrong.empty() ? check(part) : wrong;
    return wrong;
  };
  app.add_option_function(name, take, help)->type_name("N,...")->check(CLI::Validator(check_all, ""));
}

std::string check_threads(const std::string& text) { return check_count(text, 1, 1024); }

std::string check_lanes(const std::string& text) {
  const bool known = text == "1" || text == "4" || text == "8" || text == "16";
  return known ? "" : fmt::format("\"{}\" is not one of 1, 4, 8, 16", text);
}

void add_options(CLI::App& app, BenchOptions& options) {
  app.add_option("SCENARIO", options.scenarios, "scenario files (TOML), - for standard input")
      ->required()
      ->type_name("");
  add_counts(app, "--threads", options.threads, "how many threads (default 1,2,4,... and all there are)",
             check_threads);
  add_counts(app, "--lanes", options.lanes, "how many trials at a time a thread (default 1,4,8,16)", check_lanes);
  add_count(app, "--trials", options.trials, "played at a time, for each thread (default 16384)", 1, 1'000'000'000);
  add_count(app, "--repeats", options.repeats, "how often each is measured (default 10)", 1, bench_repeats_max);
  app.add_option("--against", options.against,
                 "say what is faster or slower than in this file, CSV of an earlier bench")
      ->type_name("FILE");
  app.add_option("--append", options.append, "add the rows to this file of CSV, too; it is begun if need be")
      ->type_name("FILE");
  add_output(app, options, report_formats());
  add_progress(app, options.progress_json);
  app.footer(
      "Everything is measured by turns, and as often as asked for. Processor time tells, since others\n"
      "may use the machine; --against takes a difference for one if all it may be by noise is above 3 %:\n"
      "  detente bench scenarios/*.toml --append speed.csv\n"
      "  detente bench scenarios/*.toml --against speed.csv\n"
      "  detente bench scenarios/first-steps.toml --threads 1 --lanes 8 --format json");
}

std::string read_rows(const std::string& path) {
  check_readable(path);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) throw FileError(fmt::format("'{}' is no file of rows", path));
  return read_table(path);
}

std::vector<BenchRecord> read_records(const std::string& path, const std::vector<BenchCase>& cases) try {
  if (path.empty()) return {};
  std::vector<BenchRecord> records = read_bench_csv(read_rows(path), path);
  const bool known = std::any_of(records.begin(), records.end(), [&](const BenchRecord& record) {
    return std::any_of(cases.begin(), cases.end(), [&](const BenchCase& each) { return each.name == record.scenario; });
  });
  if (!known) throw TableError(fmt::format("'{}' has no run of these scenarios", path));
  return records;
} catch (const TableError& error) {
  throw FileError(error.what());
}

// What a file that is added to has so far, whole lines.
std::string begun(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return bench_csv_header();
  std::string text = read_rows(path);
  if (text.empty()) return bench_csv_header();
  if (text.back() != '\n') text += '\n';
  if (!text.starts_with(bench_csv_header()))
    throw FileError(fmt::format("'{}' has other columns than those to be added to it; name another file", path));
  return text;
}

void check_append(const BenchOptions& options) {
  if (options.append.empty()) return;
  for (const std::string& scenario : options.scenarios) check_apart({options.append}, scenario);
  if (!options.out.empty()) check_apart({options.append}, options.out);
  check_no_store(options.append);
  check_writable(options.append);
  begun(options.append);
}

std::vector<BenchCase> read_cases(const BenchOptions& options) {
  std::vector<BenchCase> cases;
  for (const std::string& path : options.scenarios) {
    BenchCase added{.file = shown_path(path), .text = read_text(path), .samples = samples_in(folder_of(path))};
    const Scenario scenario = parse_scenario(added.text, added.file, {}, added.samples);
    if (!options.quiet) print_diagnostics(scenario.warnings);
    added.name = scenario.name;
    for (const BenchCase& other : cases)
      if (other.name == added.name)
        throw UsageError(
            fmt::format("'{}' and '{}' are both called {}; leave out one", other.file, added.file, added.name));
    for (const std::vector<std::string>& written : {written_by(options), std::vector{options.append}})
      check_samples_apart(written, added.text, {}, folder_of(path));
    cases.push_back(std::move(added));
  }
  return cases;
}

BenchResult measure(const BenchOptions& options, const std::vector<BenchCase>& cases, BenchPlan& plan) {
  plan.trials = (options.trials + block_trials - 1) / block_trials * block_trials;
  plan.threads = options.threads.empty() ? threads_to_measure() : options.threads;
  plan.lanes = options.lanes;
  plan.repeats = options.repeats;
  plan.stop = &stop_flag();
  RunPlan all;
  Progress progress(all, options);
  plan.progress = [&](std::uint64_t done, std::uint64_t of) {
    all.trials = of;
    progress.show(done);
  };
  stop_on_signals();
  BenchResult result = bench(cases, plan);
  progress.end();
  return result;
}

std::string report_text(const BenchOptions& options, const BenchReport& report, const std::string& line) {
  if (options.format == Format::json) return json_text(bench_json(report, line));
  if (options.format == Format::csv)
    return bench_csv_header() + bench_csv_rows(report.result, report.origin, {options.csv_safe});
  return bench_table(report, page_style(options));
}

int run(const BenchOptions& options, const std::string& line) {
  check_files(options, options.scenarios, {options.against});
  check_append(options);
  const std::vector<BenchCase> cases = read_cases(options);
  const std::vector<BenchRecord> there = read_records(options.against, cases);
  BenchPlan plan;
  const BenchResult result = measure(options, cases, plan);
  if (result.empty()) {
    say("detente: stopped before anything was measured\n");
    return exit_after_stop();
  }
  BenchReport report{.plan = plan, .result = result, .origin = origin_here(), .against_file = options.against};
  const BenchComparison comparison = compare(records_of(result, report.origin), there);
  if (!options.against.empty()) report.against = &comparison;
  if (!options.append.empty()) {
    const std::string text = begun(options.append) + bench_csv_rows(result, report.origin, {options.csv_safe});
    write_file(options.append, [&](const TextSink& sink) { sink(text); });
  }
  write_result(options.out, report_text(options, report, line));
  return result.stopped ? exit_after_stop() : exit_ok;
}

}  // namespace

const Command bench_command{"bench", "measure how fast scenarios are played", with<BenchOptions, add_options, run>};

}  // namespace detente
