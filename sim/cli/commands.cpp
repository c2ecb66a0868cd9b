#include "sim/cli/commands.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "sim/cli/compare.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/options.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/cli/report.h"
#include "sim/cli/say.h"
#include "sim/cli/sensitivity.h"
#include "sim/cli/stop.h"
#include "sim/cli/store.h"
#include "sim/cli/sweep.h"
#include "sim/core/floating_point.h"
#include "sim/report/address_list.h"
#include "sim/report/comparison.h"
#include "sim/report/csv.h"
#include "sim/report/json.h"
#include "sim/report/model_summary.h"
#include "sim/report/reference.h"
#include "sim/report/schema.h"
#include "sim/report/story.h"
#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/scenario/addresses.h"
#include "sim/scenario/bounds.h"
#include "sim/scenario/load.h"
#include "sim/scenario/names.h"
#include "sim/store/store.h"

namespace detente {

namespace {

PageStyle page_style(const Options& options) {
  PageStyle style;
  if (options.format == Format::markdown) style.form = PageForm::markdown;
  if (options.format == Format::html) style.form = PageForm::html;
  if (!options.out.empty() || !isatty(STDOUT_FILENO)) return style;
  style.colour = colour_on(STDOUT_FILENO);
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = std::clamp<int>(size.ws_col, 60, style.width);
  return style;
}

// Reads a scenario by read(text, file, sets, folder).
template <class Read>
auto load(const Options& options, Read read) {
  const std::string text = read_text(options.scenario), folder = folder_of(options.scenario);
  auto scenario = read(text, options.scenario == "-" ? "standard input" : options.scenario, options.sets, folder);
  check_samples_apart(options, text, options.sets, folder);
  return scenario;
}

Scenario load(const Options& options) { return load(options, parse_scenario); }

Model load_model(const Options& options) {
  Model model = compile(load(options));
  if (!options.quiet) print_diagnostics(model.scenario.warnings);
  return model;
}

// Calls `simulate_with(plan, progress)`, which plays, and tells how far it is.
template <class Simulate>
auto play(const Options& options, Simulate simulate_with) {
  RunPlan plan;
  Progress progress(plan, options);
  plan.trials = options.trials;
  plan.precision = options.precision;
  plan.budget = options.budget;
  plan.seed = options.seed;
  plan.threads = options.threads;
  plan.lanes = options.lanes;
  plan.stop = &stop_flag();
  if (progress.shown()) plan.progress = [&](std::uint64_t done) { progress.show(done); };
  stop_on_signals();
  auto result = simulate_with(plan, progress);
  progress.end();
  return result;
}

// The last word, on a terminal, and the exit status.
int conclude(const Options& options, const Result& result) {
  if (!options.quiet && isatty(STDERR_FILENO))
    say(fmt::format(
        "{} trials in {:.2f} s, {} a second\n", grouped(result.trials), result.seconds,
        grouped(static_cast<std::uint64_t>(static_cast<double>(result.trials) / std::max(result.seconds, 1e-9)))));
  if (result.ending == Ending::interrupt) return exit_after_stop();
  if (result.trials > 0) return exit_ok;
  say("detente: the time was up before a trial was complete; give a longer --budget, or make the scenario smaller\n");
  return exit_unfinished;
}

int run(const Options& options, const std::string& command) {
  if (is_store_name(options.out)) return run_stored(options, command, page_style(options));
  const Model model = load_model(options);
  const Document document = play(options, [&](const RunPlan& plan, Progress& progress) {
    Result result = simulate(model, plan);
    result.measured = measure(model, result, progress.of_choices());
    return document_of(model, std::move(result));
  });
  write_result(options.out, report_text(options, document, command, page_style(options)));
  const int status = conclude(options, document.result);
  const bool unmeasured = stop_flag() && document.result.measured->left;  // the trials are all there
  return status == exit_ok && unmeasured ? exit_after_stop() : status;
}

std::string comparison_text(const Options& options, const Compared& compared, const Comparison* result,
                            const std::string& command) {
  if (options.format == Format::json) return json_text(comparison_json(compared, result, command));
  if (options.format == Format::csv) return comparison_csv(compared, result, {options.csv_safe});
  return comparison_table(compared, result, command, page_style(options));
}

int compare_scenarios(const Options& options, const std::string& command) {
  std::vector<Diagnostic> warnings;
  const Compared compared = load_compared(options, warnings);
  if (!options.quiet) print_diagnostics(warnings);
  if (options.diff_only) {
    write_result(options.out, comparison_text(options, compared, nullptr, command));
    return exit_ok;
  }
  const Comparison result =
      play(options, [&](const RunPlan& plan, Progress&) { return compare(compared.models, plan); });
  write_result(options.out, comparison_text(options, compared, &result, command));
  return conclude(options, result.reference());
}

// What cannot be played can still be looked at.
int check(const Options& options) {
  const Scenario scenario = load(options);
  if (options.format == Format::json) {
    if (scenario.unplayed.empty()) compile(scenario);  // it has the last word on conditions of many issues
    write_result(options.out, json_text(json_diagnostics(scenario.warnings)));
    return exit_ok;
  }
  if (!options.quiet) print_diagnostics(scenario.warnings);
  write_result(options.out, scenario.unplayed.empty() ? model_summary(compile(scenario), page_style(options))
                                                      : scenario_summary(scenario, page_style(options)));
  return exit_ok;
}

int list(const Options& options) {
  const ListedScenario listed = load(options, list_text);
  if (!options.quiet) print_diagnostics(listed.scenario.warnings);
  write_result(options.out, options.format == Format::json  ? json_text(address_json(listed))
                            : options.format == Format::csv ? address_csv(listed, {options.csv_safe})
                                                            : address_table(listed, page_style(options)));
  return exit_ok;
}

int retell(const Options& options) {
  const Model model = load_model(options);
  const Story story = replay(model, options.seed, options.trial);
  write_result(options.out, options.format == Format::json ? json_text(story_json(model, story))
                                                           : story_text(model, story, page_style(options)));
  return exit_ok;
}

// On a terminal it asks for what is not given.
int begin_scenario(const Options& options) {
  DraftAnswers answers = options.answers;
  std::string path = options.out;
  if (path.empty() && !answers.name.empty()) path = name_of(answers.name) + ".toml";
  if (!path.empty() && path != "-") check_new(path);
  if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !ask(answers))
    throw UsageError("no more answers; nothing was written");
  DraftScenario draft;
  try {
    draft = write_draft(answers);
  } catch (const ScenarioError& error) {
    const Diagnostic& first = error.diagnostics().front();
    throw UsageError(fmt::format("these answers make no scenario: {}; {}", first.cause, first.remedy));
  }
  if (path.empty()) path = draft.name + ".toml";
  if (path == "-") {
    write_stdout(draft.text);
  } else {
    write_new_file(path, draft.text);
    write_stdout(fmt::format("{0} is written. Next: detente check {0}, detente run {0}\n", path));
  }
  return exit_ok;
}

int print_schema(const Options& options) {
  std::optional<Names> names;
  if (!options.scenario.empty()) {
    names = load_names(options.scenario);
  }
  write_result(options.out, json_text(format_schema(names)));
  return exit_ok;
}

int explain(const Options& options) {
  const std::string text = explain_key(options.key);
  if (text.empty()) {
    const std::string near = nearest_keys(options.key);
    say(fmt::format("detente: there is no key '{}'{}\n{}", options.key,
                    near.empty() ? "" : ", did you mean " + near + "?",
                    near.empty() ? "'detente explain' lists all keys\n" : ""));
    return exit_usage;
  }
  if (options.format == Format::json) {
    Json json;
    json["format"] = json_format;
    json["keys"] = explain_key_json(options.key);
    write_result(options.out, json_text(json));
  } else {
    write_result(options.out, text);
  }
  return exit_ok;
}

// Before anything is read or played: better than after it.
void check_files(const Options& options) {
  for (const std::string& input : options.scenarios) check_readable(input);
  if (!options.scenario.empty()) check_readable(options.scenario);
  check_apart(options);
  if (options.command != Command::fresh) check_writable(options.out);
}

int execute(const Options& options, const std::string& command) {
  const bool stores = options.command == Command::run || options.command == Command::sweep;
  if (!stores && is_store_name(options.out))
    throw UsageError(fmt::format(
        "'{}' would be no results file, which 'run' and 'sweep' alone write; call it otherwise", options.out));
  if (!options.shard.empty() && !is_store_name(options.out))
    throw UsageError("--shard is of what is kept in a results file; add --out FILE.sqlite");
  if (options.csv_safe && options.format != Format::csv)
    throw UsageError("--csv-safe is of CSV; add --format csv, or leave it out");
  check_files(options);
  switch (options.command) {
    case Command::run:
      return run(options, command);
    case Command::compare:
      return compare_scenarios(options, command);
    case Command::sweep:
      return run_sweep(options, command, page_style(options));
    case Command::sensitivity:
      return run_sensitivity(options, load_model(options), command, page_style(options));
    case Command::merge:
      return merge_results(options);
    case Command::show:
      return show_results(options, page_style(options));
    case Command::status:
      return print_status(options);
    case Command::verify:
      return verify_results(options);
    case Command::check:
      return check(options);
    case Command::list:
      return list(options);
    case Command::replay:
      return retell(options);
    case Command::fresh:
      return begin_scenario(options);
    case Command::schema:
      return print_schema(options);
    case Command::explain:
      return explain(options);
  }
  return exit_internal;
}

// The diagnostics are what `check` was asked for; elsewhere nothing but a result goes to standard output.
int print_mistakes(const Options& options, const ScenarioError& error) {
  const std::string text = json_text(json_diagnostics(error.diagnostics()));
  if (options.command == Command::check)
    write_result(options.out, text);
  else
    say(text);
  return exit_scenario;
}

int fail(int code, const char* what) {
  say(fmt::format("detente: {}\n", what));
  return code;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  const DefaultFloatingPoint floating_point;
  std::signal(SIGPIPE, SIG_IGN);
  occupy_standard_files();
  try {
    const ParsedLine line = parse_command_line(argc, argv);
    say(line.error);
    write_stdout(line.output);
    if (!line.options) return line.exit_code;
    try {
      return execute(*line.options, command_text(argc, argv));
    } catch (const ScenarioError& error) {
      if (line.options->format != Format::json) throw;
      return print_mistakes(*line.options, error);
    }
  } catch (const ScenarioError& error) {
    print_diagnostics(error.diagnostics());
    const std::size_t mistakes = error.diagnostics().size();
    return fail(exit_scenario, fmt::format("{} mistake{} in the scenario", mistakes, mistakes == 1 ? "" : "s").c_str());
  } catch (const UsageError& error) {
    return fail(exit_usage, error.what());
  } catch (const StoppedWriting& error) {
    return fail(exit_after_stop(), error.what());
  } catch (const FileError& error) {
    return fail(exit_file, error.what());
  } catch (const StoreError& error) {
    return fail(exit_file, error.what());
  } catch (const std::bad_alloc&) {
    return fail(exit_internal, "out of memory; fewer --threads need less");
  } catch (const std::exception& error) {
    return fail(exit_internal, error.what());
  }
}

}  // namespace detente
