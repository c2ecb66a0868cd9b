#include "sim/cli/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "sim/cli/command_options.h"
#include "sim/cli/completions.h"
#include "sim/cli/counts.h"
#include "sim/cli/exit_code.h"
#include "sim/cli/help_text.h"
#include "sim/cli/quantities.h"
#include "sim/core/error.h"
#include "sim/report/build_info.h"
#include "sim/report/text.h"

namespace detente {

namespace {

Format format_of(const std::string& name) {
  if (name == "json") return Format::json;
  if (name == "csv") return Format::csv;
  if (name == "markdown") return Format::markdown;
  return name == "html" ? Format::html : Format::table;
}

// What completion scripts are made from.
std::vector<CommandShape> shapes_of(const CLI::App& app, const Texts& texts) {
  std::vector<CommandShape> shapes;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandShape& shape = shapes.emplace_back(CommandShape{command->get_name(), command->get_description(), {}});
    for (const CLI::Option* option : command->get_options()) {
      if (option == command->get_help_ptr() || option->get_group().empty()) continue;
      const bool positional = option->get_positional(), flag = option->get_type_size_max() == 0;
      const auto choices = texts.choices.find(option);
      shape.options.push_back({.name = positional ? "" : "--" + option->get_lnames().front(),
                               .help = option->get_description(),
                               .value = positional ? option->get_name()
                                        : flag     ? ""
                                                   : option->get_type_name(),
                               .choices = choices == texts.choices.end() ? std::vector<std::string>{} : choices->second,
                               .file = option->get_name() == "SCENARIO" || option->get_name() == "RESULTS" ||
                                       option->get_name() == "OUT" || option->get_type_name() == "FILE",
                               .repeated = option->get_expected_max() > 1});
    }
  }
  return shapes;
}

Command command_of(const CLI::App& app) {
  using enum Command;
  static const std::map<std::string, Command> commands = {
      {"run", run},     {"compare", compare}, {"sweep", sweep},   {"sensitivity", sensitivity}, {"show", show},
      {"export", show}, {"status", status},   {"merge", merge},   {"verify", verify},           {"check", check},
      {"list", list},   {"replay", replay},   {"schema", schema}, {"explain", explain},         {"new", fresh}};
  return commands.at(app.get_subcommands().front()->get_name());
}

std::string version_text() {
  const BuildInfo& build = build_info();
  return fmt::format("detente {}\n{}, instruction set {}, {}", build.version, build.compiler, build.instructions,
                     build.flags);
}

std::string unknown(std::string_view what, const std::string& strange, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(strange, names);
  return fmt::format("unknown {} '{}'{}", what, strange,
                     nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest));
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
    names = command_names(app);
  }
  return unknown(what, strange, names);
}

ParsedLine refuse(const CLI::App& app, const std::string& cause) {
  const std::vector<CLI::App*> chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "" : " " + chosen.front()->get_name();
  return {{}, exit_usage, "", fmt::format("detente: {}\nSee 'detente{} --help'.\n", cause, command)};
}

// "help run" is "run --help".
ParsedLine help_on(const CLI::App& app, const std::string& topic) {
  const std::vector<std::string> names = command_names(app);
  if (!topic.empty() && std::find(names.begin(), names.end(), topic) == names.end())
    return refuse(app, unknown("command", topic, names));
  const std::vector<const char*> line{"detente", topic.empty() ? "--help" : topic.c_str(), "--help"};
  return parse_command_line(topic.empty() ? 2 : 3, line.data());
}

}  // namespace

ParsedLine parse_command_line(int argc, const char* const* argv) {
  Options options;
  Texts texts;
  CLI::App app(description, "detente");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(0, 1);
  add_commands(app, options, texts);
  app.footer(examples);  // of the whole, not of each command
  const auto chosen = [&](const char* name) { return app.got_subcommand(name); };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    return refuse(app, explain_extras(app));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::Success)) return refuse(app, error.what());
    std::ostringstream output, ignored;
    app.exit(error, output, ignored);
    return {{}, exit_ok, output.str(), ""};
  }
  if (app.get_subcommands().empty()) return {{}, exit_ok, app.help(), ""};
  if (chosen("help")) return help_on(app, texts.topic);
  if (chosen("completions")) return {{}, exit_ok, completion_script(texts.shell, shapes_of(app, texts)), ""};
  options.command = command_of(app);
  options.precision = parse_precision(texts.precision).value_or(0);
  options.budget = parse_budget(texts.budget).value_or(0);
  options.trials = parse_count(texts.trials)
                       .value_or(options.budget > 0      ? trials_limit
                                 : options.precision > 0 ? trials_for_precision
                                 : chosen("sensitivity") ? trials_of_sensitivity
                                                         : trials_default);
  options.seed = parse_count(texts.seed).value_or(0);
  options.trial = parse_count(texts.trial).value_or(0);
  options.threads = static_cast<int>(parse_count(texts.threads).value_or(0));
  options.lanes = static_cast<int>(parse_count(texts.lanes).value_or(8));
  options.format = chosen("export") ? Format::csv : format_of(texts.format);
  options.sweep.points = static_cast<int>(parse_count(texts.points).value_or(0));
  options.sweep.replications = static_cast<int>(parse_count(texts.replications).value_or(0));
  options.sweep.trials = !texts.trials.empty();
  options.sweep.precision = !texts.precision.empty();
  options.progress_json = texts.progress == "json";
  options.share = parse_share(texts.share).value_or(0.01);
  options.verify_seed = chosen("verify") && app.get_subcommand("verify")->get_option("--seed")->count() > 0;
  options.sweep.seed = chosen("sweep") && app.get_subcommand("sweep")->get_option("--seed")->count() > 0;
  return {options, exit_ok, "", ""};
}

}  // namespace detente
