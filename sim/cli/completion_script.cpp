#include "sim/cli/completion_script.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/report/text.h"

namespace detente {

namespace {

// In single quotes; a quote inside ends them, stands alone and begins them again.
std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string written;
  for (const char letter : text) {
    if (special.find(letter) != std::string_view::npos) written += '\\';
    written += letter;
  }
  return written;
}

std::vector<std::string> names_of(const std::vector<CommandShape>& shapes) {
  std::vector<std::string> names;
  for (const CommandShape& command : shapes) names.push_back(command.name);
  return names;
}

std::vector<std::string> option_names(const CommandShape& command) {
  std::vector<std::string> names{"--help"};
  for (const OptionShape& option : command.options)
    if (!option.name.empty()) names.push_back(option.name);
  return names;
}

// ---- bash

std::string bash_values(const OptionShape& option) {
  if (option.file) return "_detente_files";
  return option.choices.empty() ? "COMPREPLY=()"
                                : fmt::format("_detente_words {}", single_quoted(join(option.choices, " ")));
}

std::string bash_script(const std::vector<CommandShape>& shapes) {
  std::string values, words;
  for (const CommandShape& command : shapes) {
    std::string argument = "COMPREPLY=()";
    for (const OptionShape& option : command.options) {
      if (option.name.empty())
        argument = bash_values(option);
      else if (!option.value.empty())
        values += fmt::format("    {}:{}) {}; return ;;\n", command.name, option.name, bash_values(option));
    }
    words += fmt::format("    {}) if [[ $current == -* ]]; then _detente_words {}; else {}; fi ;;\n", command.name,
                         single_quoted(join(option_names(command), " ")), argument);
  }
  return fmt::format(R"(# Completion of detente in bash: source <(detente completions bash)
_detente_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }}
_detente_files() {{
  compopt -o filenames 2> /dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$current")
}}
_detente() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command=${{COMP_WORDS[1]}}
  COMPREPLY=()
  # --format=json comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  if ((COMP_CWORD == 1)); then
    _detente_words '{} --help --version'
    return
  fi
  case $command:$previous in
{}  esac
  case $command in
{}  esac
}}
complete -F _detente detente
)",
                     join(names_of(shapes), " "), values, words);
}

// ---- zsh

std::string zsh_action(const OptionShape& option) {
  if (option.file) return "_files";
  return option.choices.empty() ? " " : fmt::format("({})", join(option.choices, " "));
}

std::string zsh_spec(const OptionShape& option) {
  const std::string value = escaped(option.value, ":\\");
  if (option.name.empty())
    return single_quoted(fmt::format("{}:{}:{}", option.repeated ? "*" : "1", value, zsh_action(option)));
  std::string spec = fmt::format("*{}[{}]", option.name, escaped(option.help, "[]:\\"));
  if (!option.value.empty()) spec += fmt::format(":{}:{}", value, zsh_action(option));
  return single_quoted(spec);
}

std::string zsh_script(const std::vector<CommandShape>& shapes) {
  std::string list, cases;
  for (const CommandShape& command : shapes) {
    list += "      " + single_quoted(fmt::format("{}:{}", command.name, escaped(command.help, ":\\"))) + "\n";
    cases += fmt::format("        {})\n          _arguments '--help[print the help and leave]'", command.name);
    for (const OptionShape& option : command.options) cases += " \\\n            " + zsh_spec(option);
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef detente
# Completion of detente in zsh: detente completions zsh > FOLDER/_detente, with FOLDER in $fpath
_detente() {{
  local context state state_descr line
  typeset -A opt_args
  _arguments -C '--help[print the help and leave]' '--version[print the version and leave]' '1: :->command' '*:: :->rest'
  case $state in
    command)
      local -a commands
      commands=(
{}      )
      _describe command commands ;;
    rest)
      case $words[1] in
{}      esac ;;
  esac
}}
if [ "$funcstack[1]" = _detente ]; then _detente "$@"; else compdef _detente detente; fi
)",
                     list, cases);
}

// ---- fish

std::string fish_quoted(std::string_view text) { return '\'' + escaped(text, "'\\") + '\''; }

std::string fish_values(const OptionShape& option) {
  if (option.file) return " -F";
  return option.choices.empty() ? "" : " -a " + fish_quoted(join(option.choices, " "));
}

std::string fish_script(const std::vector<CommandShape>& shapes) {
  std::string text =
      "# Completion of detente in fish: detente completions fish > ~/.config/fish/completions/detente.fish\n"
      "complete -c detente -f\n"
      "complete -c detente -l help -d 'print the help and leave'\n"
      "complete -c detente -n __fish_use_subcommand -l version -d 'print the version and leave'\n";
  for (const CommandShape& command : shapes) {
    text += fmt::format("complete -c detente -n __fish_use_subcommand -a {} -d {}\n", command.name,
                        fish_quoted(command.help));
    for (const OptionShape& option : command.options) {
      text += fmt::format("complete -c detente -n '__fish_seen_subcommand_from {}'", command.name);
      if (!option.name.empty()) text += fmt::format(" -l {} -d {}", option.name.substr(2), fish_quoted(option.help));
      if (!option.name.empty() && !option.value.empty()) text += option.file ? " -r" : " -x";
      text += fish_values(option) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string completion_script(std::string_view shell, const std::vector<CommandShape>& shapes) {
  if (shell == "zsh") return zsh_script(shapes);
  return shell == "fish" ? fish_script(shapes) : bash_script(shapes);
}

}  // namespace detente
