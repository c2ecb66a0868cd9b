#include "sim/cli/command_line.h"

#include <fmt/format.h>

#include <csignal>
#include <map>
#include <new>
#include <sstream>

#include "sim/cli/commands.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/help_text.h"
#include "sim/cli/output.h"
#include "sim/cli/say.h"
#include "sim/cli/stop.h"
#include "sim/core/error.h"
#include "sim/core/floating_point.h"
#include "sim/report/build_info.h"
#include "sim/report/json.h"
#include "sim/store/store.h"

namespace detente {

namespace {

std::string version_text() {
  const BuildInfo& build = build_info();
  return fmt::format("detente {}\n{}, instruction set {}, {}", build.version, build.compiler, build.instructions,
                     build.flags);
}

// What was not understood, with the nearest name that would have been.
std::string explain_extras(const CLI::App& app) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const CLI::App& place = chosen.empty() ? app : *chosen.front();
  const std::vector<std::string> rest = place.remaining();
  std::string strange = rest.empty() ? "" : rest.front();
  for (auto argument = rest.rbegin(); argument != rest.rend(); ++argument)
    if (argument->size() > 1 && argument->front() == '-') strange = *argument;
  std::vector<std::string> names;
  std::string what = "argument";
  if (strange.starts_with("-")) {
    what = "option";
    strange = strange.substr(0, strange.find('='));
    for (const CLI::Option* option : place.get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  } else if (chosen.empty()) {
    what = "command";
    for (const Command* command : commands) names.emplace_back(command->name);
  }
  return unknown(what, strange, names);
}

int refuse(const CLI::App& app, const std::string& cause) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "" : " " + chosen.front()->get_name();
  say(fmt::format("detente: {}\nSee 'detente{} --help'.\n", cause, command));
  return exit_usage;
}

int print(const std::string& text) {
  write_stdout(text);
  return exit_ok;
}

bool wants_json(const CLI::App& command) {
  const CLI::Option* format = command.get_option_no_throw("--format");
  return format && !format->empty() && format->results().back() == "json";
}

int execute(int argc, const char* const* argv) {
  CLI::App app(description, "detente");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(0, 1);
  std::map<const CLI::App*, Action> actions;
  for (const Command* command : commands) {
    CLI::App* subcommand = app.add_subcommand(command->name, command->help);
    actions[subcommand] = command->add(*subcommand);
  }
  app.footer(examples);  // of the whole, not of each command
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    return refuse(app, explain_extras(app));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) return refuse(app, error.what());
    std::ostringstream output, ignored;
    app.exit(error, output, ignored);
    return print(output.str());
  }
  if (app.get_subcommands().empty()) return print(app.help());
  const CLI::App& chosen = *app.get_subcommands().front();
  try {
    return actions.at(&chosen)(command_text(argc, argv));
  } catch (const ScenarioError& error) {
    if (!wants_json(chosen)) throw;
    say(json_text(json_diagnostics(error.diagnostics())));
    return exit_scenario;
  }
}

int fail(int code, const char* what) {
  say(fmt::format("detente: {}\n", what));
  return code;
}

}  // namespace

std::string unknown(std::string_view what, const std::string& strange, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(strange, names);
  return fmt::format("unknown {} '{}'{}", what, strange,
                     nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest));
}

int run_command_line(int argc, const char* const* argv) {
  const DefaultFloatingPoint floating_point;
  std::signal(SIGPIPE, SIG_IGN);
  occupy_standard_files();
  try {
    return execute(argc, argv);
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
