#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/command_line.h"
#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/options.h"
#include "sim/cli/output.h"
#include "sim/cli/say.h"

namespace detente {

namespace {

struct HelpOptions {
  std::string topic;  // a command; "": the whole
  const CLI::App* program = nullptr;
};

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command* command : commands) names.emplace_back(command->name);
  return names;
}

void add_options(CLI::App& app, HelpOptions& options) {
  options.program = app.get_parent();
  app.add_option("COMMAND", options.topic, "which command")->type_name("")->check(offered(command_names()));
}

// "help run" is "run --help".
int run(const HelpOptions& options, const std::string&) {
  const CLI::App& program = *options.program;
  const std::vector<std::string> names = command_names();
  if (options.topic.empty()) {  // program.help() would be of the command that was chosen, which is this
    write_stdout(program.get_formatter()->make_help(&program, program.get_name(), CLI::AppFormatMode::Normal));
  } else if (std::find(names.begin(), names.end(), options.topic) != names.end()) {
    write_stdout(program.get_subcommand(options.topic)->help(program.get_name()));
  } else {
    say(fmt::format("detente: {}\nSee 'detente help --help'.\n", unknown("command", options.topic, names)));
    return exit_usage;
  }
  return exit_ok;
}

}  // namespace

const Command help_command{"help", "print this help, or that of a command", with<HelpOptions, add_options, run>};

}  // namespace detente
