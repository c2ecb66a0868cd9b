#include "sim/cli/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/cli/playing.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/core/plain_text.h"
#include "sim/core/trim.h"
#include "sim/files/scenario_files.h"
#include "sim/files/text_files.h"
#include "sim/report/text.h"

namespace detente {

namespace {

constexpr std::size_t compared_limit = 32;
constexpr std::string_view blanks = " \t\n";

// Parts between semicolons that no TOML quotes enclose.
std::vector<std::string> split_sets(std::string_view text) {
  std::vector<std::string> parts(1);
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
      parts.back() += text[i++];
    } else if (quote ? text[i] == quote : text[i] == '"' || text[i] == '\'') {
      quote = quote ? 0 : text[i];
    } else if (!quote && text[i] == ';') {
      parts.emplace_back();
      continue;
    }
    parts.back() += text[i];
  }
  for (std::string& part : parts) part = trim(part, blanks);
  if (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  return parts;
}

// One scenario or variant on the way.
struct ComparedFile {
  std::string name;
  std::string path;
  std::vector<std::string> sets;
  std::string variant = {};     // its name, if it is one
  std::size_t common_sets = 0;  // the first of `sets`, which all have
};

class Loader {
 public:
  Loader(const CompareOptions& options, std::vector<Diagnostic>& warnings) : options_(options), warnings_(warnings) {}

  Compared load() {
    for (ComparedFile& part : parts_of()) add(part);
    if (!mistakes_.empty()) throw ScenarioError(mistakes_);
    for (std::size_t i = 1; i < listed_.size(); ++i)
      compared_.differences.push_back(difference_of(listed_[0], listed_[i]));
    return std::move(compared_);
  }

 private:
  std::vector<ComparedFile> parts_of() const {
    std::vector<ComparedFile> parts;
    for (const std::string& path : options_.scenarios)
      parts.push_back({"", path, options_.sets, "", options_.sets.size()});
    for (const std::string& text : options_.variants) {
      const Variant variant = parse_variant(text);
      ComparedFile& part = parts.emplace_back(parts.front());
      part.name = part.variant = variant.name;
      part.sets.insert(part.sets.end(), variant.sets.begin(), variant.sets.end());
    }
    if (parts.size() < 2)
      throw UsageError("there is nothing to compare it with; name a second scenario, or a --variant of this one");
    if (parts.size() > compared_limit) throw UsageError(fmt::format("at most {} can be compared", compared_limit));
    if (std::count(options_.scenarios.begin(), options_.scenarios.end(), "-") > 1)
      throw UsageError("standard input can be only one of the scenarios");
    return parts;
  }

  // A variant is not looked at if its scenario has mistakes of its own.
  void add(ComparedFile& part) {
    if (!part.variant.empty() && wrong_.contains(part.path)) return;
    try {
      ListedScenario listed = list(part);
      if (!options_.diff_only) {
        const TableSet tables = compared_.models.empty() ? TableSet{} : compared_.models.front().tables;
        compared_.models.push_back(compile(listed.scenario, tables));
      }
      for (const Diagnostic& warning : listed.scenario.warnings) add_once(warnings_, warning);
      compared_.names.push_back(unique_name(part, listed.scenario.name));
      listed_.push_back(std::move(listed));
    } catch (const ScenarioError& error) {
      if (part.variant.empty()) wrong_.insert(part.path);
      for (const Diagnostic& mistake : error.diagnostics()) add_once(mistakes_, attributed(mistake, part));
    }
  }

  ListedScenario list(const ComparedFile& part) {
    const auto [text, added] = texts_.try_emplace(part.path);
    if (added) text->second = read_text(part.path);
    const std::string folder = folder_of(part.path);
    ListedScenario listed = list_text(text->second, shown_path(part.path), part.sets, samples_in(folder));
    check_samples_apart(written_by(options_), text->second, part.sets, folder);
    return listed;
  }

  // Says in which of the scenarios it is, where the place does not.
  Diagnostic attributed(Diagnostic mistake, const ComparedFile& part) const {
    const auto own = part.sets.begin() + static_cast<std::ptrdiff_t>(part.common_sets);
    const bool of_variant =
        std::any_of(own, part.sets.end(), [&](const std::string& set) { return mistake.file == "--set " + set; });
    if (of_variant)
      mistake.file = fmt::format("--variant '{}', {}", part.variant, mistake.file.substr(6));
    else if (!part.variant.empty())
      mistake.file += fmt::format(" (variant '{}')", part.variant);
    else if (mistake.file.starts_with("--set ") && options_.scenarios.size() > 1)
      mistake.file += fmt::format(" (in {})", part.path);
    return mistake;
  }

  // What is given by hand, else the scenario's own, else its path, so that no two are the same.
  std::string unique_name(const ComparedFile& part, const std::string& own) const {
    const auto taken = [&](const std::string& name) {
      return std::find(compared_.names.begin(), compared_.names.end(), name) != compared_.names.end();
    };
    std::string name = part.name.empty() ? own : part.name;
    if (taken(name) && part.variant.empty()) name = part.path;
    const std::string first = name;
    for (int number = 2; taken(name); ++number) name = fmt::format("{} ({})", first, number);
    return name;
  }

  static void add_once(std::vector<Diagnostic>& list, const Diagnostic& added) {
    const bool known = std::any_of(list.begin(), list.end(), [&](const Diagnostic& other) {
      return other.file == added.file && other.cause == added.cause && other.position.line == added.position.line &&
             other.position.column == added.position.column;
    });
    if (!known) list.push_back(added);
  }

  const CompareOptions& options_;
  std::vector<Diagnostic>& warnings_;
  std::vector<Diagnostic> mistakes_;
  std::set<std::string> wrong_;               // paths
  std::map<std::string, std::string> texts_;  // by path: standard input and pipes can be read only once
  std::vector<ListedScenario> listed_;
  Compared compared_;
};

}  // namespace

Variant parse_variant(const std::string& text) {
  const auto refuse = [&](std::string_view why) {
    throw UsageError(fmt::format("--variant '{}': {}; write it as \"NAME: ADDRESS=VALUE; ADDRESS=VALUE\"", text, why));
  };
  const std::size_t colon = text.find(':');
  const bool named = colon < text.find_first_of("=\"");
  Variant variant{std::string(trim(named ? std::string_view(text).substr(0, colon) : text, blanks)),
                  split_sets(std::string_view(text).substr(named ? colon + 1 : 0))};
  if (find_control(variant.name) != std::string::npos) refuse("its name is no plain text");
  if (variant.name.empty()) refuse("it has no name");
  if (std::find(variant.sets.begin(), variant.sets.end(), "") != variant.sets.end())
    refuse(variant.sets.size() == 1 ? "it changes nothing" : "there is nothing between two semicolons");
  for (const std::string& set : variant.sets)
    if (set.find('=') == std::string::npos) refuse(fmt::format("'{}' has no '='", set));
  return variant;
}

Compared load_compared(const CompareOptions& options, std::vector<Diagnostic>& warnings) {
  return Loader(options, warnings).load();
}

namespace {

void add_options(CLI::App& app, CompareOptions& options) {
  app.add_option("SCENARIO", options.scenarios,
                 "scenario files (TOML), - for standard input; the first is the reference")
      ->required()
      ->type_name("");
  app.add_option("--variant", options.variants, "the first scenario, with these values; may be repeated")
      ->type_name("\"NAME: ADDRESS=VALUE; ...\"")
      ->allow_extra_args(false);
  add_set(app, options.sets);
  add_count(app, "--trials", options.trials, "how often each is played (default 100000)", 1, trials_limit);
  app.add_flag("--diff-only", options.diff_only, "say what sets the scenarios apart, and play nothing");
  add_seed(app, options.seed);
  add_play(app, options);
  add_output(app, options, report_formats());
  add_progress(app, options.progress_json);
  app.footer(
      "All are played with the same luck, which makes differences far more precise than\n"
      "shares. --set changes all of them; a variant's values take what --set takes:\n"
      "  detente compare scenarios/first-steps.toml \\\n"
      "      --variant \"cheaper: parameters.cost=0.02\" \\\n"
      "      --variant \"longer: stages.talks.rounds=9; stages.talks.changes=1\"");
}

std::string comparison_text(const CompareOptions& options, const Compared& compared, const Comparison* result,
                            const std::string& line) {
  if (options.format == Format::json) return json_text(comparison_json(compared, result, line));
  if (options.format == Format::csv) return comparison_csv(compared, result, {options.csv_safe});
  return comparison_table(compared, result, line, page_style(options));
}

int run(const CompareOptions& options, const std::string& line) {
  check_files(options, options.scenarios);
  std::vector<Diagnostic> warnings;
  const Compared compared = load_compared(options, warnings);
  if (!options.quiet) print_diagnostics(warnings);
  if (options.diff_only) {
    write_result(options.out, comparison_text(options, compared, nullptr, line));
    return exit_ok;
  }
  RunPlan all{.trials = options.trials, .seed = options.seed, .threads = options.threads, .lanes = options.lanes};
  const Comparison result = play_shown(std::move(all), options,
                                       [&](const RunPlan& plan, Progress&) { return compare(compared.models, plan); });
  write_result(options.out, comparison_text(options, compared, &result, line));
  return conclude(options, result.reference());
}

}  // namespace

const Command compare_command{"compare", "play scenarios or variants with the same luck: what differs?",
                              with<CompareOptions, add_options, run>};

}  // namespace detente
