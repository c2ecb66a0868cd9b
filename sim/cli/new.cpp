#include <fmt/format.h>
#include <unistd.h>

#include "sim/cli/commands.h"
#include "sim/cli/draft.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/inputs.h"
#include "sim/cli/output.h"
#include "sim/core/error.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

struct NewOptions {
  DraftAnswers answers;
  std::string out;
};

void add_options(CLI::App& app, NewOptions& options) {
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
  app.add_option("--rounds", answers.rounds, "rounds at most (default 6)")
      ->type_name("N")
      ->check(count_between(1, limits::rounds));
  app.add_option("--out", options.out, "a new file (default NAME.toml), - for standard output")->type_name("FILE");
  app.footer(
      "On a terminal it asks for what is not given; elsewhere it takes defaults. The first\n"
      "option of an issue is what holds without agreement:\n"
      "  detente new \"Lake talks\" --party north --party south:government \\\n"
      "      --issue \"fishing=no licences,shared licences,open waters\"");
}

DraftScenario draft_of(const DraftAnswers& answers) try {
  return write_draft(answers);
} catch (const ScenarioError& error) {
  const Diagnostic& first = error.diagnostics().front();
  throw UsageError(fmt::format("these answers make no scenario: {}; {}", first.cause, first.remedy));
}

// On a terminal it asks for what is not given.
int run(const NewOptions& options, const std::string&) {
  check_no_store(options.out);
  DraftAnswers answers = options.answers;
  std::string path = options.out;
  if (path.empty() && !answers.name.empty()) path = name_of(answers.name) + ".toml";
  if (!path.empty() && path != "-") check_new(path);
  if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO) && !ask(answers))
    throw UsageError("no more answers; nothing was written");
  const DraftScenario draft = draft_of(answers);
  if (path.empty()) path = draft.name + ".toml";
  if (path == "-") {
    write_stdout(draft.text);
  } else {
    write_new_file(path, draft.text);
    write_stdout(fmt::format("{0} is written. Next: detente check {0}, detente run {0}\n", path));
  }
  return exit_ok;
}

}  // namespace

const Command new_command{"new", "write a first scenario, to be edited", with<NewOptions, add_options, run>};

}  // namespace detente
