#include "sim/cli/commands.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "sim/cli/exit_code.h"
#include "sim/cli/options.h"
#include "sim/cli/output.h"
#include "sim/cli/progress.h"
#include "sim/report/json.h"
#include "sim/report/model_summary.h"
#include "sim/report/reference.h"
#include "sim/report/schema.h"
#include "sim/report/story.h"
#include "sim/report/table.h"
#include "sim/report/text.h"
#include "sim/scenario/load.h"
#include "sim/scenario/names.h"

namespace detente {

namespace {

// A signal handler has no other way to be heard.
std::atomic<bool> stop_requested = false;

// The first Ctrl-C asks to stop; the second finds the default action and kills.
void stop_on_interrupt() {
  struct sigaction action{};
  action.sa_handler = [](int) { stop_requested = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
}

// Unlike fmt::print, does not throw when standard error is closed.
void say(const std::string& text) { std::fputs(text.c_str(), stderr); }

bool colour_on(int file) {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(file) && !(refused && *refused);
}

PageStyle page_style(const Options& options) {
  PageStyle style;
  if (!options.out.empty() || !isatty(STDOUT_FILENO)) return style;
  style.colour = colour_on(STDOUT_FILENO);
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
    style.width = std::clamp<int>(size.ws_col, 60, style.width);
  return style;
}

void print_diagnostics(const std::vector<Diagnostic>& diagnostics) {
  const bool colour = colour_on(STDERR_FILENO);
  for (const Diagnostic& diagnostic : diagnostics) say(render(diagnostic, colour) + "\n");
}

Scenario load(const Options& options) {
  check_readable(options.scenario);
  check_writable(options.out);
  return load_scenario(options.scenario, options.sets);
}

Model load_model(const Options& options) {
  Model model = compile(load(options));
  if (!options.quiet) print_diagnostics(model.scenario.warnings);
  return model;
}

void write(const Options& options, const std::string& text) {
  if (options.out.empty())
    write_stdout(text);
  else
    write_file(options.out, text);
}

int run(const Options& options, const std::string& command) {
  const Model model = load_model(options);
  const bool talks = !options.quiet && isatty(STDERR_FILENO);
  Progress progress(options.trials, talks);
  RunPlan plan;
  plan.trials = options.trials;
  plan.seed = options.seed;
  plan.threads = options.threads;
  plan.lanes = options.lanes;
  plan.stop = &stop_requested;
  if (talks) plan.progress = [&](std::uint64_t done) { progress.show(done); };
  stop_on_interrupt();
  const Result result = simulate(model, plan);
  progress.clear();
  write(options, options.format == Format::json ? json_text(json_report(model, result, command))
                                                : table_report(model, result, command, page_style(options)));
  if (talks)
    say(fmt::format(
        "{} trials in {:.2f} s, {} a second\n", grouped(result.trials), result.seconds,
        grouped(static_cast<std::uint64_t>(static_cast<double>(result.trials) / std::max(result.seconds, 1e-9)))));
  return result.stopped() ? exit_stopped : exit_ok;
}

// What cannot be played can still be looked at.
int check(const Options& options) {
  const Scenario scenario = load(options);
  if (options.format == Format::json) {
    if (scenario.unplayed.empty()) compile(scenario);  // it has the last word on conditions of many issues
    write(options, json_text(json_diagnostics(scenario.warnings)));
    return exit_ok;
  }
  if (!options.quiet) print_diagnostics(scenario.warnings);
  write(options, scenario.unplayed.empty() ? model_summary(compile(scenario), page_style(options))
                                           : scenario_summary(scenario, page_style(options)));
  return exit_ok;
}

int retell(const Options& options) {
  const Model model = load_model(options);
  const Story story = replay(model, options.seed, options.trial);
  write(options, options.format == Format::json ? json_text(story_json(model, story))
                                                : story_text(model, story, page_style(options)));
  return exit_ok;
}

int print_schema(const Options& options) {
  std::optional<Names> names;
  if (!options.scenario.empty()) {
    check_readable(options.scenario);
    names = load_names(options.scenario);
  }
  write(options, json_text(format_schema(names)));
  return exit_ok;
}

int explain(const Options& options) {
  const std::optional<std::string> text = explain_key(options.key);
  if (!text) {
    const std::string near = nearest_keys(options.key);
    say(fmt::format("detente: there is no key '{}'{}\n{}", options.key,
                    near.empty() ? "" : ", did you mean " + near + "?",
                    near.empty() ? "'detente explain' lists all keys\n" : ""));
    return exit_usage;
  }
  write(options, *text);
  return exit_ok;
}

int execute(const Options& options, const std::string& command) {
  switch (options.command) {
    case Command::run:
      return run(options, command);
    case Command::check:
      return check(options);
    case Command::replay:
      return retell(options);
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
    write(options, text);
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
  std::signal(SIGPIPE, SIG_IGN);
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
  } catch (const FileError& error) {
    return fail(exit_file, error.what());
  } catch (const std::bad_alloc&) {
    return fail(exit_internal, "out of memory");
  } catch (const std::exception& error) {
    return fail(exit_internal, error.what());
  }
}

}  // namespace detente
