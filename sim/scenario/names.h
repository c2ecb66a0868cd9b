// The names that a scenario file defines, mistakes or not: what an editor may offer.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace detente {

struct Names {
  std::map<std::string, std::vector<std::string>, std::less<>> of;       // by kind: parties, issues, stages, ...
  std::map<std::string, std::vector<std::string>, std::less<>> options;  // of each issue

  const std::vector<std::string>& of_kind(std::string_view kind) const;  // none where there is no such kind
};

// Throws ScenarioError where the text is not TOML.
Names read_names(const std::string& text, const std::string& file);

}  // namespace detente
