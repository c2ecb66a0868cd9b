// Completion of the command line in bash, zsh and fish, from a description of the commands, so that it cannot go stale.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace detente {

struct OptionShape {
  std::string name;  // "--format"; empty: an argument
  std::string help;
  std::string value;                 // what it takes, "" if nothing
  std::vector<std::string> choices;  // of its values, if they are few
  bool file = false;                 // its value is a file
  bool repeated = false;             // of an argument: there may be several
};

struct CommandShape {
  std::string name, help;
  std::vector<OptionShape> options;
};

// shell: "bash", "zsh" or "fish".
std::string completion_script(std::string_view shell, const std::vector<CommandShape>& shapes);

}  // namespace detente
