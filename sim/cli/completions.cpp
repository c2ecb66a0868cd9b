#include "sim/cli/commands.h"
#include "sim/cli/completion_script.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/options.h"
#include "sim/cli/output.h"

namespace detente {

namespace {

struct CompletionsOptions {
  std::string shell;
  CLI::App* program = nullptr;
};

void add_options(CLI::App& app, CompletionsOptions& options) {
  options.program = app.get_parent();
  add_choice(app, "SHELL", "bash, zsh or fish", {"bash", "zsh", "fish"},
             [&options](const std::string& shell) { options.shell = shell; })
      ->required()
      ->type_name("");
}

OptionShape shape_of(CLI::Option& option) {
  const bool positional = option.get_positional(), flag = option.get_type_size_max() == 0;
  const std::string name = option.get_name();
  return {.name = positional ? "" : "--" + option.get_lnames().front(),
          .help = option.get_description(),
          .value = positional ? name
                   : flag     ? ""
                              : option.get_type_name(),
          .choices = choices_of(option),
          .file = name == "SCENARIO" || name == "RESULTS" || name == "OUT" || option.get_type_name() == "FILE",
          .repeated = option.get_expected_max() > 1};
}

std::vector<CommandShape> shapes_of(CLI::App& program) {
  std::vector<CommandShape> shapes;
  for (const Command* known : commands) {
    CLI::App* command = program.get_subcommand(known->name);
    CommandShape& shape = shapes.emplace_back(CommandShape{known->name, known->help, {}});
    for (CLI::Option* option : command->get_options())
      if (option != command->get_help_ptr() && !option->get_group().empty()) shape.options.push_back(shape_of(*option));
  }
  return shapes;
}

int run(const CompletionsOptions& options, const std::string&) {
  write_stdout(completion_script(options.shell, shapes_of(*options.program)));
  return exit_ok;
}

}  // namespace

const Command completions_command{"completions", "print a script by which a shell completes commands",
                                  with<CompletionsOptions, add_options, run>};

}  // namespace detente
