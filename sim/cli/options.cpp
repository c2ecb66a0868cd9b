#include "sim/cli/options.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/quantities.h"
#include "sim/cli/shard.h"
#include "sim/report/text.h"
#include "sim/scenario/keys.h"

namespace detente {

namespace {

CLI::Validator one_of(const std::vector<std::string>& allowed) {
  const auto check = [allowed](const std::string& given) {
    const bool known = std::find(allowed.begin(), allowed.end(), given) != allowed.end();
    return known ? "" : fmt::format("\"{}\" is not one of {}", given, join(allowed));
  };
  return {check, "", join(allowed, " ")};
}

Format format_of(const std::string& name) {
  const std::vector<std::string>& all = report_formats();
  return static_cast<Format>(std::find(all.begin(), all.end(), name) - all.begin());
}

}  // namespace

std::uint64_t TrialsOptions::trials_max() const {
  return trials.value_or(budget > 0 ? trials_limit : precision > 0 ? trials_for_precision : trials_default);
}

CLI::Validator count_between(std::uint64_t low, std::uint64_t high) {
  return {[low, high](std::string& given) { return check_count(given, low, high); }, ""};
}

CLI::Option* add_quantity(CLI::App& app, const std::string& name, double& number, const std::string& help,
                          std::string (*check)(std::string_view), std::optional<double> (*parse)(std::string_view)) {
  const std::function<void(const std::string&)> take = [&number, parse](const std::string& text) {
    number = *parse(text);
  };
  return app.add_option_function(name, take, help)
      ->check(CLI::Validator([check](std::string& given) { return check(given); }, ""));
}

CLI::Option* add_choice(CLI::App& app, const std::string& name, const std::string& help,
                        const std::vector<std::string>& allowed, const std::function<void(const std::string&)>& take) {
  return app.add_option_function(name, take, help)->check(one_of(allowed));
}

CLI::Validator offered(const std::vector<std::string>& values) {
  return {[](const std::string&) { return std::string(); }, "", join(values, " ")};
}

std::vector<std::string> choices_of(CLI::Option& option) try {
  const std::string& names = option.get_validator(0)->get_name();
  return names.empty() ? std::vector<std::string>{} : split_words(names, ' ');
} catch (const CLI::OptionNotFound&) {
  return {};
}

void add_set(CLI::App& app, std::vector<std::string>& sets) {
  app.add_option("--set", sets, "replace a value; += adds to a list, -= takes from it")
      ->type_name("ADDRESS=VALUE")
      ->allow_extra_args(false);
}

void add_scenario(CLI::App& app, ScenarioOptions& options, const std::string& help) {
  app.add_option("SCENARIO", options.scenario, help)->required()->type_name("");
  add_set(app, options.sets);
}

void add_trials(CLI::App& app, TrialsOptions& options) {
  add_count(app, "--trials", options.trials, "how often it is played, at most (default 100000)", 1, trials_limit);
  add_quantity(app, "--precision", options.precision, "end once each outcome is known to ± 1pp, or 0.01",
               check_precision, parse_precision)
      ->type_name("WIDTH");
}

void add_threads(CLI::App& app, int& threads, const std::string& help) {
  add_count(app, "--threads", threads, help, 0, 1024);
}

void add_play(CLI::App& app, PlayOptions& options) {
  add_threads(app, options.threads);
  add_choice(app, "--lanes", "", {"1", "4", "8", "16"}, [&options](const std::string& text) {
    options.lanes = static_cast<int>(*parse_count(text));
  })->group("");
}

const std::vector<std::string>& report_formats() {
  static const std::vector<std::string> names{"table", "json", "csv", "markdown", "html"};  // in the order of Format
  return names;
}

void add_format(CLI::App& app, Format& format, const std::vector<std::string>& formats) {
  add_choice(app, "--format", join(formats) + " (default: table)", formats, [&format](const std::string& name) {
    format = format_of(name);
  })->type_name("FORMAT");
}

void add_out(CLI::App& app, std::string& out) {
  app.add_option("--out", out, "write there; if anything fails it is left as it was")->type_name("FILE");
}

void add_quiet(CLI::App& app, bool& quiet, const std::string& help) { app.add_flag("--quiet", quiet, help); }

void add_csv_safe(CLI::App& app, bool& csv_safe) {
  app.add_flag("--csv-safe", csv_safe, "CSV: an apostrophe before texts that begin like formulas");
}

void add_output(CLI::App& app, OutputOptions& options, const std::vector<std::string>& formats) {
  add_format(app, options.format, formats);
  add_out(app, options.out);
  add_quiet(app, options.quiet);
  if (std::find(formats.begin(), formats.end(), "csv") != formats.end()) add_csv_safe(app, options.csv_safe);
}

void add_progress(CLI::App& app, bool& progress_json) {
  add_choice(app, "--progress", "json: how far it is, an object a line, on standard error", {"json"},
             [&progress_json](const std::string&) { progress_json = true; })
      ->type_name("json");
}

void add_results(CLI::App& app, ResultsOptions& options) {
  app.add_option("RESULTS", options.results, "file that 'run' or 'sweep' has written with --out FILE.sqlite")
      ->required()
      ->type_name("");
}

void add_shard(CLI::App& app, StoreOptions& options) {
  app.add_option("--shard", options.shard, "play part I of N and write FILE.I-of-N.sqlite; see 'detente help merge'")
      ->type_name("I/N")
      ->check(CLI::Validator([](std::string& given) { return check_shard(given); }, ""));
  app.get_option("--out")->description("write there, whole or not at all; FILE.sqlite: see below");
}

}  // namespace detente
