#include "sim/cli/command_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/counts.h"
#include "sim/cli/quantities.h"
#include "sim/cli/shard.h"
#include "sim/report/text.h"
#include "sim/scenario/limits.h"
#include "sim/sweep/design.h"

namespace detente {

namespace {

CLI::Validator one_of(const std::vector<std::string>& allowed) {
  const auto check = [allowed](const std::string& given) {
    const bool known = std::find(allowed.begin(), allowed.end(), given) != allowed.end();
    return known ? "" : fmt::format("\"{}\" is not one of {}", given, join(allowed));
  };
  return {check, ""};
}

CLI::Option* add_choice(CLI::App& app, const std::string& name, std::string& text, const std::string& help,
                        const std::vector<std::string>& allowed, Texts& texts) {
  CLI::Option* option = app.add_option(name, text, help)->check(one_of(allowed));
  texts.choices[option] = allowed;
  return option;
}

CLI::Option* add_count(CLI::App& app, const std::string& name, std::string& text, const std::string& help,
                       std::uint64_t low, std::uint64_t high) {
  const auto check = [low, high](std::string& given) { return check_count(given, low, high); };
  return app.add_option(name, text, help)->type_name("N")->check(CLI::Validator(check, ""));
}

CLI::Option* add_quantity(CLI::App& app, const std::string& name, std::string& text, const std::string& help,
                          std::string (*check)(std::string_view)) {
  return app.add_option(name, text, help)
      ->check(CLI::Validator([check](std::string& given) { return check(given); }, ""));
}

void add_set(CLI::App& app, Options& options) {
  app.add_option("--set", options.sets, "replace a value; += adds to a list, -= takes from it")
      ->type_name("ADDRESS=VALUE")
      ->allow_extra_args(false);
}

void add_scenario(CLI::App& app, Options& options,
                  const std::string& help = "scenario file (TOML), - for standard input") {
  app.add_option("SCENARIO", options.scenario, help)->required()->type_name("");
  add_set(app, options);
}

void add_csv_safe(CLI::App& app, Options& options) {
  app.add_flag("--csv-safe", options.csv_safe, "CSV: an apostrophe before texts that begin like formulas");
}

void add_output(CLI::App& app, Options& options, Texts& texts, const std::vector<std::string>& formats) {
  add_choice(app, "--format", texts.format, join(formats) + " (default: table)", formats, texts)->type_name("FORMAT");
  app.add_option("--out", options.out, "write there; if anything fails it is left as it was")->type_name("FILE");
  app.add_flag("--quiet", options.quiet, "no progress and no warnings on standard error");
  if (std::find(formats.begin(), formats.end(), "csv") != formats.end()) add_csv_safe(app, options);
}

void add_progress(CLI::App& app, Texts& texts) {
  add_choice(app, "--progress", texts.progress, "json: how far it is, an object a line, on standard error", {"json"},
             texts)
      ->type_name("json");
}

void add_budget(CLI::App& app, Texts& texts) {
  add_quantity(app, "--budget", texts.budget, "end when the time is up: 30s, 2m, 500ms", check_budget)
      ->type_name("TIME");
}

void add_trials(CLI::App& app, Texts& texts) {
  add_count(app, "--trials", texts.trials, "how often it is played, at most (default 100000)", 1, trials_limit);
  add_quantity(app, "--precision", texts.precision, "end once each outcome is known to ± 1pp, or 0.01", check_precision)
      ->type_name("WIDTH");
}

void add_play(CLI::App& app, Options& options, Texts& texts) {
  add_count(app, "--seed", texts.seed, "of all chance (default 1)", 0, ~std::uint64_t{0});
  add_count(app, "--threads", texts.threads, "0 (default): all there are; no effect on the result", 0, 1024);
  app.add_option("--lanes", texts.lanes)->check(one_of({"1", "4", "8", "16"}))->group("");
  add_output(app, options, texts, {"table", "json", "csv", "markdown", "html"});
  add_progress(app, texts);
}

void add_shard(CLI::App& app, Options& options) {
  app.add_option("--shard", options.shard, "play part I of N and write FILE.I-of-N.sqlite; see 'detente help merge'")
      ->type_name("I/N")
      ->check(CLI::Validator([](std::string& given) { return check_shard(given); }, ""));
  app.get_option("--out")->description("write there, whole or not at all; FILE.sqlite: see below");
}

void add_run(CLI::App& app, Options& options, Texts& texts) {
  add_scenario(app, options);
  add_trials(app, texts);
  add_budget(app, texts);
  add_play(app, options, texts);
  add_shard(app, options);
  app.footer(
      "With --out FILE.sqlite every finished part of the run is kept there, and the same\n"
      "command goes on where one was stopped, or adds to a shorter one:\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e7 --out talks.sqlite");
}

void add_compare(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("SCENARIO", options.scenarios,
                 "scenario files (TOML), - for standard input; the first is the reference")
      ->required()
      ->type_name("");
  app.add_option("--variant", options.variants, "the first scenario, with these values; may be repeated")
      ->type_name("\"NAME: ADDRESS=VALUE; ...\"")
      ->allow_extra_args(false);
  add_set(app, options);
  add_count(app, "--trials", texts.trials, "how often each is played (default 100000)", 1, trials_limit);
  app.add_flag("--diff-only", options.diff_only, "say what sets the scenarios apart, and play nothing");
  add_play(app, options, texts);
  app.footer(
      "All are played with the same luck, which makes differences far more precise than\n"
      "shares. --set changes all of them; a variant's values take what --set takes:\n"
      "  detente compare scenarios/first-steps.toml \\\n"
      "      --variant \"cheaper: parameters.cost=0.02\" \\\n"
      "      --variant \"longer: stages.talks.rounds=9; stages.talks.changes=1\"");
}

void add_sweep(CLI::App& app, Options& options, Texts& texts) {
  add_scenario(app, options, "scenario or study file (TOML), - for standard input");
  app.add_option("--vary", options.sweep.vary, "A:B:N numbers, A:B a range, [V, V] values; may be repeated")
      ->type_name("ADDRESS=VALUES")
      ->allow_extra_args(false);
  app.add_option("--design", options.sweep.design,
                 "grid (default), one-at-a-time, latin-hypercube, sobol, morris, FILE.csv")
      ->type_name("DESIGN");
  add_count(app, "--points", texts.points, "of latin-hypercube and sobol; of morris the trajectories", 1, points_max);
  add_count(app, "--replications", texts.replications, "of every point, with luck of their own (default 1)", 1,
            points_max);
  app.add_flag("--own-luck", options.sweep.own_luck, "each point has its own luck instead of all the same");
  add_trials(app, texts);
  add_play(app, options, texts);
  add_shard(app, options);
  app.footer(
      "Values multiply in a grid. Lists hold TOML values, labels in quotes; += and -= change lists:\n"
      "  detente sweep scenarios/first-steps.toml --vary parties.rebels.reservation=0.2:0.8:7\n"
      "  detente sweep scenarios/doha-2-2024.toml --vary 'stages.convening.rounds=[1, 3, 6]' \\\n"
      "      --vary 'stages.convening.invited+=[[], \"nrf\"]' --format csv --out nrf.csv\n"
      "A study file holds the same; see docs/format.md. With --out FILE.sqlite every finished\n"
      "run is kept there, and the same command goes on where one was stopped.");
}

void add_result(CLI::App& app, Options& options) {
  app.add_option("RESULTS", options.results, "file that 'run' or 'sweep' has written with --out FILE.sqlite")
      ->required()
      ->type_name("");
}

void add_export(CLI::App& app, Options& options, Texts& texts) {
  add_result(app, options);
  app.add_flag("--each-trial", options.each_trial, "a row for each trial: what it drew and what it came to");
  app.add_option("--out", options.out, "write there; if anything fails it is left as it was")->type_name("FILE");
  app.add_flag("--quiet", options.quiet, "no progress and no warnings on standard error");
  add_csv_safe(app, options);
  add_progress(app, texts);
  app.footer(
      "The same as 'detente show RESULTS --format csv': one row a figure, for R, pandas or a\n"
      "spreadsheet; see docs/csv.md. Trials are not stored: those of a run are played again,\n"
      "and compared with what the file has of them.");
}

void add_merge(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("OUT", options.results, "the file to write, FILE.sqlite; it may have some parts already")
      ->required()
      ->type_name("");
  app.add_option("RESULTS", options.merged, "files of the same run or sweep, whose parts it takes")
      ->required()
      ->type_name("");
  add_choice(app, "--format", texts.format, "table, json (default: table)", {"table", "json"}, texts)
      ->type_name("FORMAT");
  app.add_flag("--quiet", options.quiet, "say nothing but what is wrong");
  app.footer(
      "Machines can share a run or a sweep, each with a part and a file of its own; batch systems\n"
      "(Slurm arrays, Open MPI, PMI) say themselves which part:\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e6 --out all.sqlite --shard 1/2\n"
      "  detente run scenarios/doha-2-2024.toml --trials 1e6 --out all.sqlite --shard 2/2\n"
      "  detente merge all.sqlite all.*-of-2.sqlite\n"
      "Where two files have the same trials they must agree to the bit.");
}

void add_verify(CLI::App& app, Options& options, Texts& texts) {
  add_result(app, options);
  add_quantity(app, "--share", texts.share, "how much of it to play again, chosen at random (default 1%)", check_share)
      ->type_name("SHARE");
  add_count(app, "--seed", texts.seed, "of what is chosen (default: another every time)", 0, ~std::uint64_t{0});
  add_count(app, "--threads", texts.threads, "0 (default): all there are", 0, 1024);
  add_choice(app, "--format", texts.format, "table, json (default: table)", {"table", "json"}, texts)
      ->type_name("FORMAT");
  app.add_flag("--quiet", options.quiet, "no progress");
  add_progress(app, texts);
}

void add_sensitivity(CLI::App& app, Options& options, Texts& texts) {
  add_scenario(app, options);
  app.add_option("--outcome", options.outcome, "of which outcome (default: the likeliest)")->type_name("NAME");
  add_count(app, "--trials", texts.trials, "how often each input is drawn anew (default 16384)", 1, 100'000'000);
  add_count(app, "--seed", texts.seed, "of all chance (default 1)", 0, ~std::uint64_t{0});
  add_count(app, "--threads", texts.threads, "0 (default): all there are; no effect on the result", 0, 1024);
  add_output(app, options, texts, {"table", "json", "csv", "markdown", "html"});
  add_progress(app, texts);
  app.footer(
      "All trials are played once more for every uncertain input, with that one drawn anew:\n"
      "it takes as many times longer than 'run'. Inputs without effect are left out early.");
}

void add_replay(CLI::App& app, Options& options, Texts& texts) {
  add_scenario(app, options);
  add_count(app, "--trial", texts.trial, "which trial, from 0", 0, trials_limit - 1)->required();
  add_count(app, "--seed", texts.seed, "of all chance (default 1)", 0, ~std::uint64_t{0});
  add_output(app, options, texts, {"table", "json", "markdown", "html"});
}

void add_new(CLI::App& app, Options& options) {
  DraftAnswers& answers = options.answers;
  app.add_option("NAME", answers.name, "what the talks are called (default my-talks)")->type_name("");
  app.add_option("--label", answers.label, "their title in reports")->type_name("TEXT");
  app.add_option("--party", answers.parties, "who takes part; may be repeated")
      ->type_name("NAME[:ROLE]")
      ->allow_extra_args(false);
  app.add_option("--mediator", answers.mediator, "who tables the drafts")->type_name("NAME");
  app.add_option("--issue", answers.issues, "what is negotiated; may be repeated")
      ->type_name("NAME=OPTION,...")
      ->allow_extra_args(false);
  add_count(app, "--rounds", answers.rounds, "rounds at most (default 6)", 1, limits::rounds);
  app.add_option("--out", options.out, "a new file (default NAME.toml), - for standard output")->type_name("FILE");
  app.footer(
      "On a terminal it asks for what is not given; elsewhere it takes defaults. The first\n"
      "option of an issue is what holds without agreement:\n"
      "  detente new \"Lake talks\" --party north --party south:government \\\n"
      "      --issue \"fishing=no licences,shared licences,open waters\"");
}

void add_schema(CLI::App& app, Options& options) {
  app.add_option("SCENARIO", options.scenario, "complete the names of this file, too; - for standard input")
      ->type_name("");
  app.add_option("--out", options.out, "write there; if anything fails it is left as it was")->type_name("FILE");
}

void add_explain(CLI::App& app, Options& options, Texts& texts) {
  app.add_option("KEY", options.key, "a key (rounds), its path (stages[].rounds) or an address; all if there is none")
      ->type_name("");
  add_choice(app, "--format", texts.format, "table, json (default: table)", {"table", "json"}, texts)
      ->type_name("FORMAT");
}

}  // namespace

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  return names;
}

void add_commands(CLI::App& app, Options& options, Texts& texts) {
  CLI::App* run = app.add_subcommand("run", "play a scenario and report its outcomes");
  CLI::App* compare = app.add_subcommand("compare", "play scenarios or variants with the same luck: what differs?");
  CLI::App* sweep = app.add_subcommand("sweep", "play a scenario at many values and compare the outcomes");
  CLI::App* sensitivity = app.add_subcommand("sensitivity", "say which inputs an outcome depends on, and how much");
  CLI::App* show = app.add_subcommand("show", "report what a results file holds, as 'run' or 'sweep' does");
  CLI::App* exported = app.add_subcommand("export", "write what a results file holds as CSV");
  CLI::App* status = app.add_subcommand("status", "say how much of its run or sweep a results file has");
  CLI::App* merge = app.add_subcommand("merge", "bring the results files of one run or sweep together");
  CLI::App* verify = app.add_subcommand("verify", "play some of a results file again and compare");
  CLI::App* check = app.add_subcommand("check", "look for mistakes and print the scenario as it is understood");
  CLI::App* list = app.add_subcommand("list", "print every value with its address, as --set takes it");
  CLI::App* replay = app.add_subcommand("replay", "tell one trial as a story");
  CLI::App* fresh = app.add_subcommand("new", "write a first scenario, to be edited");
  CLI::App* completions = app.add_subcommand("completions", "print a script by which a shell completes commands");
  CLI::App* help = app.add_subcommand("help", "print this help, or that of a command");
  CLI::App* schema = app.add_subcommand("schema", "print a JSON Schema of the format, for editors");
  CLI::App* explain = app.add_subcommand("explain", "say what a key of the format means");
  add_run(*run, options, texts);
  add_compare(*compare, options, texts);
  add_sweep(*sweep, options, texts);
  add_sensitivity(*sensitivity, options, texts);
  add_result(*show, options);
  add_output(*show, options, texts, {"table", "json", "csv", "markdown", "html"});
  add_export(*exported, options, texts);
  add_result(*status, options);
  add_output(*status, options, texts, {"table", "json"});
  add_merge(*merge, options, texts);
  add_verify(*verify, options, texts);
  add_scenario(*check, options);
  add_output(*check, options, texts, {"table", "json", "markdown", "html"});
  check->footer("Example:\n  detente check scenarios/doha-2-2024.toml");
  add_scenario(*list, options);
  add_output(*list, options, texts, {"table", "json", "csv", "markdown", "html"});
  list->footer("Example:\n  detente list scenarios/doha-2-2024.toml --format csv");
  add_replay(*replay, options, texts);
  replay->footer("Example:\n  detente replay scenarios/doha-2-2024.toml --trial 17");
  add_schema(*schema, options);
  add_explain(*explain, options, texts);
  explain->footer("Examples:\n  detente explain red-line\n  detente explain stages.talks.rounds");
  add_new(*fresh, options);
  add_choice(*completions, "SHELL", texts.shell, "bash, zsh or fish", {"bash", "zsh", "fish"}, texts)
      ->required()
      ->type_name("");
  texts.choices[help->add_option("COMMAND", texts.topic, "which command")->type_name("")] = command_names(app);
}

}  // namespace detente
