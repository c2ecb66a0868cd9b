// The commands: each is a file, which has the command's options, adds them, and runs it. The program knows no others.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>

namespace detente {

// Runs a command that has been parsed. line: it, as it could be typed into a shell. Returns the exit status.
using Action = std::function<int(const std::string& line)>;

struct Command {
  const char* name;
  const char* help;
  Action (*add)(CLI::App& app);  // adds its options; what it returns runs it with them
};

// The list, in the order of `detente --help`.
extern const Command run_command, compare_command, sweep_command, sensitivity_command, show_command, export_command,
    status_command, merge_command, verify_command, check_command, list_command, replay_command, new_command,
    bench_command, completions_command, help_command, schema_command, explain_command;
inline constexpr const Command* commands[] = {
    &run_command,    &compare_command, &sweep_command,       &sensitivity_command, &show_command,   &export_command,
    &status_command, &merge_command,   &verify_command,      &check_command,       &list_command,   &replay_command,
    &new_command,    &bench_command,   &completions_command, &help_command,        &schema_command, &explain_command};

// Command::add of a command whose options are a struct: add(app, options) adds them, run(options, line) runs it.
template <class Options, void (*add)(CLI::App&, Options&), int (*run)(const Options&, const std::string&)>
Action with(CLI::App& app) {
  const auto options = std::make_shared<Options>();
  add(app, *options);
  return [options](const std::string& line) { return run(*options, line); };
}

}  // namespace detente
